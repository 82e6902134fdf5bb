<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja">
<context>
    <name></name>
    <message>
        <source>%1 s</source>
        <translation type="unfinished">%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished">%1 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation type="unfinished">%1 時間</translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>dev</source>
        <translation>開発</translation>
    </message>
    <message>
        <source>development</source>
        <translation>開発環境</translation>
    </message>
    <message>
        <source>test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>本番</translation>
    </message>
</context>
<context>
    <name>RowTint</name>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Violet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>There is no verb “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no option %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes no value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs a value: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no value for %2 %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs more arguments: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes fewer arguments: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TIME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>USER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HOST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CONNECTION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OPERATION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TARGET</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COUNT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PHASE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OUTCOME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HOLDS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LINES</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FIRST BAD LINE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REASON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>audit takes show or verify.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CHANNEL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KIND</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PARTITIONS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EVENTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DEPTH</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UNACKED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CONSUMERS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RATE/S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TYPE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DEAD LETTERS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>INTERNAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VALUE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PARTITION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LEADER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REPLICAS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IN SYNC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LOW</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HIGH</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SOURCE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DESTINATION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ROUTING KEY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ARGUMENTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CONFIGURATION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ARGUMENT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace file %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NAME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ENVIRONMENT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>READ ONLY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REGISTRY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password is in the system&apos;s keychain now, not in the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a connection “%1” already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it first: flowbench-cli connections remove NAME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connections takes nothing, add NAME URL, or remove NAME.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STATUS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OFFSET</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one of --value, --file, --lines and --from-json can be given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scan of %1: an exchange keeps nothing, tail it instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be served by a queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected again; going on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker dropped %1 events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker dropped events; how many is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>channel, note</comment>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>STEP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DETAIL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: flowbench-cli %1--help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KEY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SIZE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(null)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 One of: %2.</source>
        <comment>an option&apos;s help, its values</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CONN is a saved connection&apos;s name or a URL:
  sandbox:[?seed=N&amp;rate=EVENTS_PER_S&amp;backlog=N]     in this process
  kafka://host:port[,host:port][?property=value&amp;...]
  amqp://user:password@host:port/vhost              amqps:// likewise
CHANNEL is a topic, queue:NAME or exchange:NAME[#binding.pattern].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit codes: 0 done; 1 the answer is no; 2 usage; 3 no connection; 4 refused by the guard; 130 Ctrl+C.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: flowbench-cli [OPTIONS] VERB ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verbs:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options, before or after the verb:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help of a verb: flowbench-cli VERB --help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: flowbench-cli [OPTIONS] %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options of every verb:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see and publish the events of Kafka and RabbitMQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completions are there for bash, zsh and fish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What should be done? No verb was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events read, %2 matched, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with: --resume %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print NDJSON, one object a line; standard error is NDJSON too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print CSV; cells that look like formulas get an apostrophe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No progress and no summary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of saved connections, instead of the personal one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long to wait for a broker that does not answer (default 30 s).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the password from a file that only you may read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to the production connection of this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show help of the program or of a verb.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List, add and remove saved connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords go to the system&apos;s keychain or are not stored; never to a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the broker is for; production is read-only until confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse every write through this connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry that belongs to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a broker under a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List what is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect step by step and say what worked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps are resolve, connect, tls, authenticate and list. Exit code 3 when the broker cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try a broker; the password comes from FLOWBENCH_PASSWORD.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List topics, queues, exchanges and streams.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PATTERN is a glob such as &apos;order*&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show one channel: partitions, bindings, configuration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List the topics whose names begin with order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything about one topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show events as they arrive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes nothing from anybody. An exchange may be followed by #PATTERN. Ends with Ctrl+C, --limit or --for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the newest N events of all channels together first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only events with these words in key, headers or body.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this partition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End after N events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End after this time: 30s, 5m, 1h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest ten events, then what comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half a minute of an exchange.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read what is there, from WHERE to WHERE, and say what was covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WHERE is earliest, latest, an offset, an ISO time, a time ago such as -15m, or group:NAME. Without --to it ends at the end as it was at the start. Looking into a queue holds its messages for a moment and gives them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin here, included (default earliest).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End here, not included (default the end at the start).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the newest N events of all channels together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only events with exactly this key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End after N matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with the newest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether events of open transactions are shown (default committed).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print only how many there are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on exactly where the scan with this token ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last quarter of an hour, only events with that word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many events there are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a queue to a file; nothing is taken out of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish events and print a receipt for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without --value or --file, bodies or events are read from standard input as they come. Exit code 1 unless all are confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is what stands in this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One body a line; - is standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event objects, one a line, as scan --json prints them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The partition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The routing key (RabbitMQ).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A header; order and duplicates are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A message property (RabbitMQ).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log of all writes, or check that nobody changed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit code 1 when the chain of the log does not hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--partitioner says where the key of --key is: it needs one, and no --partition.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and --for exclude each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say where to: --out FILE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events (%2) in %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry&apos;s password is not stored: give it in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SOURCES</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FOUND BY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NOTES</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FINGERPRINT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EXCEPTION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MESSAGE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FIRST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events belong to further groups that are not listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no event %1 in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“dead groups” shows the ids of samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events written to %2.
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead takes list, groups, show, export, mark or unmark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead %1 takes a connection and a channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead list takes a connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead show needs --id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead export needs --out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first %1 of %2 bytes are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records before these offsets are deleted for good: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discard needs --archive: a file that keeps what is taken away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard %1 events of %2 into %3?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 events discarded; they are kept in %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put %1 events of %2 back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 events put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value is nested too deeply to be shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a JSON object of names and typed values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line is no object with an &quot;expr&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eval takes one expression, or --batch and none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eval takes --with or --event, not both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events of kcat hold U+FFFD: where their bytes were not UTF-8, a program between kcat and here has replaced them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lines are no events and not in the capture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe has no examples: nothing was tested but that it can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EXAMPLE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CAME OUT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EXPECTED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ERROR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 is left out: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recipe takes test or apply, and a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>--select could not be evaluated on %Ln event(s); they are left out.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>its key has newer events at the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REACHES</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REPLAYED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CHANGES</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NOTE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replayed before, skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 selected, %2 to send, %3 skipped, %4 refused; nothing was sent.
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay %1 of %2 events of %3?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replayed before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replay takes a connection and a dead-letter channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JOB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STATE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SELECTED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SUCCESS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SKIPPED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PENDING</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STARTED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ENDED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REPLAY ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 has ended already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the job belongs to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with job %1: %2 events are pending?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replay %1 takes a job; “replay jobs” lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--argument takes NAME=VALUE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Declare %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete %1 and everything in it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed: this has to be confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say --yes, or run it in a terminal, where it asks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Type yes to go on: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that lies there now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only events on which this expression is true; failure names the failure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only these events, one id a line; - is standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one group, as dead groups names it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch a queue with a delivery limit again instead of using its snapshot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry that resolves schema ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say which events: one of --all, --select, --ids or --group.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--group takes a fingerprint as “dead groups” prints it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FAILURE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 confirmed, %3 failed, %4/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1: %2 of %3 replayed, %4 skipped, %5 failed (%6 returned), %7 unknown, %8 not sent.
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>origin-queue, origin-exchange, origin, or a channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another broker than the source&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit each event by this recipe first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send copies; the dead letters stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only show the plan; nothing is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most N events a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send N first and wait for what becomes of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop when N of them died again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip events that were replayed N times already (default 1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try an event so often while its target refuses (default 10).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka: each window arrives as one transaction or not at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow what becomes of them for so long after the last was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the headers that tell of the failure along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not ask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only events for which this expression is true.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With --key: the producer&apos;s partitioner, known for sure; only its partition is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Instead of matches list events on which the filter failed or that cannot be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print these: offset, key, value, ... or expressions such as value.data.total.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry, instead of the connection&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The events for which an expression is true, and what was covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table for a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep events in a capture file, byte for byte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads like scan, or with --for like tail. A capture is one SQLite file; open it with file:PATH. A file that exists already is never overwritten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The capture to write; must not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep what arrives during this time: 30s, 5m, 1h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last hour of a topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in it, without the broker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a capture of event objects, one a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes what scan --json and tail --json print, and what kcat -J prints; - is standard input. A line that is no event is told with its number and makes the exit code 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What kcat read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluate an expression, of an event or with named values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expressions are CEL, as in --filter. Exit code 1 when the expression is wrong or fails; the column of the mistake is told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names and their typed values: {&quot;x&quot;:{&quot;type&quot;:&quot;int&quot;,&quot;value&quot;:&quot;1&quot;}}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An event object, as scan --json prints them; - is standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the value with its type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read {&quot;id&quot;,&quot;expr&quot;,&quot;bindings&quot;}, one a line, from standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A list made of another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is for one event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value with its type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what the bytes of a file are: JSON, Avro, Protobuf, MsgPack, CBOR, text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FILE is one event&apos;s body; - is standard input. gzip, zlib, zstd and lz4 are unpacked, the framing of a schema registry is understood. Exit code 1 when it cannot be read; what was tried is told with each reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it as this, instead of by its looks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema: an .avsc, a .proto (imports beside it), or a descriptor set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Protobuf message (default the schema&apos;s first).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry that knows the ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A body with a schema id in front.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare Protobuf message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test a recipe by its examples, or edit events with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FILE is JSON or YAML: edits of bodies and headers with values by expressions. test runs its examples; exit code 1 when one comes out differently. apply reads event objects, one a line, and prints them edited; those on which it fails are left out and told, exit code 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do the examples hold?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what a recipe makes of the events of a topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find dead letters, group them by what went wrong, and look at them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking takes nothing away: a queue&apos;s messages are held for a moment, copied, and given back together. A queue with a delivery limit is fetched once, later looks use that copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show: which event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export: the capture file to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where dead letters lie, and what feeds them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What went wrong, and how often.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep a copy of some of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send dead letters again without losing one, and go on with a replay that broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each window of events is written to a journal, sent, confirmed by the broker, written down, and only then taken out of its source. Exit code 0 only if everything was replayed or skipped. Without --yes it asks at a terminal and refuses elsewhere (4).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would be sent where, and who would receive it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One group, edited, five first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on where it broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take dead letters away into an archive from which they can be put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On Kafka they are marked as discarded; --truncate with --older-than deletes the records and shows the offsets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only those that died longer ago than this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The capture file that keeps them; it must not be there yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kafka, with --older-than: delete the records for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that died more than a month ago.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put discarded dead letters back to where they were, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put everything back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a topic, queue or exchange.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RabbitMQ: write queue:NAME or exchange:NAME.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a topic (default 1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of an exchange: topic, direct, fanout or headers (default topic).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An argument of a queue or exchange, or the configuration of a topic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quorum queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a topic, queue or exchange with everything in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--transaction is for Kafka: queues have no transactions that reach that far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--transaction works within one cluster; %1 is another than %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events may be back already: putting them back was broken off. They are not sent again, and stay in the archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) could not be checked against a schema: %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) do not keep to their schema.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>it does not keep to its schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do with events that may be back already, because an earlier restore was broken off (default leave).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages of %1 have no delivery left (its limit is %2). What is not taken is published anew at the end of the queue; a crash could lose up to %3. Raise the limit by a policy to avoid that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is too much for %2: %3 at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1); they are sent again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>it may be there already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other reasons (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) were not sent or not taken: %1. “replay report %2” lists each.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln event(s) nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Job %1 is broken off. “replay resume %1” goes on with it once the cause is mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events between two writes of the journal: the bound of duplicates after a crash (default 1000, at most 1,000,000).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do with events of which an earlier run does not know whether they arrived (default leave, and list).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 planned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The discard %1 that wrote this archive was broken off: what it took last may still be in its queue, and is there twice then. “replay resume %1” finishes it first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::Attention</name>
    <message>
        <source>it gives no reason</source>
        <translation>理由の通知なし</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>away</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>到達不能</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>ブロック中</translation>
    </message>
    <message>
        <source>%1 blocks publishers: %2</source>
        <translation>%1 が発行をブロックしています: %2</translation>
    </message>
    <message>
        <source>no figures</source>
        <translation>数値なし</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>ロック解除中</translation>
    </message>
    <message>
        <source>%1 is open for writing</source>
        <translation>%1 は書き込み可能です</translation>
    </message>
    <message>
        <source>over limit</source>
        <translation>上限超過</translation>
    </message>
    <message>
        <source>%1 holds %2, limit %3</source>
        <translation>%1 に %2 件、上限 %3</translation>
    </message>
    <message>
        <source>%1, %2 to %3</source>
        <translation>%1、%2～%3</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>解消</translation>
    </message>
</context>
<context>
    <name>flowbench::BodyEditor</name>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: 0 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid JSON, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid JSON: %1</source>
        <translation type="unfinished">有効な JSON ではありません: %1</translation>
    </message>
    <message>
        <source>Text, %1, no JSON: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 that are no text: sent as they came, not edited here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: sent as they came, too long to edit here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation type="unfinished">%1 を表示</translation>
    </message>
</context>
<context>
    <name>flowbench::BodyView</name>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>テキスト</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>ツリー</translation>
    </message>
    <message>
        <source>This event has no value.</source>
        <translation>このイベントには値がありません。</translation>
    </message>
    <message>
        <source>A key without a value is a tombstone: in a compacted topic it deletes what the key held.</source>
        <translation>値のないキーはトゥームストーンです。コンパクション対象のトピックでは、そのキーの内容を削除します。</translation>
    </message>
    <message>
        <source>The value is empty: 0 bytes.</source>
        <translation>値は空です: 0 バイト</translation>
    </message>
    <message>
        <source>JSON, %1</source>
        <translation>JSON、%1</translation>
    </message>
    <message>
        <source>Not valid JSON: %1</source>
        <translation>有効な JSON ではありません: %1</translation>
    </message>
    <message>
        <source>Text, %1</source>
        <translation>テキスト、%1</translation>
    </message>
    <message>
        <source>Bytes, %1: no UTF-8 from byte %2</source>
        <translation>バイト列、%1: バイト %2 以降は UTF-8 ではありません</translation>
    </message>
    <message>
        <source>Bytes, %1</source>
        <translation>バイト列、%1</translation>
    </message>
    <message>
        <source>lines over 4 kB are broken for display</source>
        <translation>4 kB を超える行は表示用に折り返されています</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>検索中…</translation>
    </message>
    <message>
        <source>Save value</source>
        <translation>値を保存</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>%1 に保存しました</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>%1 に書き込めませんでした: %2</translation>
    </message>
</context>
<context>
    <name>flowbench::BytesField</name>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>base64</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form of “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished">なし</translation>
    </message>
    <message>
        <source>empty: no bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no base64.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelDetailsDialog</name>
    <message>
        <source>Asking the broker…</source>
        <translation>ブローカーに問い合わせ中…</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%2 の %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message numerus="yes">
        <source>%Ln partition(s)</source>
        <translation>
            <numerusform>%Ln パーティション</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 events kept</source>
        <translation>%1 件のイベントを保持</translation>
    </message>
    <message>
        <source>%1 ready</source>
        <translation>待機 %1 件</translation>
    </message>
    <message>
        <source>%1 unacked</source>
        <translation>未確認 %1 件</translation>
    </message>
    <message numerus="yes">
        <source>%Ln consumer(s)</source>
        <translation>
            <numerusform>%Ln コンシューマー</numerusform>
        </translation>
    </message>
    <message>
        <source>policy %1</source>
        <translation>ポリシー %1</translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation>パーティション</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>パーティション</translation>
    </message>
    <message>
        <source>Leader</source>
        <translation>リーダー</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>レプリカ</translation>
    </message>
    <message>
        <source>In sync</source>
        <translation>同期中</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>先頭</translation>
    </message>
    <message>
        <source>High</source>
        <translation>末尾</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Bindings</source>
        <translation>バインディング</translation>
    </message>
    <message>
        <source>From</source>
        <translation>送信元</translation>
    </message>
    <message>
        <source>Binding key</source>
        <translation>バインディングキー</translation>
    </message>
    <message>
        <source>To</source>
        <translation>宛先</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>引数</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Settings that differ from the default</source>
        <translation>既定値と異なる設定</translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelPicker</name>
    <message>
        <source>Find a channel</source>
        <translation type="unfinished">チャネルを検索</translation>
    </message>
    <message>
        <source>Channels to search</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelsModel</name>
    <message>
        <source>%1, limit %2</source>
        <comment>what it holds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its set-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not by time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 in all</source>
        <comment>level, count</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished">接続</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::CloseQuestion</name>
    <message>
        <source>Drop the changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ClosingQuestion</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>A job is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) are running:</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>In the background they go on without a window, and Flowbench ends with the last of them. Paused, what is in flight is finished, the rest stays where it is, and the next start offers to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep in background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ColourRulesDialog</name>
    <message>
        <source>Failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation type="unfinished">デッドレター</translation>
    </message>
    <message>
        <source>Large events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished">色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first rule that holds colours the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Rule %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every rule needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>Holds for %1 of the newest %2 events.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ColumnDialog</name>
    <message>
        <source>Add column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What of each event: a path or an expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>It needs an expression.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>コマンドを検索または実行</translation>
    </message>
    <message>
        <source>No command is called so</source>
        <translation>該当するコマンドはありません</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Ctrl K</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionDialog</name>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2、%3</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>shop-kafka</source>
        <translation>shop-kafka</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>環境</translation>
    </message>
    <message>
        <source>not tagged</source>
        <translation>指定なし</translation>
    </message>
    <message>
        <source>development</source>
        <translation>開発</translation>
    </message>
    <message>
        <source>test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>production: writing asks for the name first</source>
        <translation>本番: 書き込みの前に名前を確認</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>色</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>青</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>オレンジ</translation>
    </message>
    <message>
        <source>green</source>
        <translation>緑</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>ピンク</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>紫</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>青緑</translation>
    </message>
    <message>
        <source>Read-only: nothing can be written through it</source>
        <translation>読み取り専用: この接続では何も書き込めません</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>読み取り専用</translation>
    </message>
    <message>
        <source>Keep the password in the system&apos;s keychain</source>
        <translation>パスワードをシステムのキーチェーンに保存</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>接続をテスト</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Give the connection a name.</source>
        <translation>接続に名前を付けてください。</translation>
    </message>
    <message>
        <source>There is a connection named %1 already.</source>
        <translation>%1 という接続はすでにあります。</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>すべて正常です。</translation>
    </message>
    <message>
        <source>The schema registry&apos;s address begins with http:// or https:// and a host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A registry&apos;s password is never saved: leave it out, and set FLOWBENCH_REGISTRY_PASSWORD before the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema registry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, or http://registry:8081</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionFlows</name>
    <message>
        <source>Remove %1</source>
        <translation>%1 を削除</translation>
    </message>
    <message>
        <source>Remove the connection %1? Its saved settings and its password in the keychain go; nothing changes at the broker.</source>
        <translation>接続 %1 を削除しますか？保存された設定とキーチェーンのパスワードが消えます。ブローカー側は何も変わりません。</translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation>接続を削除</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionForm</name>
    <message>
        <source>Choose a file for %1</source>
        <translation>%1 のファイルを選択</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>その他の設定</translation>
    </message>
    <message>
        <source>TLS (%1)</source>
        <comment>scheme of a URL</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none (%1)</source>
        <comment>no encryption; scheme of a URL</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in the connection&apos;s URL</source>
        <comment>name of an option</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsModel</name>
    <message>
        <source>not connected</source>
        <translation>未接続</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>接続済み</translation>
    </message>
    <message>
        <source>reconnecting in %1 s</source>
        <translation>%1 秒後に再接続</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>再接続中</translation>
    </message>
    <message>
        <source>blocked by the broker</source>
        <translation>ブローカーがブロック中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>not open</source>
        <translation>開いていません</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsPanel</name>
    <message>
        <source>Find a channel</source>
        <translation>チャネルを検索</translation>
    </message>
    <message>
        <source>No connections yet.</source>
        <translation>接続はまだありません。</translation>
    </message>
    <message>
        <source>Add one to see its channels here.</source>
        <translation>追加すると、ここにチャネルが表示されます。</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>接続を追加…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Close connection</source>
        <translation>接続を閉じる</translation>
    </message>
    <message>
        <source>Lock writing</source>
        <translation>書き込みをロック</translation>
    </message>
    <message>
        <source>Unlock writing…</source>
        <translation>書き込みのロックを解除…</translation>
    </message>
    <message>
        <source>Open connection</source>
        <translation>接続を開く</translation>
    </message>
    <message>
        <source>Edit connection…</source>
        <translation>接続を編集…</translation>
    </message>
    <message>
        <source>Save connection…</source>
        <translation>接続を保存…</translation>
    </message>
    <message>
        <source>Remove connection…</source>
        <translation>接続を削除…</translation>
    </message>
    <message>
        <source>Show the broker&apos;s own channels</source>
        <translation>ブローカー自身のチャネルを表示</translation>
    </message>
    <message numerus="yes">
        <source>Open %Ln channel(s)</source>
        <translation>
            <numerusform>%Ln 個のチャネルを開く</numerusform>
        </translation>
    </message>
    <message>
        <source>Publish here…</source>
        <translation>ここに発行…</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>詳細…</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>お気に入りから外す</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>お気に入りに追加</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>名前をコピー</translation>
    </message>
    <message>
        <source>Mark as dead-letter channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the mark of a dead-letter channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is no dead-letter channel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::Coverage</name>
    <message>
        <source>ended at the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended by an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key “%1” was bound when it began; keys bound later are not seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages sent straight to the queue are not seen, only what comes through its bindings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While this runs, messages that nobody else is bound for do not go to the alternate exchange.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the copy of a look at %1; the queue was not touched again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages at their delivery limit that were sent anew, so that none is dropped: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An open transaction withholds %1 offsets of %2, partition %3: they are not committed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events read, %2 matched, %3 in %4; %5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this partition was read, as the partitioner puts the key nowhere else: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::CoverageDialog</name>
    <message>
        <source>%1 in %2</source>
        <translation type="unfinished">%2で%1%2 {1 ?}</translation>
    </message>
    <message>
        <source>committed events only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uncommitted events too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation type="unfinished">パーティション</translation>
    </message>
    <message>
        <source>Failures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished">コピー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">閉じる</translation>
    </message>
</context>
<context>
    <name>flowbench::CoverageModel</name>
    <message>
        <source>The first offset that was asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where reading was to end: the first offset behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything before this offset was seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the partition ended at the broker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offsets that hold no event: compacted away, or marks of transactions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offsets that an open transaction holds back from committed readers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation type="unfinished">パーティション</translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished">宛先</translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished">次へ</translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::CutBar</name>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%1 / %2 %3</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation>%1 を表示</translation>
    </message>
    <message>
        <source>Laying out all of it…</source>
        <translation>全体を整形中…</translation>
    </message>
    <message>
        <source>All %1 shown</source>
        <translation>すべて表示: %1</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadBar</name>
    <message>
        <source>All dead-letter channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failure, value, headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the plan first; nothing is sent before you say so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes them out of the channel into a local archive, after you have confirmed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is changed in each of them on its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Into a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadChannels</name>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 open of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds %2, limit %3</source>
        <translation type="unfinished">%1 に %2 件、上限 %3</translation>
    </message>
    <message>
        <source>marked by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queue argument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>headers of its events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadChannelsView</name>
    <message>
        <source>Result</source>
        <translation type="unfinished">結果</translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patterns…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of dead-letter channels that are your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead-letter channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for dead-letter channels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation type="unfinished">
            <numerusform>%Ln チャネル</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln over the limit</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>connection, error</comment>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>No connection is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open one at the left: its dead-letter channels appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No dead-letter channel was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a pattern…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no dead-letter channel: its dead letters are dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a channel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One that holds dead letters and is not listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are known by queue arguments, policies and names. Where yours have names of their own, add a pattern or mark a channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection settings…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadDetails</name>
    <message>
        <source>Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Related</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes this one and replays it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadFlows</name>
    <message>
        <source>one event, edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing; the window closes when what is in flight is finished</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadGroupWords</name>
    <message>
        <source>No failure is told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <comment>event type, channel</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersModel</name>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times</comment>
        <translation type="unfinished">%1×</translation>
    </message>
    <message>
        <source>valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invalid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>id, checked</comment>
        <translation type="unfinished">%1、%2</translation>
    </message>
    <message>
        <source>checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Died</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished">ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished">種類</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 ago</source>
        <comment>times, how long</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last replayed by job %1, which began at %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By its own headers; no job of this computer is known to have replayed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished">キー</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may have arrived</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersPage</name>
    <message>
        <source>A job holds this queue; it is read again when the job has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All dead-letter channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patterns of dead-letter channels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read dead letters again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay dead letters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit recipe…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit this dead letter…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard dead letters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export dead letters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of replays…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncheck all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>group %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was read yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is still being found out which ones are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no dead letter to do it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last job: %1 of %2 confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 consumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 died again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying %1: %2 so far. What is shown is the copy of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>%1 is disconnected. The copy stays here until another channel is opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown is the copy of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished">もう一度読み取る</translation>
    </message>
    <message>
        <source>The first %1 of %2 are copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of them are about %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln consumer(s) go without them meanwhile.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Copy all %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying the dead letters of %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue was not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished">再試行</translation>
    </message>
    <message>
        <source>%1 is disconnected</source>
        <translation type="unfinished">%1 は切断されました</translation>
    </message>
    <message>
        <source>%1 holds no dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing lay there at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No dead letter of %1 matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation type="unfinished">フィルターを解除</translation>
    </message>
    <message>
        <source>queue time to live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>retention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorted by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 / %2</translation>
    </message>
    <message>
        <source>copy of %1, read without a group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation type="unfinished">接続は閉じられました。</translation>
    </message>
    <message>
        <source>%1 is read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connected</source>
        <translation type="unfinished">接続済み</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation type="unfinished">再接続中</translation>
    </message>
    <message>
        <source>blocked by the broker</source>
        <translation type="unfinished">ブローカーがブロック中</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation type="unfinished">未接続</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation type="unfinished">接続中</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation type="unfinished">切断</translation>
    </message>
    <message>
        <source>%1 waiting, %2 unacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>dead letters from %Ln channels</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>dead letters from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a channel of dead letters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over the limit of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the chosen group matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in other groups match.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds dead letters from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no dead letters from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of dead letters…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln chosen one by one</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the discard %1</source>
        <comment>job&apos;s id</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the discard %1 (%2)</source>
        <comment>job&apos;s id, selection</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the replay %1</source>
        <comment>job&apos;s id</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the replay %1 (%2)</source>
        <comment>job&apos;s id, selection</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is held by %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its messages are with the job until it has ended or is paused; then the queue is asked what lies there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln so far</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln checked</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them not shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 left the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has changed since: what is shown is the copy of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copy of %1, queue untouched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copy of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DeadTable</name>
    <message>
        <source>Dead letters</source>
        <translation type="unfinished">デッドレター</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check or uncheck (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished">コピー</translation>
    </message>
    <message>
        <source>Uncheck all</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln dead letter(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished">列</translation>
    </message>
</context>
<context>
    <name>flowbench::Decoding</name>
    <message>
        <source>Text</source>
        <translation type="unfinished">テキスト</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DecodingLine</name>
    <message>
        <source>Why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it was not decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the bodies of this channel are read; remembered for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for its schema from the registry…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for %1 from the registry…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <comment>gzip 412 → 1,834 B</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read with a schema file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic, message by message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 with a schema file…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DetailFields</name>
    <message>
        <source>bytes</source>
        <translation>バイト</translation>
    </message>
    <message>
        <source>property</source>
        <translation>プロパティ</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>配信</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>property, long</comment>
        <translation>%1、%2</translation>
    </message>
</context>
<context>
    <name>flowbench::DetailsPane</name>
    <message>
        <source>Publish again</source>
        <translation>再発行</translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation>本文を保存…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>ヘッダー</translation>
    </message>
    <message>
        <source>Envelope</source>
        <translation>エンベロープ</translation>
    </message>
    <message>
        <source>No envelope was recognised</source>
        <translation>エンベロープを認識できません</translation>
    </message>
    <message>
        <source>The body is in none of the known shapes, and no header names an id or a type.</source>
        <translation>本文は既知の形式のいずれでもなく、ID や種類を示すヘッダーもありません。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>No event is selected</source>
        <translation>イベントが選択されていません</translation>
    </message>
    <message>
        <source>Select one in the table to read its value and headers.</source>
        <translation>表で選択すると、値とヘッダーを確認できます。</translation>
    </message>
    <message>
        <source>Headers (%1)</source>
        <translation>ヘッダー (%1)</translation>
    </message>
    <message>
        <source>Save body</source>
        <translation>本文を保存</translation>
    </message>
    <message>
        <source>Saved %1 to %2</source>
        <translation>%1 を %2 に保存しました</translation>
    </message>
    <message>
        <source>%1 was not saved: %2</source>
        <translation>%1 を保存できませんでした: %2</translation>
    </message>
</context>
<context>
    <name>flowbench::DiffView</name>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln further line(s) are not shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>3 lines removed, 4 lines added</comment>
        <translation type="unfinished">%1、%2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) removed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) added</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>base64 %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no value</source>
        <translation type="unfinished">値なし</translation>
    </message>
    <message>
        <source>%1 before, %2 after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: too long to be compared here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only white space differs: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1; they differ behind what is compared here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished">キー</translation>
    </message>
    <message>
        <source>A header&apos;s type differs, or bytes that are not shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished">ヘッダー</translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>⋯ %Ln line(s) unchanged</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before, %2 after: too long to be compared here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too different to be compared line by line: first what was there, then what is there now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DiscardDialog</name>
    <message>
        <source>Result</source>
        <translation type="unfinished">結果</translation>
    </message>
    <message>
        <source>Channel name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the channel&apos;s name, %1, to confirm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only those older than</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished">経過</translation>
    </message>
    <message>
        <source>Unit of the age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose archive…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep discarded events in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job is being started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The events are being counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no event to discard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No archive is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel&apos;s name is not typed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each is written to %1 before it is taken out of %2. They are kept in that file and can be put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each is written to %1 and counts as dealt with from then on. The events themselves stay in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard %1 of %2 dead letters of %3 on %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>12 of 35</comment>
        <translation type="unfinished">%1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln without a time left out</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s) of %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Discard dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard %1 of the %2 dead letters that were read of %3 on %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::DraftView</name>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No value (tombstone)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished">キー</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation type="unfinished">パーティション</translation>
    </message>
    <message>
        <source>chosen by the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key and partition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes through the default exchange straight into this queue, and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A %1 exchange does not look at the routing key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The routing key is no base64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is no base64.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::EditEventDialog</name>
    <message>
        <source>partition %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation type="unfinished">オフセット %1</translation>
    </message>
    <message>
        <source>Event parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No value (tombstone)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace from file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished">キー</translation>
    </message>
    <message>
        <source>What you don&apos;t touch keeps its bytes: other numbers, escapes, white space, the order of headers, properties.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Use this event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event is as it came again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is no base64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed: the event is as it came.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished">元に戻す</translation>
    </message>
    <message>
        <source>Replace the body from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is that of %1 now, %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event was edited and is not used.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::EditRow</name>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Append to list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression: &apos;EUR&apos;, value.data.total + 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1: what it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1: where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1: value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1: new place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move edit %1 up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move edit %1 down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove edit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::EventCard</name>
    <message>
        <source>Created</source>
        <translation>作成</translation>
    </message>
    <message>
        <source>Appended</source>
        <translation>追記</translation>
    </message>
    <message>
        <source>Broker&apos;s time</source>
        <translation>ブローカーの時刻</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受信</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>相関</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>%1 ahead of this clock</source>
        <translation>この時計より %1 進んでいます</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>たった今</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
</context>
<context>
    <name>flowbench::EventColumns</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>チャネル</translation>
    </message>
    <message>
        <source>Part.</source>
        <translation>Part.</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>オフセット</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>Time, %1</source>
        <translation>時刻、%1</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>パーティション</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>列をリセット</translation>
    </message>
    <message>
        <source>Columns from content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add column…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As they arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename column…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove column</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::EventTable</name>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>値なし</translation>
    </message>
    <message>
        <source>Copied the first %1 of %2 events</source>
        <translation>%2 件中、先頭 %1 件のイベントをコピーしました</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln event(s)</source>
        <translation>
            <numerusform>%Ln 件のイベントをコピーしました</numerusform>
        </translation>
    </message>
    <message>
        <source>Copied a cell</source>
        <translation>セルをコピーしました</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>セルをコピー</translation>
    </message>
    <message>
        <source>Copy rows as text</source>
        <translation>行をテキストとしてコピー</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>JSON としてコピー</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>コマンドとしてコピー</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
    <message>
        <source>evicted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ExportDialog</name>
    <message>
        <source>Selected events (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown events (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All events that are kept (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All events that are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NDJSON: one JSON object a line, lossless</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV: the columns of the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown: one event to be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capture: everything, byte for byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>There is no event to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown is for one event: select one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1 to file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ExportStrip</name>
    <message>
        <source>Part that is exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting %1 of %2 events to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported %1 events to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export was cancelled; %1 was not written</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FailureView</name>
    <message>
        <source>not told</source>
        <translation type="unfinished">不明</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partition %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation type="unfinished">オフセット %1</translation>
    </message>
    <message>
        <source>the default exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>died %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inside %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>caused by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stack trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event tells of no failure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Died in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consumer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exception</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pointer: the event itself lies where it failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 characters; the headers have all of it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FailuresDialog</name>
    <message>
        <source>Events that were not decided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On these events the search failed: they are neither matches nor not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">閉じる</translation>
    </message>
</context>
<context>
    <name>flowbench::FailuresModel</name>
    <message>
        <source>decoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished">時刻</translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished">位置</translation>
    </message>
    <message>
        <source>Failed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FatesModel</name>
    <message>
        <source>Id</source>
        <translation type="unfinished">ID</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay id</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::Field</name>
    <message>
        <source>Hosts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished">パスワード</translation>
    </message>
    <message>
        <source>Virtual host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Management API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SASL mechanism</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key&apos;s password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest message (bytes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heartbeat (s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema registry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished">環境</translation>
    </message>
    <message>
        <source>Development</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Production</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished">色</translation>
    </message>
    <message>
        <source>Resolve the host name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished">接続</translation>
    </message>
    <message>
        <source>Authenticate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CA certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client key</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsDelegate</name>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsEditor</name>
    <message>
        <source>Headers</source>
        <translation type="unfinished">ヘッダー</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished">元に戻す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>Headers (3)</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsModel</name>
    <message>
        <source>no value</source>
        <translation type="unfinished">値なし</translation>
    </message>
    <message>
        <source>base64</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These bytes can&apos;t be typed as one line of text: they stay base64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no base64: “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no value of the type %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no message property, or it is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::Figures</name>
    <message>
        <source>not connected</source>
        <translation>未接続</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>接続済み</translation>
    </message>
    <message>
        <source>retry in %1 s</source>
        <translation>%1 秒後に再試行</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>ブロック中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>retrying</source>
        <translation>再試行中</translation>
    </message>
</context>
<context>
    <name>flowbench::FilterControl</name>
    <message>
        <source>%1 of %2 match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No event matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read whole: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour rules are saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the filter %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For other channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a saved filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted the filter %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save filter…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation type="unfinished">テキストとしてコピー</translation>
    </message>
    <message>
        <source>Copied the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour rules…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FilterField</name>
    <message>
        <source>Filter</source>
        <translation type="unfinished">フィルター</translation>
    </message>
    <message>
        <source>Words, or an expression: value.total &gt; 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>told by what is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as you chose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An expression, %1. Click to look for these words instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words in key, headers and body, %1. Click to read them as an expression.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FilterLine</name>
    <message>
        <source>Could not be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re-sort</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As they arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show every event and mark those that match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events of which nobody can say whether they match, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter before stays on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · new events are not in it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FindBar</name>
    <message>
        <source>Find in value</source>
        <translation>値の中を検索</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>前へ</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>前を検索</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>次を検索</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Close find</source>
        <translation>検索を閉じる</translation>
    </message>
</context>
<context>
    <name>flowbench::FlowChart</name>
    <message>
        <source>Events per second by channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>events/s</source>
        <translation type="unfinished">イベント/秒</translation>
    </message>
    <message>
        <source>No rates yet: they need two looks, a few seconds apart.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::FromDialog</name>
    <message>
        <source>Newest events</source>
        <translation>最新のイベント</translation>
    </message>
    <message>
        <source>How many of the newest events of all channels together</source>
        <translation>全チャネル合計で最新のイベントの件数</translation>
    </message>
    <message>
        <source>From a time</source>
        <translation>時刻から</translation>
    </message>
    <message>
        <source>The first event at or after this time, UTC</source>
        <translation>この時刻以降の最初のイベント、UTC</translation>
    </message>
    <message>
        <source>The first event at or after this time, local time</source>
        <translation>この時刻以降の最初のイベント、現地時刻</translation>
    </message>
    <message>
        <source>From an offset</source>
        <translation>オフセットから</translation>
    </message>
    <message>
        <source>The offset to begin at, in every partition</source>
        <translation>各パーティションで開始するオフセット</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>読み取る</translation>
    </message>
    <message>
        <source>newest %1</source>
        <translation>最新 %1 件</translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation>オフセット %1</translation>
    </message>
</context>
<context>
    <name>flowbench::GroupsModel</name>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>times</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 dead letters, %3</source>
        <comment>group, count, message</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All, %1 dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>died in %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::GroupsPane</name>
    <message>
        <source>Growth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in further ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the oldest may be lost already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>oldest is lost in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>died</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <comment>first half of a sentence</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %Ln group(s)</source>
        <comment>second half</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>reading… %1 so far</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::GroupsView</name>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::HexView</name>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Copy as hex</source>
        <translation>Hex としてコピー</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>テキストとしてコピー</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
</context>
<context>
    <name>flowbench::HistoryDialog</name>
    <message>
        <source>Find a job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished">一時停止</translation>
    </message>
    <message>
        <source>Pause job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fates of the job&apos;s events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of the events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">閉じる</translation>
    </message>
    <message>
        <source>The history cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job ran yet. Replays and discards of this computer stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished">%1 / %2</translation>
    </message>
    <message>
        <source>Only a job that was paused or broken off can be resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 events were copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job was not resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation type="unfinished">%1: %2 %3</translation>
    </message>
    <message>
        <source>Stop putting back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is on its way is waited for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events are being put back. Stop that first, or wait until it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) copied</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>recipe %1, version %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::JobLine</name>
    <message>
        <source>Pause</source>
        <translation type="unfinished">一時停止</translation>
    </message>
    <message>
        <source>Pause job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the job that is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in flight is finished; the rest stays where it is until you resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in flight is finished; the rest stays in its source for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 discarded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished">結果</translation>
    </message>
</context>
<context>
    <name>flowbench::JobsModel</name>
    <message>
        <source>discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished">種類</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished">接続</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished">失敗</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation type="unfinished">未送信</translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished">状態</translation>
    </message>
</context>
<context>
    <name>flowbench::JsonFault</name>
    <message>
        <source>valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no JSON: there is no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text ends too early, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something else is expected here, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a JSON number, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neither true, false nor null, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown escape after \, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw control character in a text, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes that are no UTF-8, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more text after the value, line %1, column %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::JsonTreeModel</name>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
</context>
<context>
    <name>flowbench::JsonTreeView</name>
    <message>
        <source>Value tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tree shows the first %1 values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tree ends early: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as column</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::KeyValueModel</name>
    <message>
        <source>no value</source>
        <translation type="unfinished">値なし</translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished">種類</translation>
    </message>
</context>
<context>
    <name>flowbench::KeyValueView</name>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation type="unfinished">名前をコピー</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::KeyboardMap</name>
    <message>
        <source>Keyboard map</source>
        <translation>キーボード一覧</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>コマンドを検索または実行</translation>
    </message>
    <message>
        <source>Find in the page</source>
        <translation>ページ内を検索</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>選択した行をコピー</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>発行</translation>
    </message>
    <message>
        <source>Close what is open, clear the selected range</source>
        <translation>開いているものを閉じる、選択範囲を解除</translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished">スペース</translation>
    </message>
    <message>
        <source>Pause and resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation type="unfinished">イベントを絞り込む</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply the filter at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete the expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up, Down, Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose and take what is offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the list, clear the filter, leave it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select more events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Include, exclude and more of a cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Traffic</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::LineChart</name>
    <message>
        <source>No data yet</source>
        <translation>まだデータがありません</translation>
    </message>
    <message>
        <source>%1: no value</source>
        <translation>%1: 値なし</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>グラフ</translation>
    </message>
</context>
<context>
    <name>flowbench::Lint</name>
    <message>
        <source>Dead letters of %1 are dropped: its dead-letter exchange “%2” does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters of %1 are dropped: nothing is bound to “%2” for their routing keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters of %1 are dropped: nothing is bound to “%2” for the routing key “%3”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters of %1 travel at most once: a broker that crashes may lose some on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 asks for at-least-once dead-lettering, which needs the overflow reject-publish: it falls back to at most once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters of %1 die again and go to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 partitions, %3 has %4: not every dead letter can stand in the partition it came from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keeps events for %2, %3 for %4: dead letters are gone before their originals.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters in %1 are dropped after %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds at most %2: the oldest dead letters are dropped when it is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is compacted: a later dead letter with the same key replaces an earlier one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::MainWindow</name>
    <message>
        <source>%1 could not be used: %2</source>
        <translation>%1 は使用できませんでした: %2</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>トラフィック</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>発行</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Events can be published and channels changed.</source>
        <translation>イベントの発行とチャネルの変更ができます。</translation>
    </message>
    <message>
        <source>%1 is locked again</source>
        <translation>%1 は再びロックされました</translation>
    </message>
    <message>
        <source>The password of %1 is not stored: no keychain answered. It will be asked for each time.</source>
        <translation>%1 のパスワードは保存されていません: キーチェーンが応答しませんでした。毎回入力が必要です。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln チャネル</numerusform>
        </translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>読み取り専用</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 接続</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Flowbench</source>
        <translation>%1 – Flowbench</translation>
    </message>
    <message>
        <source>Writing to %1 is allowed for 15 minutes</source>
        <translation>%1 への書き込みが 15 分間許可されました</translation>
    </message>
    <message>
        <source>Go to Overview</source>
        <translation>概要へ移動</translation>
    </message>
    <message>
        <source>Go to Traffic</source>
        <translation>トラフィックへ移動</translation>
    </message>
    <message>
        <source>Go to Publish</source>
        <translation>発行へ移動</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>接続を追加…</translation>
    </message>
    <message>
        <source>Find a channel</source>
        <translation>チャネルを検索</translation>
    </message>
    <message>
        <source>Refresh the figures</source>
        <translation>数値を更新</translation>
    </message>
    <message>
        <source>Use the light theme</source>
        <translation>ライトテーマを使う</translation>
    </message>
    <message>
        <source>Use the dark theme</source>
        <translation>ダークテーマを使う</translation>
    </message>
    <message>
        <source>Follow the system&apos;s theme</source>
        <translation>システムのテーマに従う</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>サンドボックスを開く</translation>
    </message>
    <message>
        <source>Keyboard map</source>
        <translation>キーボード一覧</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Open connection %1</source>
        <translation>接続 %1 を開く</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>%1 件すべて表示</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>問題の内容</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open capture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captures (*.capture)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation type="unfinished">デッドレター</translation>
    </message>
    <message>
        <source>Go to Dead letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of jobs…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>connection, problem</comment>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>Connection settings…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::MarkDialog</name>
    <message>
        <source>Find a channel</source>
        <translation type="unfinished">チャネルを検索</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>It is then listed and worked on like every channel of dead letters. The mark is kept on this computer; the broker is not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>channel, connection</comment>
        <translation type="unfinished">%2 の %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
</context>
<context>
    <name>flowbench::NoticeBar</name>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>flowbench::OptionsDialog</name>
    <message>
        <source>Use these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original queue: only the failed consumer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original exchange: everybody bound there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A channel of an open connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection of the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel of the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>First send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no test first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop when</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch the outcome for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replays of one event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts at one event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send copies; the dead letters stay where they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A topic keeps its events: they stay in any case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the headers that tell of the failure along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each window arrives as one transaction or not at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues have no transactions that reach that far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A transaction works within one Kafka cluster only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation type="unfinished">開いている接続はありません。</translation>
    </message>
    <message>
        <source>No connection is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No channel is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) go first and are watched before the rest follows.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No more than %1 are sent.</source>
        <comment>200/s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are sent as fast as the target takes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>It stops when %Ln came back with the failure they had.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A crash leaves at most %Ln event(s) that may be there twice, and they are listed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Who reads committed events only sees each window whole or not at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What becomes of them is followed for %1 after the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What becomes of them afterwards is not looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was replayed before is skipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>What was replayed %Ln time(s) before is skipped.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The dead letters stay, so they can be replayed twice by mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source> event(s)</source>
        <comment>behind their number</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::OriginalView</name>
    <message>
        <source>Headers of the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event tells of no failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So nobody knows where it failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A queue keeps no original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a consumer rejects or a queue drops is moved, not copied: this dead letter is the event itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event does not tell where it failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For its original a topic, a partition and an offset are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it again to read the original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, partition %2, offset %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the original…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing lies at %1 any more: it was dropped by retention or compaction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another body</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::OverviewPage</name>
    <message>
        <source>No connection is open.</source>
        <translation>開いている接続はありません。</translation>
    </message>
    <message>
        <source>Add one to see its traffic here, or open the sandbox: a broker inside Flowbench with a shop&apos;s events in it.</source>
        <translation>接続を追加してここでトラフィックを見るか、サンドボックスを開いてください。ショップのイベントが入った、Flowbench 内のブローカーです。</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>接続を追加…</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>サンドボックスを開く</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>スループット</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>デッドレター</translation>
    </message>
    <message>
        <source>Waiting in queues</source>
        <translation>キューで待機中</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>要注意</translation>
    </message>
    <message>
        <source>Nothing: every connection is up and no dead-letter channel is over its limit.</source>
        <translation>なし: すべての接続が有効で、上限を超えたデッドレターチャネルもありません。</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>チャネル</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深さ</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 分</translation>
    </message>
    <message>
        <source>Open connections</source>
        <translation>開いている接続</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>チャネル</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>経過</translation>
    </message>
    <message>
        <source>%1 of %2 connected</source>
        <translation>%2 中 %1 接続済み</translation>
    </message>
    <message>
        <source>figures %1 old</source>
        <translation>数値は %1 前</translation>
    </message>
    <message>
        <source>history since %1</source>
        <translation>%1 からの履歴</translation>
    </message>
    <message>
        <source>events/s</source>
        <translation>イベント/秒</translation>
    </message>
    <message>
        <source>in one queue</source>
        <translation>1 個のキュー</translation>
    </message>
    <message>
        <source>in %1 queues</source>
        <translation>%1 個のキュー</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>接続済み</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 時間</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 日</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>state, how long: over limit 6 min</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 on %2 holds %3</source>
        <translation>%2 の %1 に %3 件</translation>
    </message>
    <message>
        <source>none new in %1</source>
        <translation>%1で新規なし</translation>
    </message>
    <message>
        <source>%1%2 in %3</source>
        <comment>sign, how many, in which time: +31 in 10 min</comment>
        <translation>%3で%1%2</translation>
    </message>
    <message>
        <source>%1, on %2</source>
        <comment>sentence, connection</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::PagedTextView</name>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
</context>
<context>
    <name>flowbench::PatternsDialog</name>
    <message>
        <source>Save</source>
        <translation type="unfinished">保存</translation>
    </message>
    <message>
        <source>Names of dead-letter channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patterns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pattern a line; * stands for anything, ? for one character. The usual endings (.DLT, -dlq, _error, …) are known already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>At most %1 patterns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pattern has at most %1 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>* alone would take every channel for one of dead letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln pattern(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PhraseLabel</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished">コピー</translation>
    </message>
</context>
<context>
    <name>flowbench::PlaceField</name>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished">宛先</translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation type="unfinished">先頭</translation>
    </message>
    <message>
        <source>End as of now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offset</source>
        <translation type="unfinished">オフセット</translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished">時刻</translation>
    </message>
    <message>
        <source>Minutes ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest events</source>
        <translation type="unfinished">最新のイベント</translation>
    </message>
    <message>
        <source>Position of a group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the newest events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>group</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::PlanPanel</name>
    <message>
        <source>Result</source>
        <translation type="unfinished">結果</translation>
    </message>
    <message>
        <source>Replay plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job is being started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This plan is being carried out by %1.</source>
        <comment>J12</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another job works on this channel. Wait until it ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events were taken out of the channel since it was read. Read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left to be sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No dead letters are chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a group or tick events: the plan says where they would go. Nothing is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no plan, nothing sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>planning…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dry run, nothing sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s)…</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is on its way</source>
        <comment>J12</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is another one by now. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::PlanView</name>
    <message>
        <source>Selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would also reach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Already replayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer at the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show refused events…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not checked</source>
        <comment>events</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 invalid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk of the replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send to the original exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes the original exchange the target: everybody bound there receives the events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May have arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They stay where they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They may be at their target twice then</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::PlanWords</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>only the failed consumer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was first published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where they failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>queue orders: 12</comment>
        <translation type="unfinished">%1: %2</translation>
    </message>
    <message>
        <source>%1 becomes %2</source>
        <comment>/data/sum becomes /data/total</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gets %2 added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>topic %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>312 of 512</comment>
        <translation type="unfinished">%1 / %2</translation>
    </message>
    <message>
        <source>nowhere: nothing can be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 directly</source>
        <comment>queue orders</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keys %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody: what is sent to a queue stays in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody else that is known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, bodies stay byte for byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) are changed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) go out as they are</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>for example %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none that is known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 more often</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will be skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will be sent again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 will be skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not checked</source>
        <comment>events</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>the key of %Ln event(s) has newer ones</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>none for the keys of %Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished">なし</translation>
    </message>
    <message numerus="yes">
        <source>%Ln stay where they are</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>up to %1</source>
        <comment>200/s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first %1</source>
        <comment>first 5</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then %1</source>
        <comment>then up to 200/s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>stop if %Ln come back</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>stays in the topic, marked as replayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copies are sent, the dead letters stay in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken out of %1 after the target confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the original queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the original exchanges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the original topics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The messages of %1 have no delivery left (the limit is %2): what is not taken is published anew at the end of the queue, a crash could lose up to %3. Raise the limit by a policy to avoid that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>sent by %1, broken off before the answer</source>
        <comment>tp88</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 are sent again, and may be there twice</source>
        <comment>3 events</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, left where they are</source>
        <comment>3 events</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing can be sent: see Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) name it, but not their queue</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, edited and not saved</source>
        <comment>fix, version 1</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::PromptDialog</name>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>%1 is production</source>
        <translation>%1 は本番です</translation>
    </message>
    <message>
        <source>%1

Type the connection&apos;s name, %2, to allow writing to it for 15 minutes.</source>
        <translation>%1

15 分間の書き込みを許可するには、接続の名前 %2 を入力してください。</translation>
    </message>
    <message>
        <source>Unlock writing</source>
        <translation>書き込みのロックを解除</translation>
    </message>
    <message>
        <source>Connection name</source>
        <translation>接続名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>Password of %1 at %2. It is used for this connection and not stored.</source>
        <translation>%2 の %1 のパスワード。この接続に使い、保存しません。</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
</context>
<context>
    <name>flowbench::PublishPage</name>
    <message>
        <source>Results</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Nothing published yet. What the broker answers is listed here; a click on it fills the editor again.</source>
        <translation>まだ何も発行されていません。ブローカーの応答がここに並び、クリックすると編集欄に戻ります。</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>発行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>下書き</translation>
    </message>
    <message>
        <source>Filled from the template “%1”.</source>
        <translation>テンプレート「%1」から入力しました。</translation>
    </message>
    <message>
        <source>Deleted the template “%1”.</source>
        <translation>テンプレート「%1」を削除しました。</translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation>開いている接続はありません。</translation>
    </message>
    <message>
        <source>%1 is not open.</source>
        <translation>%1 は開いていません。</translation>
    </message>
    <message>
        <source>The event before is still on its way.</source>
        <translation>前のイベントはまだ送信中です。</translation>
    </message>
    <message>
        <source>Choose a channel first.</source>
        <translation>先にチャネルを選んでください。</translation>
    </message>
    <message>
        <source>Publishing…</source>
        <translation>発行中…</translation>
    </message>
    <message>
        <source>Publish to %1…</source>
        <translation>%1 に発行…</translation>
    </message>
    <message>
        <source>Publish to %1</source>
        <translation>%1 に発行</translation>
    </message>
    <message>
        <source>Asks for the connection&apos;s name first (Ctrl+Enter)</source>
        <translation>先に接続の名前を確認します (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Blocked by the broker: %1. It goes on by itself once the broker can, or cancel.</source>
        <translation>ブローカーがブロック中: %1。ブローカーが受け付けると自動で続きます。取り消すこともできます。</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>理由の通知なし</translation>
    </message>
    <message>
        <source>Publishing to %1…</source>
        <translation>%1 に発行中…</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Filled with what was published at %1.</source>
        <translation>%1 に発行した内容を入力しました。</translation>
    </message>
    <message>
        <source>Filled with an event of %1.</source>
        <translation>%1 のイベントを入力しました。</translation>
    </message>
    <message>
        <source>%1, partition %2</source>
        <translation>%1、パーティション %2</translation>
    </message>
    <message>
        <source>%1, offset %2</source>
        <translation>%1、オフセット %2</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未送信</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>確認済み</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>返却</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>outcome: where it went or why not</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>cancelled before it was sent</source>
        <translation>送信前に取り消しました</translation>
    </message>
    <message>
        <source>cancelled before the broker answered, it may have arrived</source>
        <translation>ブローカーの応答前に取り消しました。届いている可能性があります</translation>
    </message>
</context>
<context>
    <name>flowbench::PutBack</name>
    <message>
        <source>%1 of %2 put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 may be back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what a discard took away can be put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is in its archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it is back already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put events back into %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not put back: %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 events were put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished">%1: %2</translation>
    </message>
</context>
<context>
    <name>flowbench::QueueQuestion</name>
    <message>
        <source>Look…</source>
        <translation>参照…</translation>
    </message>
    <message>
        <source>Follow new messages</source>
        <translation>新しいメッセージを追う</translation>
    </message>
    <message>
        <source>Following binds a queue of its own beside this one and takes nothing from it. Messages sent straight to the queue are not seen that way.</source>
        <translation>追跡は、このキューの隣に専用のキューをバインドし、ここからは何も取りません。キューに直接送られたメッセージは、この方法では見えません。</translation>
    </message>
    <message>
        <source>A look counts as a delivery: the limit is %1, and the message with the fewest has %2 left.</source>
        <translation>参照すると 1 回の配信と数えられます。上限は %1 で、残りが最も少ないメッセージはあと %2 回です。</translation>
    </message>
    <message>
        <source>A look counts as a delivery of every message.</source>
        <translation>参照すると、すべてのメッセージの配信 1 回と数えられます。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>その間、%Ln コンシューマーはこれらのメッセージを受け取れません。</numerusform>
        </translation>
    </message>
    <message>
        <source>The order of the queue may change.</source>
        <translation>キューの順序が変わることがあります。</translation>
    </message>
    <message>
        <source>The messages are held for a moment and given back together, marked as redelivered.</source>
        <translation>メッセージは少しの間保持され、再配信の印付きでまとめて返されます。</translation>
    </message>
    <message>
        <source>Looking changes nothing in this queue.</source>
        <translation>参照してもこのキューは何も変わりません。</translation>
    </message>
    <message>
        <source>The messages are held for a moment and given back together.</source>
        <translation>メッセージは少しの間保持され、まとめて返されます。</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%2 の %1</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>もう一度問い合わせる</translation>
    </message>
    <message>
        <source>Asking the broker what a look would do…</source>
        <translation>参照すると何が起きるかをブローカーに問い合わせ中…</translation>
    </message>
    <message>
        <source>Look at the first %1 messages…</source>
        <translation>最初の %1 件のメッセージを参照…</translation>
    </message>
    <message>
        <source>Look into a queue</source>
        <translation>キューを参照</translation>
    </message>
    <message numerus="yes">
        <source>It holds %Ln message(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)…</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s) of %1 on %2?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Its messages have no delivery left (the limit is %1): a look could destroy them, so the queue is not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the last look saw is kept and can be shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the copy of the last look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its messages were fetched before: where the copy of that is kept, it is shown and the queue is not touched. Otherwise:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RateHistogram</name>
    <message>
        <source>Events over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2, events: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>selected %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no time selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ReceiptsModel</name>
    <message>
        <source>Click to edit it again.</source>
        <translation>クリックするともう一度編集できます。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>宛先</translation>
    </message>
</context>
<context>
    <name>flowbench::ReceiptsView</name>
    <message>
        <source>Results</source>
        <translation>結果</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeDialog</name>
    <message>
        <source>Save recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Use recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is sent here: what a recipe does is shown on copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was written before was not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished">元に戻す</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 copy %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no recipe yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No workspace is open to keep it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No workspace is open: a recipe can be used, but not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 version %2 is saved as %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 of %2 is saved already and says something else: jobs name it by its version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was removed from the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 version %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe was edited and is neither saved nor used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read, at “%1”: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To mean the text %1, put it in quotes: &apos;%1&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeEditor</name>
    <message>
        <source>Form notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished">テキスト</translation>
    </message>
    <message>
        <source>The text can&apos;t be read as a recipe. Mend it there first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>A recipe of %Ln edit(s) is edited as text.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Edits made here write the YAML anew: its comments are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a name, and say what it edits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some characters of the text can&apos;t be seen, or turn around what is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No mistake. What the edits don&apos;t name keeps its bytes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeForm</name>
    <message>
        <source>Add edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies to type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only when</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecipePreview</name>
    <message>
        <source>The recipe can&apos;t be tried as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event stays where it is. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe does not mean this event: another type or version, or its condition does not hold. It is sent as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing changes: the event is as the recipe wants it already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the events that is tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No dead letters are chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose some on the page Dead letters to see what a recipe does to them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A click on a value puts its place into the edit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) chosen</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 events tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Effect on %Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>changes %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unchanged %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not meant %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too large to try %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails %1: they stay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeSourceEdit</name>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeTrial</name>
    <message>
        <source>A body of %1 is left out here; the replay edits it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RecoveryDialog</name>
    <message>
        <source>Resume…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfinished jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) did not come to an end</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was lost: what was not confirmed is still in its source. Nothing goes on by itself. A job that is resumed first looks for what may have arrived; what stays unknown is left unless you say otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They stay in the history of jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not resumed: %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is gone on with once %2 is connected.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RefusedDialog</name>
    <message>
        <source>Events that are not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">閉じる</translation>
    </message>
    <message>
        <source>These stay where they are, each for the reason beside it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RefusedModel</name>
    <message>
        <source>Id</source>
        <translation type="unfinished">ID</translation>
    </message>
    <message>
        <source>Why it is not sent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RelatedView</name>
    <message>
        <source>correlation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Died</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished">ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished">種類</translation>
    </message>
    <message>
        <source>Same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Related events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for related events…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to go by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No related dead letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event has no correlation id, and a key of its own it has neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other one in this copy has its correlation id or its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln with the same correlation id or key</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with the same correlation id or key</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayDesk</name>
    <message>
        <source>replayed before</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayQuestion</name>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s) to %1?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>queue orders.dlq on rabbit-eu</comment>
        <translation type="unfinished">%2 の %1</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>queue orders on rabbit-eu</comment>
        <translation type="unfinished">%2 の %1</translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished">宛先</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May have arrived</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::RestoreQuestion</name>
    <message>
        <source>Put back a discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln event(s) back into %1 on %2?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>From %1. What was put back before is not put back again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Send %Ln event(s) to %1 on %2 again?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Put back, leave unknown ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back, send unknown ones again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send them again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This discard was broken off: what it took last may still be in %1, and is there twice then. Resume it first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::ResumeQuestion</name>
    <message>
        <source>Resume a job</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may have arrived: they were sent, and no answer came.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Resume, leave unknown ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume, send them again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume: %1</source>
        <comment>Replay from queue orders.dlq to queue orders</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A topic is looked into, and what is found there is settled; a queue cannot be asked. What stays unknown is left where it is and listed, or sent again; sent again it may be there twice.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SamplesModel</name>
    <message numerus="yes">
        <source>%Ln change(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not meant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too large to try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished">ID</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SaveFilterDialog</name>
    <message>
        <source>Save</source>
        <translation type="unfinished">保存</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">名前</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Any channel; or a pattern like orders.*</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offered first for these channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SavedRecipes</name>
    <message>
        <source>Remove recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1  v%2</source>
        <comment>fix-currency  v3</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) can&apos;t be used</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>None is saved yet. They stand in the workspace&apos;s folder recipes, made for git.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SchemaFileDialog</name>
    <message>
        <source>Use schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read %1 as %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema (.avsc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema (.proto or descriptor set)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s first message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
</context>
<context>
    <name>flowbench::Search</name>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped: the memory budget is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped at the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended by an error: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended by an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not complete: an open transaction holds back %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first %1 made room and are not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read %1 of %2 events</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 in %Ln partition(s)</source>
        <comment>%1: Read 5 of 5 events</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1 events were read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events were read, %2 were not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 events were read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An open transaction holds back %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches among what could be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SearchDialog</name>
    <message>
        <source>Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Search for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words in key, headers and body; empty: every event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished">宛先</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation type="unfinished">パーティション</translation>
    </message>
    <message>
        <source>Isolation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Committed events only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncommitted events too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after so many matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As many as memory takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only topics have transactions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These channels have no partitions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No channel is ticked.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::SearchStrip</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
    <message>
        <source>Cancel search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coverage…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the search that is read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow what is published again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 The search waits and goes on. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on exactly where this search ended; what is shown now makes room for it, so export it first if it is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on exactly where this search ended; no event comes twice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::Sentence</name>
    <message>
        <source>Check the spelling; --help and the documentation list what is possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a connection URL: its part “%1” is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it like kafka://host:9092, amqp://user@host:5672/vhost or sandbox:, with a port between 1 and 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No kind of broker is known as “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The property “%1” is not taken: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it out. Flowbench refuses properties that weaken its promises, switch verification off or run programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%2” is no value for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no saved connection “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List them with “flowbench-cli connections”, or give a URL such as kafka://host:9092.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done here: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another channel or action that this broker has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is the name of more than one channel: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the kind before it, for example queue:%1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host “%1” is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name, and that this machine&apos;s DNS or VPN knows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refuses the connection: nothing listens there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port, and that the broker is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host, port and firewall, and that the broker is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is made again by itself as long as you wait. Check that the broker is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker does not accept user “%1” with this password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check user and password. A password can come from --password-file, FLOWBENCH_PASSWORD or the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user of this connection may not do this: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask whoever runs the broker for this permission, or use another user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The management API at %1 does not answer, so not everything can be listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not speak TLS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the port of the TLS listener, or a connection without TLS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 is signed by an authority that is not known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the authority&apos;s certificate to the connection, or to this machine&apos;s trust store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the host “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect by a name that stands in the certificate, or have it made anew with this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 has expired or is not valid yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have the broker&apos;s certificate renewed, and check this machine&apos;s clock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS with %1 failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the port speaks TLS, and the certificates and authority of this connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no channel “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List what is there with “channels”. Nothing was created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is bound to %1, so no copies of its messages can be had.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the messages that wait in it with “scan”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offset %3 of “%1”, partition %2, is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin at “earliest”, or at an offset that “channels --details” shows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A look into %1 could destroy messages: its delivery limit is %2 and some have been handed out nearly as often.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the copy of the last look, or raise the limit by a policy first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has consumers (%2): they would go without its messages during a look.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop them first, or tail the exchange in front of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is a read-only connection: nothing is written through it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the connection if you mean to write to this broker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is a production connection and locked against writing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you mean it, repeat its name: --confirm %1, or Unlock in the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The permission to write to “%1” has run out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it once more and repeat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker returned the message: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No queue is bound for this routing key. Check routing key and bindings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message was not stored: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be sent again without becoming two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the message arrived is not known: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for it in the channel before you send it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker blocks publishers: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does so when memory or disk run short. Free some there; sending goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again when you need it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the broker is running and not overloaded, or wait longer with --timeout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too large: %2 bytes, %3 are possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise the limit (Kafka: ?message.max.bytes= here, max.message.bytes at the topic), or send less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the JSON that is expected: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the JSON that is expected, at “%1”: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation type="unfinished">%1: %2. {1:?}</translation>
    </message>
    <message>
        <source>Check the path, its permissions and the space on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no keychain here, so the password is not stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it with --password-file or FLOWBENCH_PASSWORD; the window asks for it each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker of %1 refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broker&apos;s own words say why; its log may say more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in Flowbench itself: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please report it with what you did. Nothing was sent that has no receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>sentence, the broker&apos;s own words</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The expression is wrong at column %2: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it like value.data.total &gt; 100 &amp;&amp; type.startsWith(&apos;order.&apos;).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The expression fails on this event: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such events are counted and can be listed; has() and conversions such as double() avoid it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be read as %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bytes are kept as they came; choose another encoding to look at them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry knows no schema %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the registry is the one the producer uses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema registry at %1 gave no usable answer: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its address; it is asked again after half a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a capture that can be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been cut off or written by a newer Flowbench.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The event stays as it is. A condition (when) can leave such events out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1 of the recipe does not fit the event, at “%2”: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe edits JSON, and the event&apos;s body is none: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe edits JSON, and the event&apos;s body is none, at “%1”: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events are written as “scan --json” prints them; the documentation shows recipes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 messages of %2 could not be published anew: they were handed out as often as its delivery limit allows (%3), and the broker drops them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export them from the copy of the last look, and publish them again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 does not know whether it was sent; look at “replay report %1”, or go on with it by “replay resume %1 --unknown resend”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--unknown resend sends it all the same; it may be there twice then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read, at “%1”: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe is JSON or YAML with a name and edits; the documentation shows one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the recipe say or make less. An event that it cannot edit stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must not be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name its address in the connection&apos;s settings, or in its URL with ?management=http://host:15672. Where there is none, turn on the plugin rabbitmq_management; the user must be allowed to use it. Channels you name still work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The headers are too large: %1 bytes, %2 are possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RabbitMQ takes the headers of a message as one frame. Send less, or raise its frame_max.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was fetched of %1: its messages may be at their delivery limit (%2), and such ones could not be published anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A user needs write permission for amq.default, and the broker has to take messages.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::StartReplay</name>
    <message numerus="yes">
        <source>Replay %Ln event(s) of %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::StatusBar</name>
    <message>
        <source>Status</source>
        <translation>状態</translation>
    </message>
</context>
<context>
    <name>flowbench::TargetChooser</name>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>チャネル</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>チャネル</translation>
    </message>
</context>
<context>
    <name>flowbench::TemplateBar</name>
    <message>
        <source>Save as template…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename template…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Templates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No templates yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A template can&apos;t be used. %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the template “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished">保存</translation>
    </message>
    <message>
        <source>Rename template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The template “%1” is now “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A template is a file of the workspace: key, body, headers and properties, readable for everybody the workspace is shared with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">キャンセル</translation>
    </message>
</context>
<context>
    <name>flowbench::Tour</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficBar</name>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>追う</translation>
    </message>
    <message>
        <source>From</source>
        <translation>開始位置</translation>
    </message>
    <message>
        <source>Load older</source>
        <translation>古いものを読み込む</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Go on reading (Space)</source>
        <translation>読み取りを続ける (スペース)</translation>
    </message>
    <message>
        <source>Stop reading, the connection stays (Space)</source>
        <translation>読み取りを止める、接続は維持 (スペース)</translation>
    </message>
    <message>
        <source>Follow, %1 new</source>
        <translation>追う、新着 %1</translation>
    </message>
    <message>
        <source>The newest event stays in sight; scrolling up or selecting one ends it</source>
        <translation>最新のイベントを表示し続けます。上へスクロールするか選択すると終わります</translation>
    </message>
    <message>
        <source>Keep the newest event in sight</source>
        <translation>最新のイベントを表示し続ける</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>今</translation>
    </message>
    <message>
        <source>now</source>
        <translation>今</translation>
    </message>
    <message>
        <source>Newest 200</source>
        <translation>最新 200 件</translation>
    </message>
    <message>
        <source>newest 200</source>
        <translation>最新 200 件</translation>
    </message>
    <message>
        <source>Newest…</source>
        <translation>最新…</translation>
    </message>
    <message>
        <source>Time…</source>
        <translation>時刻…</translation>
    </message>
    <message>
        <source>Offset…</source>
        <translation>オフセット…</translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation>先頭</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>先頭</translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation>本文を保存…</translation>
    </message>
    <message>
        <source>Keep at most</source>
        <translation>保持の上限</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved and recent filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where reading begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search everything the broker keeps (Ctrl+Shift+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation type="unfinished">時刻を UTC で表示</translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficPage</name>
    <message>
        <source>No channel is open</source>
        <translation>開いているチャネルはありません</translation>
    </message>
    <message>
        <source>Choose a topic, queue or exchange at the left to see its newest events and follow it.</source>
        <translation>左でトピック、キュー、エクスチェンジを選ぶと、最新のイベントを見て追うことができます。</translation>
    </message>
    <message>
        <source>Find a channel</source>
        <translation>チャネルを検索</translation>
    </message>
    <message>
        <source>now</source>
        <translation>今</translation>
    </message>
    <message>
        <source>Following has stopped</source>
        <translation>追跡を止めました</translation>
    </message>
    <message>
        <source>Resume traffic</source>
        <translation>トラフィックを再開</translation>
    </message>
    <message>
        <source>Pause traffic</source>
        <translation>トラフィックを一時停止</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>スペース</translation>
    </message>
    <message>
        <source>Follow the newest event</source>
        <translation>最新のイベントを追う</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>イベントを絞り込む</translation>
    </message>
    <message>
        <source>Times in local time</source>
        <translation>時刻を現地時刻で表示</translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation>時刻を UTC で表示</translation>
    </message>
    <message>
        <source>Copy selected events as JSON</source>
        <translation>選択したイベントを JSON としてコピー</translation>
    </message>
    <message>
        <source>Copy selected events as commands</source>
        <translation>選択したイベントをコマンドとしてコピー</translation>
    </message>
    <message>
        <source>newest 200</source>
        <translation>最新 200 件</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>接続は閉じられました。</translation>
    </message>
    <message>
        <source>No event in the chosen time</source>
        <translation>選択した時間にイベントはありません</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>フィルターを解除</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>%1 is disconnected</source>
        <translation>%1 は切断されました</translation>
    </message>
    <message>
        <source>Nothing was read of %1.</source>
        <translation>%1 からは何も読み取れませんでした。</translation>
    </message>
    <message>
        <source>Copying the messages of %1…</source>
        <translation>%1 のメッセージをコピー中…</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>%1 を開いています…</translation>
    </message>
    <message>
        <source>%1 was empty</source>
        <translation>%1 は空でした</translation>
    </message>
    <message>
        <source>New messages can be followed as they come.</source>
        <translation>新しいメッセージは届きしだい追うことができます。</translation>
    </message>
    <message>
        <source>Follow new messages</source>
        <translation>新しいメッセージを追う</translation>
    </message>
    <message>
        <source>Nothing in %1 yet</source>
        <translation>%1 にはまだ何もありません</translation>
    </message>
    <message>
        <source>What is published from now on appears here.</source>
        <translation>これから発行されるものがここに表示されます。</translation>
    </message>
    <message>
        <source>Read from the beginning</source>
        <translation>先頭から読み取る</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>先頭</translation>
    </message>
    <message>
        <source>Publish an event</source>
        <translation>イベントを発行</translation>
    </message>
    <message>
        <source>Nothing is being read.</source>
        <translation>何も読み取っていません。</translation>
    </message>
    <message>
        <source>%1 keeps no history to read from.</source>
        <translation>%1 は読み取れる履歴を保持しません。</translation>
    </message>
    <message>
        <source>%1 is disconnected. What was read stays here until another channel is opened.</source>
        <translation>%1 は切断されました。読み取ったものは、別のチャネルを開くまでここに残ります。</translation>
    </message>
    <message numerus="yes">
        <source>A copy of %Ln message(s); the queue has them back.</source>
        <translation>
            <numerusform>%Ln 件のメッセージのコピーです。キューには返却済みです。</numerusform>
        </translation>
    </message>
    <message>
        <source>Older events were loaded</source>
        <translation>古いイベントを読み込みました</translation>
    </message>
    <message>
        <source>The memory budget has no room for older events</source>
        <translation>古いイベントを入れるメモリ予算がありません</translation>
    </message>
    <message>
        <source>There are no older events</source>
        <translation>これより古いイベントはありません</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>もう一度読み取る</translation>
    </message>
    <message>
        <source>Look again…</source>
        <translation>もう一度参照…</translation>
    </message>
    <message>
        <source>%1 is read automatically: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished">値</translation>
    </message>
    <message>
        <source>An export is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the event as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only from this time on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only up to this time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorting by %1, %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorted by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter goes on with what comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be evaluated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No event of %1 matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save filter…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour rules…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show matches only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight matches, show every event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved and recent filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load older events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue the search from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coverage of the search…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort as they arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation type="unfinished">本文を保存…</translation>
    </message>
    <message>
        <source>Add column…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy event as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A capture is shown whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search again…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1 と %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln チャネル</numerusform>
        </translation>
    </message>
    <message>
        <source>No channel is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation type="unfinished">接続は閉じられました。</translation>
    </message>
    <message>
        <source>%1 keeps no history to search in.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficStatus</name>
    <message>
        <source>lost, reconnecting</source>
        <translation>切断、再接続中</translation>
    </message>
    <message>
        <source>lost, reconnecting in %1 s</source>
        <translation>切断、%1 秒後に再接続</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>nothing read yet</source>
        <translation>まだ何も読み取っていません</translation>
    </message>
    <message>
        <source>looking into the queue</source>
        <translation>キューを参照しています</translation>
    </message>
    <message>
        <source>a copy of %1</source>
        <translation>%1 のコピー</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>ended with an error</source>
        <translation>エラーで終了</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>開いています</translation>
    </message>
    <message>
        <source>paused, %1 waiting, reading stopped</source>
        <translation>一時停止、待機 %1、読み取り停止</translation>
    </message>
    <message>
        <source>paused, %1 waiting</source>
        <translation>一時停止、待機 %1</translation>
    </message>
    <message>
        <source>live, %1 events/s</source>
        <translation>ライブ、%1 イベント/秒</translation>
    </message>
    <message>
        <source>%1 kept, %2 of %3</source>
        <translation>保持 %1、%2 / %3</translation>
    </message>
    <message>
        <source>, %1 oldest evicted</source>
        <translation>、古い %1 件を破棄</translation>
    </message>
    <message>
        <source>filter: up to date</source>
        <translation>フィルター: 最新</translation>
    </message>
    <message>
        <source>filter: %1 to go</source>
        <translation>フィルター: 残り %1</translation>
    </message>
    <message>
        <source>, failed on %1</source>
        <translation>、失敗 %1</translation>
    </message>
    <message>
        <source>%1 k</source>
        <comment>thousands</comment>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>millions</comment>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 G</source>
        <comment>thousand millions</comment>
        <translation>%1 G</translation>
    </message>
    <message>
        <source>not following</source>
        <translation>追跡なし</translation>
    </message>
    <message>
        <source>not following, %1 new below</source>
        <translation>追跡なし、下に新着 %1</translation>
    </message>
    <message>
        <source>searching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what a search found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 undecodable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dropped, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::UnevaluatedDialog</name>
    <message>
        <source>Could not be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events that could not be evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished">時刻</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished">チャネル</translation>
    </message>
    <message>
        <source>Part.</source>
        <translation type="unfinished">Part.</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation type="unfinished">オフセット</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished">プレビュー</translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::Units</name>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 KiB</source>
        <translation>%1 KiB</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>%1 TiB</source>
        <translation>%1 TiB</translation>
    </message>
    <message>
        <source>%1 PiB</source>
        <translation>%1 PiB</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>events a second</comment>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>bytes a second</comment>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ミリ秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 時間 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 日 %2 時間</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>time, its zone</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
</context>
<context>
    <name>flowbench::VerdictLine</name>
    <message>
        <source>valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invalid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It keeps to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <comment>/data/currency: required (orders-value version 3)</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No schema is known for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schema %1 cannot be had now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::WhyDialog</name>
    <message>
        <source>What was tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each way of reading this body, in order, and why it did not apply:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished">閉じる</translation>
    </message>
</context>
<context>
    <name>flowbench::WindowOptions</name>
    <message>
        <source>There is no option %1, or it needs a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage: flowbench [OPTION]...

  --connect NAME|URL        open a connection; may be given several times
  --open CONN/CHANNEL       show a channel&apos;s traffic; may be given several times
  --page PAGE               overview, traffic, dead or publish
  --theme light|dark|system
  --workspace DIR           where connections and templates are saved
  --tour DIR                write a picture of every page into DIR and quit
  --size WIDTHxHEIGHT       of the window, or of the pictures

Without arguments the last session is restored; the first start opens the sandbox.
Example: flowbench --connect kafka://127.0.0.1:9092 --page traffic
</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>flowbench::jobwords</name>
    <message>
        <source>%1 on %2</source>
        <translation type="unfinished">%2 の %1</translation>
    </message>
    <message>
        <source>Discard from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 consumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outcome not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 discarded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped after the first ones: not all of them arrived and stayed away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: too many came back with the same failure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: the broker is away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pausing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelling…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discarding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not sent, in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may have arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the target, still in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the target, taken out of its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed, in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped, in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>consumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sending, paced at %1</source>
        <comment>50/s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watching what becomes of the first ones, %1 left</source>
        <comment>24 s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watching what comes back, %1 left</source>
        <comment>24 s</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything was taken; only the end was not written down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything was sent; only the watch on what comes back was cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not taken, in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in its source, may be in the archive too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the archive, still in its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the archive, taken out of its source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the target, marked as replayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outcome of %1 not known</source>
        <comment>number of events</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
