<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>cli</name>
    <message numerus="yes">
        <source>--select could not be evaluated on %n event(s); they are left out.</source>
        <translation>
            <numerusform>--select could not be evaluated on %n event; it is left out.</numerusform>
            <numerusform>--select could not be evaluated on %n events; they are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelDetailsDialog</name>
    <message numerus="yes">
        <source>%n partition(s)</source>
        <translation>
            <numerusform>%n partition</numerusform>
            <numerusform>%n partitions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n consumer(s)</source>
        <translation>
            <numerusform>%n consumer</numerusform>
            <numerusform>%n consumers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsPanel</name>
    <message numerus="yes">
        <source>Open %n channel(s)</source>
        <translation>
            <numerusform>Open %n channel</numerusform>
            <numerusform>Open %n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::EventTable</name>
    <message numerus="yes">
        <source>Copied %n event(s)</source>
        <translation>
            <numerusform>Copied %n event</numerusform>
            <numerusform>Copied %n events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::MainWindow</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::QueueQuestion</name>
    <message numerus="yes">
        <source>%n consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>%n consumer goes without these messages meanwhile.</numerusform>
            <numerusform>%n consumers go without these messages meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It holds %n message(s).</source>
        <translation>
            <numerusform>It holds %n message.</numerusform>
            <numerusform>It holds %n messages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)…</source>
        <translation>
            <numerusform>Look at %n message…</numerusform>
            <numerusform>Look at %n messages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s) of %1 on %2?</source>
        <translation>
            <numerusform>Look at %n message of %1 on %2?</numerusform>
            <numerusform>Look at %n messages of %1 on %2?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)</source>
        <translation>
            <numerusform>Look at %n message</numerusform>
            <numerusform>Look at %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::Search</name>
    <message numerus="yes">
        <source>%1 in %n partition(s)</source>
        <comment>%1: Read 5 of 5 events</comment>
        <translation>
            <numerusform>%1 in %n partition</numerusform>
            <numerusform>%1 in %n partitions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficPage</name>
    <message numerus="yes">
        <source>A copy of %n message(s); the queue has them back.</source>
        <translation>
            <numerusform>A copy of %n message; the queue has it back.</numerusform>
            <numerusform>A copy of %n messages; the queue has them back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::UnevaluatedDialog</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
</context>
</TS>
