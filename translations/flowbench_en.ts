<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message numerus="yes">
        <source>--select could not be evaluated on %n event(s); they are left out.</source>
        <translation>
            <numerusform>--select could not be evaluated on %n event; it is left out.</numerusform>
            <numerusform>--select could not be evaluated on %n events; they are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) could not be checked against a schema: %1</source>
        <translation>
            <numerusform>%n event could not be checked against a schema: %1</numerusform>
            <numerusform>%n events could not be checked against a schema: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) do not keep to their schema.</source>
        <translation>
            <numerusform>%n event does not keep to its schema.</numerusform>
            <numerusform>%n events do not keep to their schema.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) may be at their target already, sent by a job that was broken off (%1); they are sent again.</source>
        <translation>
            <numerusform>%n event may be at their target already, sent by a job that was broken off (%1); it is sent again.</numerusform>
            <numerusform>%n events may be at their target already, sent by a job that was broken off (%1); they are sent again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</source>
        <translation>
            <numerusform>%n event may be at their target already, sent by a job that was broken off (%1): it is not sent again. --unknown resend sends it.</numerusform>
            <numerusform>%n events may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) were not sent or not taken: %1. “replay report %2” lists each.</source>
        <translation>
            <numerusform>%n event was not sent or not taken: %1. “replay report %2” lists it.</numerusform>
            <numerusform>%n events were not sent or not taken: %1. “replay report %2” lists each.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n event(s) nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</source>
        <translation>
            <numerusform>Of %n event nobody knows whether it arrived; it is still in the source. “replay report %1” lists it, “replay resume %1 --unknown resend” sends it again.</numerusform>
            <numerusform>Of %n events nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</source>
        <translation>
            <numerusform>%n event arrived and is in the source again: the broker crashed and has forgotten that it was taken out. “replay resume %1” takes it out without sending it.</numerusform>
            <numerusform>%n events arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</numerusform>
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
    <name>flowbench::ClosingQuestion</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are running:</source>
        <translation>
            <numerusform>%n job is running:</numerusform>
            <numerusform>%n jobs are running:</numerusform>
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
    <name>flowbench::DeadBar</name>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <translation>
            <numerusform>%Ln dead letter</numerusform>
            <numerusform>%Ln dead letters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadChannelsView</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n over the limit</source>
        <translation>
            <numerusform>%n over the limit</numerusform>
            <numerusform>%n over the limit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersPage</name>
    <message numerus="yes">
        <source>%n consumer(s) go without them meanwhile.</source>
        <translation>
            <numerusform>%n consumer goes without them meanwhile.</numerusform>
            <numerusform>%n consumers go without them meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>dead letters from %n channels</source>
        <translation>
            <numerusform>dead letters from %n channel</numerusform>
            <numerusform>dead letters from %n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chosen one by one</source>
        <translation>
            <numerusform>%Ln chosen one by one</numerusform>
            <numerusform>%Ln chosen one by one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln so far</source>
        <translation>
            <numerusform>%Ln so far</numerusform>
            <numerusform>%Ln so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln checked</source>
        <translation>
            <numerusform>%Ln checked</numerusform>
            <numerusform>%Ln checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them not shown</source>
        <translation>
            <numerusform>%Ln of them not shown</numerusform>
            <numerusform>%Ln of them not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadTable</name>
    <message numerus="yes">
        <source>Copied %Ln dead letter(s)</source>
        <translation>
            <numerusform>Copied %Ln dead letter</numerusform>
            <numerusform>Copied %Ln dead letters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DiffView</name>
    <message numerus="yes">
        <source>%n further line(s) are not shown</source>
        <translation>
            <numerusform>%n further line is not shown</numerusform>
            <numerusform>%n further lines are not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>%n line removed</numerusform>
            <numerusform>%n lines removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) added</source>
        <translation>
            <numerusform>%n line added</numerusform>
            <numerusform>%n lines added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⋯ %n line(s) unchanged</source>
        <translation>
            <numerusform>⋯ %n line unchanged</numerusform>
            <numerusform>⋯ %n lines unchanged</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DiscardDialog</name>
    <message numerus="yes">
        <source>%n without a time left out</source>
        <translation>
            <numerusform>%n without a time left out</numerusform>
            <numerusform>%n without a time left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n event(s)</source>
        <translation>
            <numerusform>Discard %n event</numerusform>
            <numerusform>Discard %n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n event(s) of %1</source>
        <translation>
            <numerusform>Discard %n event of %1</numerusform>
            <numerusform>Discard %n events of %1</numerusform>
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
    <name>flowbench::GroupsPane</name>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <comment>first half of a sentence</comment>
        <translation>
            <numerusform>%Ln dead letter</numerusform>
            <numerusform>%Ln dead letters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %Ln group(s)</source>
        <comment>second half</comment>
        <translation>
            <numerusform>in %Ln group</numerusform>
            <numerusform>in %Ln groups</numerusform>
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
    <name>flowbench::OptionsDialog</name>
    <message numerus="yes">
        <source>%n event(s) go first and are watched before the rest follows.</source>
        <translation>
            <numerusform>%n event goes first and is watched before the rest follows.</numerusform>
            <numerusform>%n events go first and are watched before the rest follows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It stops when %n came back with the failure they had.</source>
        <translation>
            <numerusform>It stops when %n came back with the failure it had.</numerusform>
            <numerusform>It stops when %n came back with the failure they had.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A crash leaves at most %n event(s) that may be there twice, and they are listed.</source>
        <translation>
            <numerusform>A crash leaves at most %n event that may be there twice, and it is listed.</numerusform>
            <numerusform>A crash leaves at most %n events that may be there twice, and they are listed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What was replayed %n time(s) before is skipped.</source>
        <translation>
            <numerusform>What was replayed %n time before is skipped.</numerusform>
            <numerusform>What was replayed %n times before is skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> event(s)</source>
        <comment>behind their number</comment>
        <translation>
            <numerusform> event</numerusform>
            <numerusform> events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PatternsDialog</name>
    <message numerus="yes">
        <source>%n pattern(s)</source>
        <translation>
            <numerusform>%n pattern</numerusform>
            <numerusform>%n patterns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PlanPanel</name>
    <message numerus="yes">
        <source>Replay %n event(s)…</source>
        <translation>
            <numerusform>Replay %n event…</numerusform>
            <numerusform>Replay %n events…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PlanWords</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) are changed</source>
        <translation>
            <numerusform>%n event is changed</numerusform>
            <numerusform>%n events are changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) go out as they are</source>
        <translation>
            <numerusform>%n event goes out as it is</numerusform>
            <numerusform>%n events go out as they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the key of %n event(s) has newer ones</source>
        <translation>
            <numerusform>the key of %n event has newer ones</numerusform>
            <numerusform>the keys of %n events have newer ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>none for the keys of %n event(s)</source>
        <translation>
            <numerusform>none for the key of %n event</numerusform>
            <numerusform>none for the keys of %n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay where they are</source>
        <translation>
            <numerusform>%n stays where it is</numerusform>
            <numerusform>%n stay where they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>stop if %n come back</source>
        <translation>
            <numerusform>stop if %n comes back</numerusform>
            <numerusform>stop if %n come back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) name it, but no queue</source>
        <translation>
            <numerusform>%n event names it, but no queue</numerusform>
            <numerusform>%n events name it, but no queue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
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
        <source>It holds %Ln message(s).</source>
        <translation>
            <numerusform>It holds %Ln message.</numerusform>
            <numerusform>It holds %Ln messages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)…</source>
        <translation>
            <numerusform>Look at %Ln message…</numerusform>
            <numerusform>Look at %Ln messages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s) of %1 on %2?</source>
        <translation>
            <numerusform>Look at %Ln message of %1 on %2?</numerusform>
            <numerusform>Look at %Ln messages of %1 on %2?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)</source>
        <translation>
            <numerusform>Look at %Ln message</numerusform>
            <numerusform>Look at %Ln messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeEditor</name>
    <message numerus="yes">
        <source>A recipe of %n edit(s) is edited as text.</source>
        <translation>
            <numerusform>A recipe of %n edit is edited as text.</numerusform>
            <numerusform>A recipe of %n edits is edited as text.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RecipePreview</name>
    <message numerus="yes">
        <source>%n event(s) chosen</source>
        <translation>
            <numerusform>%n event chosen</numerusform>
            <numerusform>%n events chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Effect on %n event(s)</source>
        <translation>
            <numerusform>Effect on %n event</numerusform>
            <numerusform>Effect on %n events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RecoveryDialog</name>
    <message numerus="yes">
        <source>%n job(s) did not come to an end</source>
        <translation>
            <numerusform>%n job did not come to an end</numerusform>
            <numerusform>%n jobs did not come to an end</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RelatedView</name>
    <message numerus="yes">
        <source>The first %n with the same correlation id or key</source>
        <translation>
            <numerusform>The first %n with the same correlation id or key</numerusform>
            <numerusform>The first %n with the same correlation id or key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with the same correlation id or key</source>
        <translation>
            <numerusform>%n with the same correlation id or key</numerusform>
            <numerusform>%n with the same correlation id or key</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayQuestion</name>
    <message numerus="yes">
        <source>Replay %n event(s) to %1?</source>
        <translation>
            <numerusform>Replay %n event to %1?</numerusform>
            <numerusform>Replay %n events to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replay %n event(s)</source>
        <translation>
            <numerusform>Replay %n event</numerusform>
            <numerusform>Replay %n events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RestoreQuestion</name>
    <message numerus="yes">
        <source>Put %n event(s) back into %1 on %2?</source>
        <translation>
            <numerusform>Put %n event back into %1 on %2?</numerusform>
            <numerusform>Put %n events back into %1 on %2?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n event(s) to %1 on %2 again?</source>
        <translation>
            <numerusform>Send %n event to %1 on %2 again?</numerusform>
            <numerusform>Send %n events to %1 on %2 again?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</source>
        <translation>
            <numerusform>%n event may be back already: putting it back was broken off before an answer came. It stays in the archive, or is sent again; sent again it may be there twice.</numerusform>
            <numerusform>%n events may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ResumeQuestion</name>
    <message numerus="yes">
        <source>%n event(s) may have arrived: they were sent, and no answer came.</source>
        <translation>
            <numerusform>%n event may have arrived: it was sent, and no answer came.</numerusform>
            <numerusform>%n events may have arrived: they were sent, and no answer came.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::SamplesModel</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::SavedRecipes</name>
    <message numerus="yes">
        <source>%n file(s) can&apos;t be used</source>
        <translation>
            <numerusform>%n file can&apos;t be used</numerusform>
            <numerusform>%n files can&apos;t be used</numerusform>
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
    <name>flowbench::StartReplay</name>
    <message numerus="yes">
        <source>Replay %n event(s) of %1</source>
        <translation>
            <numerusform>Replay %n event of %1</numerusform>
            <numerusform>Replay %n events of %1</numerusform>
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
