<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja">
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
        <source>%n partition(s)</source>
        <translation>
            <numerusform>%n パーティション</numerusform>
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
        <source>%n consumer(s)</source>
        <translation>
            <numerusform>%n コンシューマー</numerusform>
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
        <source>Open %n channel(s)</source>
        <translation>
            <numerusform>%n 個のチャネルを開く</numerusform>
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
        <source>Copied %n event(s)</source>
        <translation>
            <numerusform>%n 件のイベントをコピーしました</numerusform>
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
        <source>Authority (CA) file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client certificate file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client key file</source>
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
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n チャネル</numerusform>
        </translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>読み取り専用</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n 接続</numerusform>
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
        <source>%n consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>その間、%n コンシューマーはこれらのメッセージを受け取れません。</numerusform>
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
    <message numerus="yes">
        <source>It holds %n message(s).</source>
        <translation>
            <numerusform>%n 件のメッセージがあります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking the broker what a look would do…</source>
        <translation>参照すると何が起きるかをブローカーに問い合わせ中…</translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)…</source>
        <translation>
            <numerusform>%n 件のメッセージを参照…</numerusform>
        </translation>
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
        <source>Look at %n message(s) of %1 on %2?</source>
        <translation>
            <numerusform>%2 の %1 のメッセージ %n 件を参照しますか？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)</source>
        <translation>
            <numerusform>%n 件のメッセージを参照</numerusform>
        </translation>
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
        <source>Name it with ?management=http://host:port, or check that the management plugin is on and the user may use it. Channels you name still work.</source>
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
        <source>Compare it with a line of “scan --json”.</source>
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
        <source>Filter</source>
        <translation>フィルター</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>現地</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>タイムゾーン</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>Words in key, headers and body</source>
        <translation>キー、ヘッダー、本文の語句</translation>
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
        <source>From: %1</source>
        <translation>開始位置: %1</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Times are UTC; click for local time</source>
        <translation>時刻は UTC です。クリックで現地時刻</translation>
    </message>
    <message>
        <source>Times are local; click for UTC</source>
        <translation>時刻は現地時刻です。クリックで UTC</translation>
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
        <source>No event holds “%1”</source>
        <translation>「%1」を含むイベントはありません</translation>
    </message>
    <message>
        <source>%1 events are kept. The search goes on with what comes.</source>
        <translation>%1 件のイベントを保持しています。検索は新着にも続きます。</translation>
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
        <source>A copy of %n message(s); the queue has them back.</source>
        <translation>
            <numerusform>%n 件のメッセージのコピーです。キューには返却済みです。</numerusform>
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
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1 と %2</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n チャネル</numerusform>
        </translation>
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
        <source>%1 dropped, %2 undecodable</source>
        <translation>欠落 %1、デコード不可 %2</translation>
    </message>
    <message>
        <source>not following</source>
        <translation>追跡なし</translation>
    </message>
    <message>
        <source>not following, %1 new below</source>
        <translation>追跡なし、下に新着 %1</translation>
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
    <name>flowbench::WindowOptions</name>
    <message>
        <source>Usage: flowbench [OPTION]...

  --connect NAME|URL        open a connection; may be given several times
  --open CONN/CHANNEL       show a channel&apos;s traffic; may be given several times
  --page PAGE               overview, traffic or publish
  --theme light|dark|system
  --workspace DIR           where connections and templates are saved
  --tour DIR                write a picture of every page into DIR and quit
  --size WIDTHxHEIGHT       of the window, or of the pictures

Without arguments the last session is restored; the first start opens the sandbox.
Example: flowbench --connect kafka://127.0.0.1:9092 --page traffic
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option %1, or it needs a value.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
