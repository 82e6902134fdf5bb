<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message numerus="yes">
        <source>--select could not be evaluated on %Ln event(s); they are left out.</source>
        <translation>
            <numerusform>--select could not be evaluated on %Ln event; it is left out.</numerusform>
            <numerusform>--select could not be evaluated on %Ln events; they are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) could not be checked against a schema: %1</source>
        <translation>
            <numerusform>%Ln event could not be checked against a schema: %1</numerusform>
            <numerusform>%Ln events could not be checked against a schema: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) do not keep to their schema.</source>
        <translation>
            <numerusform>%Ln event does not keep to its schema.</numerusform>
            <numerusform>%Ln events do not keep to their schema.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1); they are sent again.</source>
        <translation>
            <numerusform>%Ln event may be at their target already, sent by a job that was broken off (%1); it is sent again.</numerusform>
            <numerusform>%Ln events may be at their target already, sent by a job that was broken off (%1); they are sent again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</source>
        <translation>
            <numerusform>%Ln event may be at their target already, sent by a job that was broken off (%1): it is not sent again. --unknown resend sends it.</numerusform>
            <numerusform>%Ln events may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) were not sent or not taken: %1. “replay report %2” lists each.</source>
        <translation>
            <numerusform>%Ln event was not sent or not taken: %1. “replay report %2” lists it.</numerusform>
            <numerusform>%Ln events were not sent or not taken: %1. “replay report %2” lists each.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln event(s) nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</source>
        <translation>
            <numerusform>Of %Ln event nobody knows whether it arrived; it is still in the source. “replay report %1” lists it, “replay resume %1 --unknown resend” sends it again.</numerusform>
            <numerusform>Of %Ln events nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</source>
        <translation>
            <numerusform>%Ln event arrived and is in the source again: the broker crashed and has forgotten that it was taken out. “replay resume %1” takes it out without sending it.</numerusform>
            <numerusform>%Ln events arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelDetailsDialog</name>
    <message numerus="yes">
        <source>%Ln partition(s)</source>
        <translation>
            <numerusform>%Ln partition</numerusform>
            <numerusform>%Ln partitions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln consumer(s)</source>
        <translation>
            <numerusform>%Ln consumer</numerusform>
            <numerusform>%Ln consumers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ClosingQuestion</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) are running:</source>
        <translation>
            <numerusform>%Ln job is running:</numerusform>
            <numerusform>%Ln jobs are running:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsPanel</name>
    <message numerus="yes">
        <source>Open %Ln channel(s)</source>
        <translation>
            <numerusform>Open %Ln channel</numerusform>
            <numerusform>Open %Ln channels</numerusform>
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
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln channel</numerusform>
            <numerusform>%Ln channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln over the limit</source>
        <translation>
            <numerusform>%Ln over the limit</numerusform>
            <numerusform>%Ln over the limit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersPage</name>
    <message numerus="yes">
        <source>%Ln consumer(s) go without them meanwhile.</source>
        <translation>
            <numerusform>%Ln consumer goes without them meanwhile.</numerusform>
            <numerusform>%Ln consumers go without them meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>dead letters from %Ln channels</source>
        <translation>
            <numerusform>dead letters from %Ln channel</numerusform>
            <numerusform>dead letters from %Ln channels</numerusform>
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
        <source>%Ln further line(s) are not shown</source>
        <translation>
            <numerusform>%Ln further line is not shown</numerusform>
            <numerusform>%Ln further lines are not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) removed</source>
        <translation>
            <numerusform>%Ln line removed</numerusform>
            <numerusform>%Ln lines removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) added</source>
        <translation>
            <numerusform>%Ln line added</numerusform>
            <numerusform>%Ln lines added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⋯ %Ln line(s) unchanged</source>
        <translation>
            <numerusform>⋯ %Ln line unchanged</numerusform>
            <numerusform>⋯ %Ln lines unchanged</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DiscardDialog</name>
    <message numerus="yes">
        <source>%Ln without a time left out</source>
        <translation>
            <numerusform>%Ln without a time left out</numerusform>
            <numerusform>%Ln without a time left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s)</source>
        <translation>
            <numerusform>Discard %Ln event</numerusform>
            <numerusform>Discard %Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s) of %1</source>
        <translation>
            <numerusform>Discard %Ln event of %1</numerusform>
            <numerusform>Discard %Ln events of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::EventTable</name>
    <message numerus="yes">
        <source>Copied %Ln event(s)</source>
        <translation>
            <numerusform>Copied %Ln event</numerusform>
            <numerusform>Copied %Ln events</numerusform>
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
    <name>flowbench::HistoryDialog</name>
    <message numerus="yes">
        <source>%Ln event(s) copied</source>
        <translation>
            <numerusform>%Ln event copied</numerusform>
            <numerusform>%Ln events copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::MainWindow</name>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln channel</numerusform>
            <numerusform>%Ln channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::OptionsDialog</name>
    <message numerus="yes">
        <source>%Ln event(s) go first and are watched before the rest follows.</source>
        <translation>
            <numerusform>%Ln event goes first and is watched before the rest follows.</numerusform>
            <numerusform>%Ln events go first and are watched before the rest follows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It stops when %Ln came back with the failure they had.</source>
        <translation>
            <numerusform>It stops when %Ln came back with the failure it had.</numerusform>
            <numerusform>It stops when %Ln came back with the failure they had.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A crash leaves at most %Ln event(s) that may be there twice, and they are listed.</source>
        <translation>
            <numerusform>A crash leaves at most %Ln event that may be there twice, and it is listed.</numerusform>
            <numerusform>A crash leaves at most %Ln events that may be there twice, and they are listed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What was replayed %Ln time(s) before is skipped.</source>
        <translation>
            <numerusform>What was replayed %Ln time before is skipped.</numerusform>
            <numerusform>What was replayed %Ln times before is skipped.</numerusform>
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
        <source>%Ln pattern(s)</source>
        <translation>
            <numerusform>%Ln pattern</numerusform>
            <numerusform>%Ln patterns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PlanPanel</name>
    <message numerus="yes">
        <source>Replay %Ln event(s)…</source>
        <translation>
            <numerusform>Replay %Ln event…</numerusform>
            <numerusform>Replay %Ln events…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PlanWords</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) are changed</source>
        <translation>
            <numerusform>%Ln event is changed</numerusform>
            <numerusform>%Ln events are changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) go out as they are</source>
        <translation>
            <numerusform>%Ln event goes out as it is</numerusform>
            <numerusform>%Ln events go out as they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the key of %Ln event(s) has newer ones</source>
        <translation>
            <numerusform>the key of %Ln event has newer ones</numerusform>
            <numerusform>the keys of %Ln events have newer ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>none for the keys of %Ln event(s)</source>
        <translation>
            <numerusform>none for the key of %Ln event</numerusform>
            <numerusform>none for the keys of %Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln stay where they are</source>
        <translation>
            <numerusform>%Ln stays where it is</numerusform>
            <numerusform>%Ln stay where they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>stop if %Ln come back</source>
        <translation>
            <numerusform>stop if %Ln comes back</numerusform>
            <numerusform>stop if %Ln come back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) name it, but not their queue</source>
        <translation>
            <numerusform>%Ln event names it, but not its queue</numerusform>
            <numerusform>%Ln events name it, but not their queue</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::QueueQuestion</name>
    <message numerus="yes">
        <source>%Ln consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>%Ln consumer goes without these messages meanwhile.</numerusform>
            <numerusform>%Ln consumers go without these messages meanwhile.</numerusform>
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
        <source>A recipe of %Ln edit(s) is edited as text.</source>
        <translation>
            <numerusform>A recipe of %Ln edit is edited as text.</numerusform>
            <numerusform>A recipe of %Ln edits is edited as text.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RecipePreview</name>
    <message numerus="yes">
        <source>%Ln event(s) chosen</source>
        <translation>
            <numerusform>%Ln event chosen</numerusform>
            <numerusform>%Ln events chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Effect on %Ln event(s)</source>
        <translation>
            <numerusform>Effect on %Ln event</numerusform>
            <numerusform>Effect on %Ln events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RecoveryDialog</name>
    <message numerus="yes">
        <source>%Ln job(s) did not come to an end</source>
        <translation>
            <numerusform>%Ln job did not come to an end</numerusform>
            <numerusform>%Ln jobs did not come to an end</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RelatedView</name>
    <message numerus="yes">
        <source>The first %Ln with the same correlation id or key</source>
        <translation>
            <numerusform>The first %Ln with the same correlation id or key</numerusform>
            <numerusform>The first %Ln with the same correlation id or key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with the same correlation id or key</source>
        <translation>
            <numerusform>%Ln with the same correlation id or key</numerusform>
            <numerusform>%Ln with the same correlation id or key</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayQuestion</name>
    <message numerus="yes">
        <source>Replay %Ln event(s) to %1?</source>
        <translation>
            <numerusform>Replay %Ln event to %1?</numerusform>
            <numerusform>Replay %Ln events to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s)</source>
        <translation>
            <numerusform>Replay %Ln event</numerusform>
            <numerusform>Replay %Ln events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RestoreQuestion</name>
    <message numerus="yes">
        <source>Put %Ln event(s) back into %1 on %2?</source>
        <translation>
            <numerusform>Put %Ln event back into %1 on %2?</numerusform>
            <numerusform>Put %Ln events back into %1 on %2?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %Ln event(s) to %1 on %2 again?</source>
        <translation>
            <numerusform>Send %Ln event to %1 on %2 again?</numerusform>
            <numerusform>Send %Ln events to %1 on %2 again?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</source>
        <translation>
            <numerusform>%Ln event may be back already: putting it back was broken off before an answer came. It stays in the archive, or is sent again; sent again it may be there twice.</numerusform>
            <numerusform>%Ln events may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ResumeQuestion</name>
    <message numerus="yes">
        <source>%Ln event(s) may have arrived: they were sent, and no answer came.</source>
        <translation>
            <numerusform>%Ln event may have arrived: it was sent, and no answer came.</numerusform>
            <numerusform>%Ln events may have arrived: they were sent, and no answer came.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::SamplesModel</name>
    <message numerus="yes">
        <source>%Ln change(s)</source>
        <translation>
            <numerusform>%Ln change</numerusform>
            <numerusform>%Ln changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::SavedRecipes</name>
    <message numerus="yes">
        <source>%Ln file(s) can&apos;t be used</source>
        <translation>
            <numerusform>%Ln file can&apos;t be used</numerusform>
            <numerusform>%Ln files can&apos;t be used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::Search</name>
    <message numerus="yes">
        <source>%1 in %Ln partition(s)</source>
        <comment>%1: Read 5 of 5 events</comment>
        <translation>
            <numerusform>%1 in %Ln partition</numerusform>
            <numerusform>%1 in %Ln partitions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::StartReplay</name>
    <message numerus="yes">
        <source>Replay %Ln event(s) of %1</source>
        <translation>
            <numerusform>Replay %Ln event of %1</numerusform>
            <numerusform>Replay %Ln events of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficPage</name>
    <message numerus="yes">
        <source>A copy of %Ln message(s); the queue has them back.</source>
        <translation>
            <numerusform>A copy of %Ln message; the queue has it back.</numerusform>
            <numerusform>A copy of %Ln messages; the queue has them back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln channel</numerusform>
            <numerusform>%Ln channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::UnevaluatedDialog</name>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
</context>
</TS>
