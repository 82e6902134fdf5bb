<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Chip</name>
    <message>
        <source>dev</source>
        <translation>dev</translation>
    </message>
    <message>
        <source>development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>PRODUKTION</translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>There is no verb “%1”.</source>
        <translation>Es gibt kein Verb „%1“.</translation>
    </message>
    <message>
        <source>%1 has no option %2.</source>
        <translation>%1 hat keine Option %2.</translation>
    </message>
    <message>
        <source>There is no option %1.</source>
        <translation>Es gibt keine Option %1.</translation>
    </message>
    <message>
        <source>%1 takes no value.</source>
        <translation>%1 nimmt keinen Wert.</translation>
    </message>
    <message>
        <source>%1 needs a value: %2.</source>
        <translation>%1 braucht einen Wert: %2.</translation>
    </message>
    <message>
        <source>“%1” is no value for %2 %3.</source>
        <translation>„%1“ ist kein Wert für %2 %3.</translation>
    </message>
    <message>
        <source>%1 needs more arguments: %2.</source>
        <translation>%1 braucht mehr Argumente: %2.</translation>
    </message>
    <message>
        <source>%1 takes fewer arguments: %2.</source>
        <translation>%1 nimmt weniger Argumente: %2.</translation>
    </message>
    <message>
        <source>NO</source>
        <translation>NR</translation>
    </message>
    <message>
        <source>TIME</source>
        <translation>ZEIT</translation>
    </message>
    <message>
        <source>USER</source>
        <translation>BENUTZER</translation>
    </message>
    <message>
        <source>HOST</source>
        <translation>HOST</translation>
    </message>
    <message>
        <source>CONNECTION</source>
        <translation>VERBINDUNG</translation>
    </message>
    <message>
        <source>OPERATION</source>
        <translation>VORGANG</translation>
    </message>
    <message>
        <source>TARGET</source>
        <translation>ZIEL</translation>
    </message>
    <message>
        <source>COUNT</source>
        <translation>ANZAHL</translation>
    </message>
    <message>
        <source>PHASE</source>
        <translation>PHASE</translation>
    </message>
    <message>
        <source>OUTCOME</source>
        <translation>ERGEBNIS</translation>
    </message>
    <message>
        <source>HOLDS</source>
        <translation>INTAKT</translation>
    </message>
    <message>
        <source>LINES</source>
        <translation>ZEILEN</translation>
    </message>
    <message>
        <source>FIRST BAD LINE</source>
        <translation>ERSTE FALSCHE ZEILE</translation>
    </message>
    <message>
        <source>REASON</source>
        <translation>GRUND</translation>
    </message>
    <message>
        <source>audit takes show or verify.</source>
        <translation>audit nimmt show oder verify.</translation>
    </message>
    <message>
        <source>CHANNEL</source>
        <translation>KANAL</translation>
    </message>
    <message>
        <source>KIND</source>
        <translation>ART</translation>
    </message>
    <message>
        <source>PARTITIONS</source>
        <translation>PARTITIONEN</translation>
    </message>
    <message>
        <source>EVENTS</source>
        <translation>EVENTS</translation>
    </message>
    <message>
        <source>DEPTH</source>
        <translation>TIEFE</translation>
    </message>
    <message>
        <source>UNACKED</source>
        <translation>UNBESTÄTIGT</translation>
    </message>
    <message>
        <source>CONSUMERS</source>
        <translation>CONSUMER</translation>
    </message>
    <message>
        <source>RATE/S</source>
        <translation>RATE/S</translation>
    </message>
    <message>
        <source>TYPE</source>
        <translation>TYP</translation>
    </message>
    <message>
        <source>DEAD LETTERS</source>
        <translation>DEAD LETTERS</translation>
    </message>
    <message>
        <source>INTERNAL</source>
        <translation>INTERN</translation>
    </message>
    <message>
        <source>VALUE</source>
        <translation>WERT</translation>
    </message>
    <message>
        <source>Policy: %1</source>
        <translation>Policy: %1</translation>
    </message>
    <message>
        <source>PARTITION</source>
        <translation>PARTITION</translation>
    </message>
    <message>
        <source>LEADER</source>
        <translation>LEADER</translation>
    </message>
    <message>
        <source>REPLICAS</source>
        <translation>REPLIKATE</translation>
    </message>
    <message>
        <source>IN SYNC</source>
        <translation>SYNCHRON</translation>
    </message>
    <message>
        <source>LOW</source>
        <translation>ANFANG</translation>
    </message>
    <message>
        <source>HIGH</source>
        <translation>ENDE</translation>
    </message>
    <message>
        <source>SOURCE</source>
        <translation>QUELLE</translation>
    </message>
    <message>
        <source>DESTINATION</source>
        <translation>ZIEL</translation>
    </message>
    <message>
        <source>ROUTING KEY</source>
        <translation>ROUTING KEY</translation>
    </message>
    <message>
        <source>ARGUMENTS</source>
        <translation>ARGUMENTE</translation>
    </message>
    <message>
        <source>CONFIGURATION</source>
        <translation>KONFIGURATION</translation>
    </message>
    <message>
        <source>ARGUMENT</source>
        <translation>ARGUMENT</translation>
    </message>
    <message>
        <source>Workspace file %1: %2</source>
        <translation>Datei des Arbeitsbereichs %1: %2</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>ENVIRONMENT</source>
        <translation>UMGEBUNG</translation>
    </message>
    <message>
        <source>READ ONLY</source>
        <translation>SCHREIBGESCHÜTZT</translation>
    </message>
    <message>
        <source>REGISTRY</source>
        <translation>REGISTRY</translation>
    </message>
    <message>
        <source>The password is in the system&apos;s keychain now, not in the workspace.</source>
        <translation>Das Passwort liegt jetzt im Schlüsselbund des Systems, nicht im Arbeitsbereich.</translation>
    </message>
    <message>
        <source>There is a connection “%1” already.</source>
        <translation>Es gibt schon eine Verbindung „%1“.</translation>
    </message>
    <message>
        <source>Remove it first: flowbench-cli connections remove NAME</source>
        <translation>Zuerst entfernen: flowbench-cli connections remove NAME</translation>
    </message>
    <message>
        <source>connections takes nothing, add NAME URL, or remove NAME.</source>
        <translation>connections nimmt nichts, add NAME URL oder remove NAME.</translation>
    </message>
    <message>
        <source>STATUS</source>
        <translation>STATUS</translation>
    </message>
    <message>
        <source>OFFSET</source>
        <translation>OFFSET</translation>
    </message>
    <message>
        <source>line %1 %2</source>
        <translation>Zeile %1 %2</translation>
    </message>
    <message>
        <source>Only one of --value, --file, --lines and --from-json can be given.</source>
        <translation>Nur eine der Optionen --value, --file, --lines und --from-json ist möglich.</translation>
    </message>
    <message>
        <source>scan of %1: an exchange keeps nothing, tail it instead</source>
        <translation>scan von %1: Ein Exchange behält nichts, stattdessen tail verwenden</translation>
    </message>
    <message>
        <source>%1 cannot be served by a queue.</source>
        <translation>%1 ist bei einer Queue nicht möglich.</translation>
    </message>
    <message>
        <source>Connected again; going on where it was.</source>
        <translation>Wieder verbunden; es geht an derselben Stelle weiter.</translation>
    </message>
    <message>
        <source>The broker dropped %1 events.</source>
        <translation>Der Broker hat %1 Events verworfen.</translation>
    </message>
    <message>
        <source>The broker dropped events; how many is not known.</source>
        <translation>Der Broker hat Events verworfen; wie viele, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>channel, note</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>STEP</source>
        <translation>SCHRITT</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>MS</source>
        <translation>MS</translation>
    </message>
    <message>
        <source>DETAIL</source>
        <translation>EINZELHEIT</translation>
    </message>
    <message>
        <source>Usage: flowbench-cli %1--help</source>
        <translation>Aufruf: flowbench-cli %1--help</translation>
    </message>
    <message>
        <source>KEY</source>
        <translation>SCHLÜSSEL</translation>
    </message>
    <message>
        <source>SIZE</source>
        <translation>GRÖSSE</translation>
    </message>
    <message>
        <source>(null)</source>
        <translation>(null)</translation>
    </message>
    <message>
        <source>%1 One of: %2.</source>
        <comment>an option&apos;s help, its values</comment>
        <translation>%1 Möglich sind: %2.</translation>
    </message>
    <message>
        <source>CONN is a saved connection&apos;s name or a URL:
  sandbox:[?seed=N&amp;rate=EVENTS_PER_S&amp;backlog=N]     in this process
  kafka://host:port[,host:port][?property=value&amp;...]
  amqp://user:password@host:port/vhost              amqps:// likewise
CHANNEL is a topic, queue:NAME or exchange:NAME[#binding.pattern].</source>
        <translation>CONN ist der Name einer gespeicherten Verbindung oder eine URL:
  sandbox:[?seed=N&amp;rate=EVENTS_PER_S&amp;backlog=N]     in diesem Prozess
  kafka://host:port[,host:port][?property=value&amp;...]
  amqp://user:password@host:port/vhost              amqps:// ebenso
CHANNEL ist ein Topic, queue:NAME oder exchange:NAME[#binding.pattern].</translation>
    </message>
    <message>
        <source>Exit codes: 0 done; 1 the answer is no; 2 usage; 3 no connection; 4 refused by the guard; 130 Ctrl+C.</source>
        <translation>Exit-Codes: 0 erledigt; 1 die Antwort ist nein; 2 falscher Aufruf; 3 keine Verbindung; 4 vom Schreibschutz abgelehnt; 130 Strg+C.</translation>
    </message>
    <message>
        <source>Usage: flowbench-cli [OPTIONS] VERB ...</source>
        <translation>Aufruf: flowbench-cli [OPTIONS] VERB ...</translation>
    </message>
    <message>
        <source>Verbs:</source>
        <translation>Verben:</translation>
    </message>
    <message>
        <source>Options, before or after the verb:</source>
        <translation>Optionen, vor oder nach dem Verb:</translation>
    </message>
    <message>
        <source>Help of a verb: flowbench-cli VERB --help</source>
        <translation>Hilfe zu einem Verb: flowbench-cli VERB --help</translation>
    </message>
    <message>
        <source>Usage: flowbench-cli [OPTIONS] %1 %2</source>
        <translation>Aufruf: flowbench-cli [OPTIONS] %1 %2</translation>
    </message>
    <message>
        <source>Options:</source>
        <translation>Optionen:</translation>
    </message>
    <message>
        <source>Options of every verb:</source>
        <translation>Optionen jedes Verbs:</translation>
    </message>
    <message>
        <source>Examples:</source>
        <translation>Beispiele:</translation>
    </message>
    <message>
        <source>see and publish the events of Kafka and RabbitMQ</source>
        <translation>Events von Kafka und RabbitMQ sehen und veröffentlichen</translation>
    </message>
    <message>
        <source>Completions are there for bash, zsh and fish.</source>
        <translation>Vervollständigung gibt es für bash, zsh und fish.</translation>
    </message>
    <message>
        <source>What should be done? No verb was given.</source>
        <translation>Was soll geschehen? Es wurde kein Verb angegeben.</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>Warnung: %1</translation>
    </message>
    <message>
        <source>%1 events read, %2 matched, %3</source>
        <translation>%1 Events gelesen, %2 passen, %3</translation>
    </message>
    <message>
        <source>Go on with: --resume %1</source>
        <translation>Weiter mit: --resume %1</translation>
    </message>
    <message>
        <source>Print NDJSON, one object a line; standard error is NDJSON too.</source>
        <translation>NDJSON ausgeben, ein Objekt je Zeile; auch die Standardfehlerausgabe ist NDJSON.</translation>
    </message>
    <message>
        <source>Print CSV; cells that look like formulas get an apostrophe.</source>
        <translation>CSV ausgeben; Zellen, die wie Formeln aussehen, bekommen einen Apostroph.</translation>
    </message>
    <message>
        <source>No progress and no summary.</source>
        <translation>Kein Fortschritt und keine Zusammenfassung.</translation>
    </message>
    <message>
        <source>The folder of saved connections, instead of the personal one.</source>
        <translation>Der Ordner der gespeicherten Verbindungen, statt des persönlichen.</translation>
    </message>
    <message>
        <source>How long to wait for a broker that does not answer (default 30 s).</source>
        <translation>Wie lange auf einen Broker gewartet wird, der nicht antwortet (Vorgabe 30 s).</translation>
    </message>
    <message>
        <source>Read the password from a file that only you may read.</source>
        <translation>Das Passwort aus einer Datei lesen, die niemand sonst lesen darf.</translation>
    </message>
    <message>
        <source>Write to the production connection of this name.</source>
        <translation>In die Produktionsverbindung dieses Namens schreiben.</translation>
    </message>
    <message>
        <source>Show help of the program or of a verb.</source>
        <translation>Hilfe zum Programm oder zu einem Verb anzeigen.</translation>
    </message>
    <message>
        <source>Show the version.</source>
        <translation>Die Version anzeigen.</translation>
    </message>
    <message>
        <source>List, add and remove saved connections.</source>
        <translation>Gespeicherte Verbindungen auflisten, hinzufügen und entfernen.</translation>
    </message>
    <message>
        <source>Passwords go to the system&apos;s keychain or are not stored; never to a file.</source>
        <translation>Passwörter kommen in den Schlüsselbund des Systems oder werden nicht gespeichert; nie in eine Datei.</translation>
    </message>
    <message>
        <source>What the broker is for; production is read-only until confirmed.</source>
        <translation>Wofür der Broker da ist; Produktion ist schreibgeschützt, bis sie bestätigt wird.</translation>
    </message>
    <message>
        <source>Refuse every write through this connection.</source>
        <translation>Jedes Schreiben über diese Verbindung ablehnen.</translation>
    </message>
    <message>
        <source>The schema registry that belongs to it.</source>
        <translation>Die Schema-Registry, die dazugehört.</translation>
    </message>
    <message>
        <source>Save a broker under a name.</source>
        <translation>Einen Broker unter einem Namen speichern.</translation>
    </message>
    <message>
        <source>List what is saved.</source>
        <translation>Auflisten, was gespeichert ist.</translation>
    </message>
    <message>
        <source>Connect step by step and say what worked.</source>
        <translation>Schritt für Schritt verbinden und sagen, was gelang.</translation>
    </message>
    <message>
        <source>The steps are resolve, connect, tls, authenticate and list. Exit code 3 when the broker cannot be used.</source>
        <translation>Die Schritte sind resolve, connect, tls, authenticate und list. Exit-Code 3, wenn der Broker nicht benutzbar ist.</translation>
    </message>
    <message>
        <source>Try a broker; the password comes from FLOWBENCH_PASSWORD.</source>
        <translation>Einen Broker ausprobieren; das Passwort kommt aus FLOWBENCH_PASSWORD.</translation>
    </message>
    <message>
        <source>List topics, queues, exchanges and streams.</source>
        <translation>Topics, Queues, Exchanges und Streams auflisten.</translation>
    </message>
    <message>
        <source>PATTERN is a glob such as &apos;order*&apos;.</source>
        <translation>PATTERN ist ein Muster wie &apos;order*&apos;.</translation>
    </message>
    <message>
        <source>Show one channel: partitions, bindings, configuration.</source>
        <translation>Einen Kanal zeigen: Partitionen, Bindings, Konfiguration.</translation>
    </message>
    <message>
        <source>List the topics whose names begin with order.</source>
        <translation>Die Topics auflisten, deren Namen mit order beginnen.</translation>
    </message>
    <message>
        <source>Everything about one topic.</source>
        <translation>Alles über ein Topic.</translation>
    </message>
    <message>
        <source>Show events as they arrive.</source>
        <translation>Events zeigen, sobald sie eintreffen.</translation>
    </message>
    <message>
        <source>Takes nothing from anybody. An exchange may be followed by #PATTERN. Ends with Ctrl+C, --limit or --for.</source>
        <translation>Nimmt niemandem etwas weg. Auf einen Exchange darf #PATTERN folgen. Endet mit Strg+C, --limit oder --for.</translation>
    </message>
    <message>
        <source>Show the newest N events of all channels together first.</source>
        <translation>Zuerst die neuesten N Events aller Kanäle zusammen zeigen.</translation>
    </message>
    <message>
        <source>Only events with these words in key, headers or body.</source>
        <translation>Nur Events mit diesen Wörtern in Schlüssel, Headern oder Body.</translation>
    </message>
    <message>
        <source>Only this partition.</source>
        <translation>Nur diese Partition.</translation>
    </message>
    <message>
        <source>End after N events.</source>
        <translation>Nach N Events enden.</translation>
    </message>
    <message>
        <source>End after this time: 30s, 5m, 1h.</source>
        <translation>Nach dieser Zeit enden: 30s, 5m, 1h.</translation>
    </message>
    <message>
        <source>The newest ten events, then what comes.</source>
        <translation>Die neuesten zehn Events, danach was kommt.</translation>
    </message>
    <message>
        <source>Half a minute of an exchange.</source>
        <translation>Eine halbe Minute eines Exchange.</translation>
    </message>
    <message>
        <source>Read what is there, from WHERE to WHERE, and say what was covered.</source>
        <translation>Lesen, was da ist, von WHERE bis WHERE, und sagen, was abgedeckt wurde.</translation>
    </message>
    <message>
        <source>WHERE is earliest, latest, an offset, an ISO time, a time ago such as -15m, or group:NAME. Without --to it ends at the end as it was at the start. Looking into a queue holds its messages for a moment and gives them back.</source>
        <translation>WHERE ist earliest, latest, ein Offset, eine ISO-Zeit, eine Zeitspanne zurück wie -15m oder group:NAME. Ohne --to endet es an dem Ende, das zu Beginn galt. Ein Blick in eine Queue hält ihre Nachrichten einen Moment lang fest und gibt sie zurück.</translation>
    </message>
    <message>
        <source>Begin here, included (default earliest).</source>
        <translation>Hier beginnen, einschließlich (Vorgabe earliest).</translation>
    </message>
    <message>
        <source>End here, not included (default the end at the start).</source>
        <translation>Hier enden, ausschließlich (Vorgabe das Ende zu Beginn).</translation>
    </message>
    <message>
        <source>Only the newest N events of all channels together.</source>
        <translation>Nur die neuesten N Events aller Kanäle zusammen.</translation>
    </message>
    <message>
        <source>Only events with exactly this key.</source>
        <translation>Nur Events mit genau diesem Schlüssel.</translation>
    </message>
    <message>
        <source>End after N matches.</source>
        <translation>Nach N Treffern enden.</translation>
    </message>
    <message>
        <source>Begin with the newest.</source>
        <translation>Mit den neuesten beginnen.</translation>
    </message>
    <message>
        <source>Whether events of open transactions are shown (default committed).</source>
        <translation>Ob Events offener Transaktionen gezeigt werden (Vorgabe committed).</translation>
    </message>
    <message>
        <source>Print only how many there are.</source>
        <translation>Nur ausgeben, wie viele es sind.</translation>
    </message>
    <message>
        <source>Go on exactly where the scan with this token ended.</source>
        <translation>Genau dort fortfahren, wo der Scan mit diesem Token endete.</translation>
    </message>
    <message>
        <source>The last quarter of an hour, only events with that word.</source>
        <translation>Die letzte Viertelstunde, nur Events mit diesem Wort.</translation>
    </message>
    <message>
        <source>How many events there are.</source>
        <translation>Wie viele Events es gibt.</translation>
    </message>
    <message>
        <source>Copy a queue to a file; nothing is taken out of it.</source>
        <translation>Eine Queue in eine Datei kopieren; nichts wird ihr entnommen.</translation>
    </message>
    <message>
        <source>Publish events and print a receipt for each.</source>
        <translation>Events veröffentlichen und für jedes einen Beleg ausgeben.</translation>
    </message>
    <message>
        <source>Without --value or --file, bodies or events are read from standard input as they come. Exit code 1 unless all are confirmed.</source>
        <translation>Ohne --value oder --file werden Bodys oder Events von der Standardeingabe gelesen, sobald sie kommen. Exit-Code 1, wenn nicht alle bestätigt sind.</translation>
    </message>
    <message>
        <source>The body.</source>
        <translation>Der Body.</translation>
    </message>
    <message>
        <source>The body is what stands in this file.</source>
        <translation>Der Body ist, was in dieser Datei steht.</translation>
    </message>
    <message>
        <source>One body a line; - is standard input.</source>
        <translation>Ein Body je Zeile; - ist die Standardeingabe.</translation>
    </message>
    <message>
        <source>Event objects, one a line, as scan --json prints them.</source>
        <translation>Event-Objekte, eines je Zeile, wie scan --json sie ausgibt.</translation>
    </message>
    <message>
        <source>The key.</source>
        <translation>Der Schlüssel.</translation>
    </message>
    <message>
        <source>The partition.</source>
        <translation>Die Partition.</translation>
    </message>
    <message>
        <source>The routing key (RabbitMQ).</source>
        <translation>Der Routing Key (RabbitMQ).</translation>
    </message>
    <message>
        <source>A header; order and duplicates are kept.</source>
        <translation>Ein Header; Reihenfolge und Doppelte bleiben erhalten.</translation>
    </message>
    <message>
        <source>A message property (RabbitMQ).</source>
        <translation>Eine Nachrichteneigenschaft (RabbitMQ).</translation>
    </message>
    <message>
        <source>One event.</source>
        <translation>Ein Event.</translation>
    </message>
    <message>
        <source>Copy a topic.</source>
        <translation>Ein Topic kopieren.</translation>
    </message>
    <message>
        <source>Show the log of all writes, or check that nobody changed it.</source>
        <translation>Das Protokoll aller Schreibvorgänge zeigen oder prüfen, dass niemand es verändert hat.</translation>
    </message>
    <message>
        <source>Exit code 1 when the chain of the log does not hold.</source>
        <translation>Exit-Code 1, wenn die Kette des Protokolls nicht intakt ist.</translation>
    </message>
    <message>
        <source>Check the log.</source>
        <translation>Das Protokoll prüfen.</translation>
    </message>
</context>
<context>
    <name>flowbench::Attention</name>
    <message>
        <source>it gives no reason</source>
        <translation>er nennt keinen Grund</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>away</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>blockiert</translation>
    </message>
    <message>
        <source>%1 blocks publishers: %2</source>
        <translation>%1 blockiert das Veröffentlichen: %2</translation>
    </message>
    <message>
        <source>no figures</source>
        <translation>keine Zahlen</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>entsperrt</translation>
    </message>
    <message>
        <source>%1 is open for writing</source>
        <translation>%1 ist zum Schreiben offen</translation>
    </message>
    <message>
        <source>over limit</source>
        <translation>über Grenze</translation>
    </message>
    <message>
        <source>%1 holds %2, limit %3</source>
        <translation>%1 enthält %2, Grenze %3</translation>
    </message>
    <message>
        <source>%1, %2 to %3</source>
        <translation>%1, %2 bis %3</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>behoben</translation>
    </message>
</context>
<context>
    <name>flowbench::BodyEditor</name>
    <message>
        <source>Body</source>
        <translation>Body</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formatieren</translation>
    </message>
    <message>
        <source>Empty: 0 bytes</source>
        <translation>Leer: 0 Bytes</translation>
    </message>
    <message>
        <source>Valid JSON, %1</source>
        <translation>Gültiges JSON, %1</translation>
    </message>
    <message>
        <source>Not valid JSON: %1</source>
        <translation>Kein gültiges JSON: %1</translation>
    </message>
    <message>
        <source>Text, %1, no JSON: %2</source>
        <translation>Text, %1, kein JSON: %2</translation>
    </message>
    <message>
        <source>%1 that are no text: sent as they came, not edited here.</source>
        <translation>%1, kein Text: wird unverändert gesendet und hier nicht bearbeitet.</translation>
    </message>
    <message>
        <source>%1: sent as they came, too long to edit here.</source>
        <translation>%1: wird unverändert gesendet, zu lang zum Bearbeiten.</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation>%1 angezeigt</translation>
    </message>
</context>
<context>
    <name>flowbench::BodyView</name>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>This event has no value.</source>
        <translation>Dieses Event hat keinen Wert.</translation>
    </message>
    <message>
        <source>A key without a value is a tombstone: in a compacted topic it deletes what the key held.</source>
        <translation>Ein Schlüssel ohne Wert ist ein Tombstone: In einem kompaktierten Topic löscht er, was der Schlüssel enthielt.</translation>
    </message>
    <message>
        <source>The value is empty: 0 bytes.</source>
        <translation>Der Wert ist leer: 0 Bytes.</translation>
    </message>
    <message>
        <source>JSON, %1</source>
        <translation>JSON, %1</translation>
    </message>
    <message>
        <source>Not valid JSON: %1</source>
        <translation>Kein gültiges JSON: %1</translation>
    </message>
    <message>
        <source>Text, %1</source>
        <translation>Text, %1</translation>
    </message>
    <message>
        <source>Bytes, %1: no UTF-8 from byte %2</source>
        <translation>Bytes, %1: kein UTF-8 ab Byte %2</translation>
    </message>
    <message>
        <source>Bytes, %1</source>
        <translation>Bytes, %1</translation>
    </message>
    <message>
        <source>lines over 4 kB are broken for display</source>
        <translation>Zeilen über 4 kB sind für die Anzeige umbrochen</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>sucht…</translation>
    </message>
    <message>
        <source>Save value</source>
        <translation>Wert speichern</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>In %1 gespeichert</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>%1 wurde nicht geschrieben: %2</translation>
    </message>
</context>
<context>
    <name>flowbench::BytesField</name>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>base64</source>
        <translation>base64</translation>
    </message>
    <message>
        <source>Form of “%1”</source>
        <translation>Form von „%1“</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>empty: no bytes</source>
        <translation>leer: keine Bytes</translation>
    </message>
    <message>
        <source>This is no base64.</source>
        <translation>Das ist kein base64.</translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelDetailsDialog</name>
    <message>
        <source>Asking the broker…</source>
        <translation>Der Broker wird gefragt…</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message numerus="yes">
        <source>%n partition(s)</source>
        <translation>
            <numerusform>%n Partition</numerusform>
            <numerusform>%n Partitionen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 events kept</source>
        <translation>%1 Events vorgehalten</translation>
    </message>
    <message>
        <source>%1 ready</source>
        <translation>%1 bereit</translation>
    </message>
    <message>
        <source>%1 unacked</source>
        <translation>%1 unbestätigt</translation>
    </message>
    <message numerus="yes">
        <source>%n consumer(s)</source>
        <translation>
            <numerusform>%n Consumer</numerusform>
            <numerusform>%n Consumer</numerusform>
        </translation>
    </message>
    <message>
        <source>policy %1</source>
        <translation>Policy %1</translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation>Partitionen</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Partition</translation>
    </message>
    <message>
        <source>Leader</source>
        <translation>Leader</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>Replikate</translation>
    </message>
    <message>
        <source>In sync</source>
        <translation>Synchron</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>Bindings</source>
        <translation>Bindings</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Binding key</source>
        <translation>Binding Key</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Settings that differ from the default</source>
        <translation>Einstellungen, die von der Vorgabe abweichen</translation>
    </message>
</context>
<context>
    <name>flowbench::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Befehl suchen oder ausführen</translation>
    </message>
    <message>
        <source>No command is called so</source>
        <translation>Kein Befehl heißt so</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Strg K</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionDialog</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>shop-kafka</source>
        <translation>shop-kafka</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>not tagged</source>
        <translation>keine Angabe</translation>
    </message>
    <message>
        <source>development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>production: writing asks for the name first</source>
        <translation>Produktion: Schreiben fragt zuerst nach dem Namen</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Read-only: nothing can be written through it</source>
        <translation>Schreibgeschützt: Über sie wird nichts geschrieben</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Schreibgeschützt</translation>
    </message>
    <message>
        <source>Keep the password in the system&apos;s keychain</source>
        <translation>Das Passwort im Schlüsselbund des Systems aufbewahren</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Give the connection a name.</source>
        <translation>Der Verbindung fehlt ein Name.</translation>
    </message>
    <message>
        <source>There is a connection named %1 already.</source>
        <translation>Es gibt schon eine Verbindung namens %1.</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>Alles funktioniert.</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionFlows</name>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Remove the connection %1? Its saved settings and its password in the keychain go; nothing changes at the broker.</source>
        <translation>Die Verbindung %1 entfernen? Ihre gespeicherten Einstellungen und ihr Passwort im Schlüsselbund werden gelöscht; am Broker ändert sich nichts.</translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation>Verbindung entfernen</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionForm</name>
    <message>
        <source>Choose a file for %1</source>
        <translation>Datei für „%1“ wählen</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>Weitere Einstellungen</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsModel</name>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>reconnecting in %1 s</source>
        <translation>verbindet neu in %1 s</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>verbindet neu</translation>
    </message>
    <message>
        <source>blocked by the broker</source>
        <translation>vom Broker blockiert</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not open</source>
        <translation>nicht geöffnet</translation>
    </message>
</context>
<context>
    <name>flowbench::ConnectionsPanel</name>
    <message>
        <source>Find a channel</source>
        <translation>Kanal suchen</translation>
    </message>
    <message>
        <source>No connections yet.</source>
        <translation>Noch keine Verbindungen.</translation>
    </message>
    <message>
        <source>Add one to see its channels here.</source>
        <translation>Eine hinzufügen, um hier ihre Kanäle zu sehen.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Close connection</source>
        <translation>Verbindung schließen</translation>
    </message>
    <message>
        <source>Lock writing</source>
        <translation>Schreiben sperren</translation>
    </message>
    <message>
        <source>Unlock writing…</source>
        <translation>Schreiben entsperren…</translation>
    </message>
    <message>
        <source>Open connection</source>
        <translation>Verbindung öffnen</translation>
    </message>
    <message>
        <source>Edit connection…</source>
        <translation>Verbindung bearbeiten…</translation>
    </message>
    <message>
        <source>Save connection…</source>
        <translation>Verbindung speichern…</translation>
    </message>
    <message>
        <source>Remove connection…</source>
        <translation>Verbindung entfernen…</translation>
    </message>
    <message>
        <source>Show the broker&apos;s own channels</source>
        <translation>Die eigenen Kanäle des Brokers zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Open %n channel(s)</source>
        <translation>
            <numerusform>%n Kanal öffnen</numerusform>
            <numerusform>%n Kanäle öffnen</numerusform>
        </translation>
    </message>
    <message>
        <source>Publish here…</source>
        <translation>Hierhin veröffentlichen…</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Einzelheiten…</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>Aus den Favoriten entfernen</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>Zu den Favoriten hinzufügen</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
</context>
<context>
    <name>flowbench::Coverage</name>
    <message>
        <source>ended at the limit</source>
        <translation>am Limit beendet</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>ended by an error</source>
        <translation>durch einen Fehler beendet</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>not complete</source>
        <translation>nicht vollständig</translation>
    </message>
    <message>
        <source>The key “%1” was bound when it began; keys bound later are not seen.</source>
        <translation>Der Key „%1“ war zu Beginn gebunden; später gebundene Keys sind nicht zu sehen.</translation>
    </message>
    <message>
        <source>Messages sent straight to the queue are not seen, only what comes through its bindings.</source>
        <translation>Nachrichten, die direkt an die Queue gesendet werden, sind nicht zu sehen, nur was über ihre Bindings kommt.</translation>
    </message>
    <message>
        <source>While this runs, messages that nobody else is bound for do not go to the alternate exchange.</source>
        <translation>Solange dies läuft, gehen Nachrichten, für die sonst niemand gebunden ist, nicht an den Alternate Exchange.</translation>
    </message>
    <message>
        <source>This is the copy of a look at %1; the queue was not touched again.</source>
        <translation>Das ist die Kopie eines Blicks in %1; die Queue wurde nicht noch einmal berührt.</translation>
    </message>
    <message>
        <source>Messages at their delivery limit that were sent anew, so that none is dropped: %1.</source>
        <translation>Nachrichten an ihrer Zustellgrenze, die neu gesendet wurden, damit keine verworfen wird: %1.</translation>
    </message>
    <message>
        <source>An open transaction withholds %1 offsets of %2, partition %3: they are not committed yet.</source>
        <translation>Eine offene Transaktion hält %1 Offsets von %2, Partition %3, zurück: Sie sind noch nicht abgeschlossen.</translation>
    </message>
    <message>
        <source>%1 events read, %2 matched, %3 in %4; %5.</source>
        <translation>%1 Events gelesen, %2 passen, %3 in %4; %5.</translation>
    </message>
</context>
<context>
    <name>flowbench::CutBar</name>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%1 von %2 %3</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>%1 shown</source>
        <translation>%1 angezeigt</translation>
    </message>
    <message>
        <source>Laying out all of it…</source>
        <translation>Alles wird aufbereitet…</translation>
    </message>
    <message>
        <source>All %1 shown</source>
        <translation>Alles angezeigt: %1</translation>
    </message>
</context>
<context>
    <name>flowbench::DetailFields</name>
    <message>
        <source>bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>Zustellung</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>property, long</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>flowbench::DetailsPane</name>
    <message>
        <source>Publish again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation>Body speichern…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Envelope</source>
        <translation>Envelope</translation>
    </message>
    <message>
        <source>No envelope was recognised</source>
        <translation>Kein Envelope erkannt</translation>
    </message>
    <message>
        <source>The body is in none of the known shapes, and no header names an id or a type.</source>
        <translation>Der Body hat keine der bekannten Formen, und kein Header nennt eine ID oder einen Typ.</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>No event is selected</source>
        <translation>Kein Event ist ausgewählt</translation>
    </message>
    <message>
        <source>Select one in the table to read its value and headers.</source>
        <translation>In der Tabelle eines auswählen, um seinen Wert und seine Header zu lesen.</translation>
    </message>
    <message>
        <source>Headers (%1)</source>
        <translation>Header (%1)</translation>
    </message>
    <message>
        <source>Save body</source>
        <translation>Body speichern</translation>
    </message>
    <message>
        <source>Saved %1 to %2</source>
        <translation>%1 in %2 gespeichert</translation>
    </message>
    <message>
        <source>%1 was not saved: %2</source>
        <translation>%1 wurde nicht gespeichert: %2</translation>
    </message>
</context>
<context>
    <name>flowbench::DraftView</name>
    <message>
        <source>Body</source>
        <translation>Body</translation>
    </message>
    <message>
        <source>No value (tombstone)</source>
        <translation>Kein Wert (Tombstone)</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Partition</translation>
    </message>
    <message>
        <source>chosen by the key</source>
        <translation>nach dem Schlüssel gewählt</translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation>Routing Key</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Key and partition</source>
        <translation>Schlüssel und Partition</translation>
    </message>
    <message>
        <source>Goes through the default exchange straight into this queue, and nowhere else.</source>
        <translation>Geht über den Default-Exchange direkt in diese Queue und nirgendwo sonst hin.</translation>
    </message>
    <message>
        <source>A %1 exchange does not look at the routing key.</source>
        <translation>Ein %1-Exchange beachtet den Routing Key nicht.</translation>
    </message>
    <message>
        <source>The routing key is no base64.</source>
        <translation>Der Routing Key ist kein base64.</translation>
    </message>
    <message>
        <source>The key is no base64.</source>
        <translation>Der Schlüssel ist kein base64.</translation>
    </message>
</context>
<context>
    <name>flowbench::EventCard</name>
    <message>
        <source>Created</source>
        <translation>Erzeugt</translation>
    </message>
    <message>
        <source>Appended</source>
        <translation>Angehängt</translation>
    </message>
    <message>
        <source>Broker&apos;s time</source>
        <translation>Zeit des Brokers</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>%1 ahead of this clock</source>
        <translation>%1 vor dieser Uhr voraus</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
</context>
<context>
    <name>flowbench::EventColumns</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Part.</source>
        <translation>Part.</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Time, %1</source>
        <translation>Zeit, %1</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Partition</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>Spalten zurücksetzen</translation>
    </message>
</context>
<context>
    <name>flowbench::EventTable</name>
    <message>
        <source>Events</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>Copied the first %1 of %2 events</source>
        <translation>Die ersten %1 von %2 Events kopiert</translation>
    </message>
    <message numerus="yes">
        <source>Copied %n event(s)</source>
        <translation>
            <numerusform>%n Event kopiert</numerusform>
            <numerusform>%n Events kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Copied a cell</source>
        <translation>Eine Zelle kopiert</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>Zelle kopieren</translation>
    </message>
    <message>
        <source>Copy rows as text</source>
        <translation>Zeilen als Text kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>flowbench::Field</name>
    <message>
        <source>Hosts</source>
        <translation>Hosts</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Virtual host</source>
        <translation>Virtual Host</translation>
    </message>
    <message>
        <source>Management API</source>
        <translation>Management-API</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Authority (CA) file</source>
        <translation>Datei der Zertifizierungsstelle (CA)</translation>
    </message>
    <message>
        <source>Client certificate file</source>
        <translation>Datei des Client-Zertifikats</translation>
    </message>
    <message>
        <source>Client key file</source>
        <translation>Datei des Client-Schlüssels</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>SASL mechanism</source>
        <translation>SASL-Mechanismus</translation>
    </message>
    <message>
        <source>Key&apos;s password</source>
        <translation>Passwort des Schlüssels</translation>
    </message>
    <message>
        <source>Largest message (bytes)</source>
        <translation>Größte Nachricht (Bytes)</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>Heartbeat (s)</source>
        <translation>Heartbeat (s)</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Events per second</source>
        <translation>Events je Sekunde</translation>
    </message>
    <message>
        <source>Events at the start</source>
        <translation>Events zu Beginn</translation>
    </message>
    <message>
        <source>Schema registry</source>
        <translation>Schema-Registry</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>Schreibgeschützt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Resolve the host name</source>
        <translation>Hostnamen auflösen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Authenticate</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>List channels</source>
        <translation>Kanäle auflisten</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Topic</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Queue</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Exchange</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsDelegate</name>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsEditor</name>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Properties</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>Add header</source>
        <translation>Header hinzufügen</translation>
    </message>
    <message>
        <source>Add property</source>
        <translation>Eigenschaft hinzufügen</translation>
    </message>
    <message>
        <source>Remove header</source>
        <translation>Header entfernen</translation>
    </message>
    <message>
        <source>Remove property</source>
        <translation>Eigenschaft entfernen</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>Headers (3)</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>flowbench::FieldsModel</name>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>base64</source>
        <translation>base64</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>These bytes can&apos;t be typed as one line of text: they stay base64.</source>
        <translation>Diese Bytes lassen sich nicht als eine Textzeile schreiben: Sie bleiben base64.</translation>
    </message>
    <message>
        <source>Change form</source>
        <translation>Form ändern</translation>
    </message>
    <message>
        <source>Add header</source>
        <translation>Header hinzufügen</translation>
    </message>
    <message>
        <source>Add property</source>
        <translation>Eigenschaft hinzufügen</translation>
    </message>
    <message>
        <source>Remove fields</source>
        <translation>Felder entfernen</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>This is no base64: “%1”.</source>
        <translation>Das ist kein base64: „%1“.</translation>
    </message>
    <message>
        <source>“%1” is no value of the type %2.</source>
        <translation>„%1“ ist kein Wert vom Typ %2.</translation>
    </message>
    <message>
        <source>Change value</source>
        <translation>Wert ändern</translation>
    </message>
    <message>
        <source>“%1” is no message property, or it is there already.</source>
        <translation>„%1“ ist keine Nachrichteneigenschaft oder schon vorhanden.</translation>
    </message>
    <message>
        <source>Change name</source>
        <translation>Namen ändern</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
</context>
<context>
    <name>flowbench::Figures</name>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>retry in %1 s</source>
        <translation>neu in %1 s</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>blockiert</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>retrying</source>
        <translation>verbindet neu</translation>
    </message>
</context>
<context>
    <name>flowbench::FindBar</name>
    <message>
        <source>Find in value</source>
        <translation>Im Wert suchen</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Vorheriges suchen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Nächstes suchen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close find</source>
        <translation>Suche schließen</translation>
    </message>
</context>
<context>
    <name>flowbench::FlowChart</name>
    <message>
        <source>Events per second by channel</source>
        <translation>Events je Sekunde nach Kanal</translation>
    </message>
    <message>
        <source>events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>No rates yet: they need two looks, a few seconds apart.</source>
        <translation>Noch keine Raten: Sie brauchen zwei Messungen im Abstand einiger Sekunden.</translation>
    </message>
</context>
<context>
    <name>flowbench::FromDialog</name>
    <message>
        <source>Newest events</source>
        <translation>Neueste Events</translation>
    </message>
    <message>
        <source>How many of the newest events of all channels together</source>
        <translation>Wie viele der neuesten Events aller Kanäle zusammen</translation>
    </message>
    <message>
        <source>From a time</source>
        <translation>Ab einer Zeit</translation>
    </message>
    <message>
        <source>The first event at or after this time, UTC</source>
        <translation>Das erste Event zu dieser Zeit oder danach, UTC</translation>
    </message>
    <message>
        <source>The first event at or after this time, local time</source>
        <translation>Das erste Event zu dieser Zeit oder danach, Ortszeit</translation>
    </message>
    <message>
        <source>From an offset</source>
        <translation>Ab einem Offset</translation>
    </message>
    <message>
        <source>The offset to begin at, in every partition</source>
        <translation>Der Offset, bei dem in jeder Partition begonnen wird</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>newest %1</source>
        <translation>neueste %1</translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation>Offset %1</translation>
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
        <translation>Als Hex kopieren</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>flowbench::JsonFault</name>
    <message>
        <source>valid JSON</source>
        <translation>gültiges JSON</translation>
    </message>
    <message>
        <source>not checked to the end</source>
        <translation>nicht bis zum Ende geprüft</translation>
    </message>
    <message>
        <source>no JSON: there is no value</source>
        <translation>kein JSON: es gibt keinen Wert</translation>
    </message>
    <message>
        <source>the text ends too early, line %1, column %2</source>
        <translation>der Text endet zu früh, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>something else is expected here, line %1, column %2</source>
        <translation>hier wird etwas anderes erwartet, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>not a JSON number, line %1, column %2</source>
        <translation>keine JSON-Zahl, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>neither true, false nor null, line %1, column %2</source>
        <translation>weder true, false noch null, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>unknown escape after \, line %1, column %2</source>
        <translation>unbekanntes Escape nach \, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>raw control character in a text, line %1, column %2</source>
        <translation>rohes Steuerzeichen in einem Text, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>bytes that are no UTF-8, line %1, column %2</source>
        <translation>Bytes, die kein UTF-8 sind, Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>more text after the value, line %1, column %2</source>
        <translation>weiterer Text nach dem Wert, Zeile %1, Spalte %2</translation>
    </message>
</context>
<context>
    <name>flowbench::JsonTreeModel</name>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>flowbench::JsonTreeView</name>
    <message>
        <source>Value tree</source>
        <translation>Wertebaum</translation>
    </message>
    <message>
        <source>The tree shows the first %1 values.</source>
        <translation>Der Baum zeigt die ersten %1 Werte.</translation>
    </message>
    <message>
        <source>The tree ends early: %1</source>
        <translation>Der Baum endet früh: %1</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Wert kopieren</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
</context>
<context>
    <name>flowbench::KeyValueModel</name>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>flowbench::KeyValueView</name>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Wert kopieren</translation>
    </message>
</context>
<context>
    <name>flowbench::KeyboardMap</name>
    <message>
        <source>Keyboard map</source>
        <translation>Tastenübersicht</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Befehl suchen oder ausführen</translation>
    </message>
    <message>
        <source>Find in the page</source>
        <translation>Auf der Seite suchen</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>Die ausgewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Close what is open, clear the selected range</source>
        <translation>Offenes schließen, den ausgewählten Bereich aufheben</translation>
    </message>
</context>
<context>
    <name>flowbench::LineChart</name>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>%1: no value</source>
        <translation>%1: kein Wert</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
</context>
<context>
    <name>flowbench::MainWindow</name>
    <message>
        <source>%1 could not be used: %2</source>
        <translation>%1 war nicht benutzbar: %2</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Traffic</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Events can be published and channels changed.</source>
        <translation>Events können veröffentlicht und Kanäle geändert werden.</translation>
    </message>
    <message>
        <source>%1 is locked again</source>
        <translation>%1 ist wieder gesperrt</translation>
    </message>
    <message>
        <source>The password of %1 is not stored: no keychain answered. It will be asked for each time.</source>
        <translation>Das Passwort von %1 ist nicht gespeichert: Kein Schlüsselbund hat geantwortet. Es wird jedes Mal erfragt.</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n Kanal</numerusform>
            <numerusform>%n Kanäle</numerusform>
        </translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n Verbindung</numerusform>
            <numerusform>%n Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Flowbench</source>
        <translation>%1 – Flowbench</translation>
    </message>
    <message>
        <source>Writing to %1 is allowed for 15 minutes</source>
        <translation>Schreiben in %1 ist für 15 Minuten erlaubt</translation>
    </message>
    <message>
        <source>Go to Overview</source>
        <translation>Zur Übersicht</translation>
    </message>
    <message>
        <source>Go to Traffic</source>
        <translation>Zu Traffic</translation>
    </message>
    <message>
        <source>Go to Publish</source>
        <translation>Zu Senden</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Find a channel</source>
        <translation>Kanal suchen</translation>
    </message>
    <message>
        <source>Refresh the figures</source>
        <translation>Zahlen aktualisieren</translation>
    </message>
    <message>
        <source>Use the light theme</source>
        <translation>Helles Design verwenden</translation>
    </message>
    <message>
        <source>Use the dark theme</source>
        <translation>Dunkles Design verwenden</translation>
    </message>
    <message>
        <source>Follow the system&apos;s theme</source>
        <translation>Dem Design des Systems folgen</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>Keyboard map</source>
        <translation>Tastenübersicht</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Open connection %1</source>
        <translation>Verbindung %1 öffnen</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>Alle %1 zeigen</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>Was schiefging</translation>
    </message>
</context>
<context>
    <name>flowbench::NoticeBar</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>flowbench::OverviewPage</name>
    <message>
        <source>No connection is open.</source>
        <translation>Keine Verbindung ist geöffnet.</translation>
    </message>
    <message>
        <source>Add one to see its traffic here, or open the sandbox: a broker inside Flowbench with a shop&apos;s events in it.</source>
        <translation>Eine hinzufügen, um hier ihren Traffic zu sehen, oder die Sandbox öffnen: einen Broker in Flowbench selbst mit den Events eines Shops.</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message>
        <source>Waiting in queues</source>
        <translation>Wartend in Queues</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Nothing: every connection is up and no dead-letter channel is over its limit.</source>
        <translation>Nichts: Jede Verbindung steht, und kein Dead-Letter-Kanal liegt über seiner Grenze.</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 min</translation>
    </message>
    <message>
        <source>Open connections</source>
        <translation>Offene Verbindungen</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>%1 of %2 connected</source>
        <translation>%1 von %2 verbunden</translation>
    </message>
    <message>
        <source>figures %1 old</source>
        <translation>Zahlen %1 alt</translation>
    </message>
    <message>
        <source>history since %1</source>
        <translation>Verlauf seit %1</translation>
    </message>
    <message>
        <source>events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>in one queue</source>
        <translation>in einer Queue</translation>
    </message>
    <message>
        <source>in %1 queues</source>
        <translation>in %1 Queues</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>state, how long: over limit 6 min</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 on %2 holds %3</source>
        <translation>%1 auf %2 enthält %3</translation>
    </message>
    <message>
        <source>none new in %1</source>
        <translation>keine neuen in %1</translation>
    </message>
    <message>
        <source>%1%2 in %3</source>
        <comment>sign, how many, in which time: +31 in 10 min</comment>
        <translation>%1%2 in %3</translation>
    </message>
</context>
<context>
    <name>flowbench::PagedTextView</name>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>flowbench::PromptDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 is production</source>
        <translation>%1 ist Produktion</translation>
    </message>
    <message>
        <source>%1

Type the connection&apos;s name, %2, to allow writing to it for 15 minutes.</source>
        <translation>%1

Den Namen der Verbindung, %2, eingeben, um das Schreiben für 15 Minuten zu erlauben.</translation>
    </message>
    <message>
        <source>Unlock writing</source>
        <translation>Schreiben entsperren</translation>
    </message>
    <message>
        <source>Connection name</source>
        <translation>Name der Verbindung</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Password of %1 at %2. It is used for this connection and not stored.</source>
        <translation>Passwort von %1 auf %2. Es wird für diese Verbindung verwendet und nicht gespeichert.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
</context>
<context>
    <name>flowbench::PublishPage</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Nothing published yet. What the broker answers is listed here; a click on it fills the editor again.</source>
        <translation>Noch nichts veröffentlicht. Hier steht, was der Broker antwortet; ein Klick darauf füllt den Editor wieder.</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Filled from the template “%1”.</source>
        <translation>Aus der Vorlage „%1“ gefüllt.</translation>
    </message>
    <message>
        <source>Deleted the template “%1”.</source>
        <translation>Vorlage „%1“ gelöscht.</translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation>Keine Verbindung ist geöffnet.</translation>
    </message>
    <message>
        <source>%1 is not open.</source>
        <translation>%1 ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>The event before is still on its way.</source>
        <translation>Das vorige Event ist noch unterwegs.</translation>
    </message>
    <message>
        <source>Choose a channel first.</source>
        <translation>Zuerst einen Kanal wählen.</translation>
    </message>
    <message>
        <source>Publishing…</source>
        <translation>Wird veröffentlicht…</translation>
    </message>
    <message>
        <source>Publish to %1…</source>
        <translation>Nach %1 veröffentlichen…</translation>
    </message>
    <message>
        <source>Publish to %1</source>
        <translation>Nach %1 veröffentlichen</translation>
    </message>
    <message>
        <source>Asks for the connection&apos;s name first (Ctrl+Enter)</source>
        <translation>Fragt zuerst nach dem Namen der Verbindung (Strg+Enter)</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Enter</translation>
    </message>
    <message>
        <source>Blocked by the broker: %1. It goes on by itself once the broker can, or cancel.</source>
        <translation>Vom Broker blockiert: %1. Es geht von selbst weiter, sobald der Broker kann, oder abbrechen.</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>er nennt keinen Grund</translation>
    </message>
    <message>
        <source>Publishing to %1…</source>
        <translation>Wird nach %1 veröffentlicht…</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Filled with what was published at %1.</source>
        <translation>Gefüllt mit dem, was um %1 veröffentlicht wurde.</translation>
    </message>
    <message>
        <source>Filled with an event of %1.</source>
        <translation>Mit einem Event von %1 gefüllt.</translation>
    </message>
    <message>
        <source>%1, partition %2</source>
        <translation>%1, Partition %2</translation>
    </message>
    <message>
        <source>%1, offset %2</source>
        <translation>%1, Offset %2</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Zurückgewiesen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>outcome: where it went or why not</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>cancelled before it was sent</source>
        <translation>abgebrochen, bevor es gesendet wurde</translation>
    </message>
    <message>
        <source>cancelled before the broker answered, it may have arrived</source>
        <translation>abgebrochen, bevor der Broker antwortete; es kann angekommen sein</translation>
    </message>
</context>
<context>
    <name>flowbench::QueueQuestion</name>
    <message>
        <source>Look…</source>
        <translation>Ansehen…</translation>
    </message>
    <message>
        <source>Follow new messages</source>
        <translation>Neuen Nachrichten folgen</translation>
    </message>
    <message>
        <source>Following binds a queue of its own beside this one and takes nothing from it. Messages sent straight to the queue are not seen that way.</source>
        <translation>Folgen bindet neben dieser eine eigene Queue und nimmt ihr nichts weg. Nachrichten, die direkt an die Queue gesendet werden, sind so nicht zu sehen.</translation>
    </message>
    <message>
        <source>A look counts as a delivery: the limit is %1, and the message with the fewest has %2 left.</source>
        <translation>Ein Blick zählt als Zustellung: Die Grenze ist %1, und der Nachricht mit den wenigsten bleiben noch %2.</translation>
    </message>
    <message>
        <source>A look counts as a delivery of every message.</source>
        <translation>Ein Blick zählt als Zustellung jeder Nachricht.</translation>
    </message>
    <message numerus="yes">
        <source>%n consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>%n Consumer bekommt diese Nachrichten so lange nicht.</numerusform>
            <numerusform>%n Consumer bekommen diese Nachrichten so lange nicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>The order of the queue may change.</source>
        <translation>Die Reihenfolge der Queue kann sich ändern.</translation>
    </message>
    <message>
        <source>The messages are held for a moment and given back together, marked as redelivered.</source>
        <translation>Die Nachrichten werden einen Moment lang festgehalten und zusammen zurückgegeben, als erneut zugestellt markiert.</translation>
    </message>
    <message>
        <source>Looking changes nothing in this queue.</source>
        <translation>Ein Blick ändert nichts in dieser Queue.</translation>
    </message>
    <message>
        <source>The messages are held for a moment and given back together.</source>
        <translation>Die Nachrichten werden einen Moment lang festgehalten und zusammen zurückgegeben.</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Erneut fragen</translation>
    </message>
    <message numerus="yes">
        <source>It holds %n message(s).</source>
        <translation>
            <numerusform>Sie enthält %n Nachricht.</numerusform>
            <numerusform>Sie enthält %n Nachrichten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking the broker what a look would do…</source>
        <translation>Der Broker wird gefragt, was ein Blick bewirken würde…</translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)…</source>
        <translation>
            <numerusform>%n Nachricht ansehen…</numerusform>
            <numerusform>%n Nachrichten ansehen…</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at the first %1 messages…</source>
        <translation>Die ersten %1 Nachrichten ansehen…</translation>
    </message>
    <message>
        <source>Look into a queue</source>
        <translation>In eine Queue sehen</translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s) of %1 on %2?</source>
        <translation>
            <numerusform>%n Nachricht von %1 auf %2 ansehen?</numerusform>
            <numerusform>%n Nachrichten von %1 auf %2 ansehen?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %n message(s)</source>
        <translation>
            <numerusform>%n Nachricht ansehen</numerusform>
            <numerusform>%n Nachrichten ansehen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::RateHistogram</name>
    <message>
        <source>Events over time</source>
        <translation>Events im Zeitverlauf</translation>
    </message>
    <message>
        <source>%1 to %2, events: %3</source>
        <translation>%1 bis %2, Events: %3</translation>
    </message>
    <message>
        <source>No events</source>
        <translation>Keine Events</translation>
    </message>
    <message>
        <source>selected %1 to %2</source>
        <translation>ausgewählt %1 bis %2</translation>
    </message>
    <message>
        <source>no time selected</source>
        <translation>keine Zeit ausgewählt</translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation>%1 bis %2, %3</translation>
    </message>
</context>
<context>
    <name>flowbench::ReceiptsModel</name>
    <message>
        <source>Click to edit it again.</source>
        <translation>Klicken, um es erneut zu bearbeiten.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wohin</translation>
    </message>
</context>
<context>
    <name>flowbench::ReceiptsView</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
</context>
<context>
    <name>flowbench::Sentence</name>
    <message>
        <source>Check the spelling; --help and the documentation list what is possible.</source>
        <translation>Die Schreibweise prüfen; --help und die Dokumentation nennen, was möglich ist.</translation>
    </message>
    <message>
        <source>This is not a connection URL: its part “%1” is wrong.</source>
        <translation>Das ist keine Verbindungs-URL: Ihr Teil „%1“ ist falsch.</translation>
    </message>
    <message>
        <source>Write it like kafka://host:9092, amqp://user@host:5672/vhost or sandbox:, with a port between 1 and 65535.</source>
        <translation>Zu schreiben wie kafka://host:9092, amqp://user@host:5672/vhost oder sandbox:, mit einem Port zwischen 1 und 65535.</translation>
    </message>
    <message>
        <source>No kind of broker is known as “%1”.</source>
        <translation>Keine Art von Broker ist als „%1“ bekannt.</translation>
    </message>
    <message>
        <source>Known are: %1.</source>
        <translation>Bekannt sind: %1.</translation>
    </message>
    <message>
        <source>The property “%1” is not taken: %2.</source>
        <translation>Die Eigenschaft „%1“ wird nicht angenommen: %2.</translation>
    </message>
    <message>
        <source>Leave it out. Flowbench refuses properties that weaken its promises, switch verification off or run programs.</source>
        <translation>Weglassen. Flowbench lehnt Eigenschaften ab, die seine Zusagen schwächen, die Prüfung abschalten oder Programme starten.</translation>
    </message>
    <message>
        <source>“%2” is no value for %1.</source>
        <translation>„%2“ ist kein Wert für %1.</translation>
    </message>
    <message>
        <source>There is no saved connection “%1”.</source>
        <translation>Es gibt keine gespeicherte Verbindung „%1“.</translation>
    </message>
    <message>
        <source>List them with “flowbench-cli connections”, or give a URL such as kafka://host:9092.</source>
        <translation>Mit „flowbench-cli connections“ auflisten oder eine URL wie kafka://host:9092 angeben.</translation>
    </message>
    <message>
        <source>This cannot be done here: %1.</source>
        <translation>Das ist hier nicht möglich: %1.</translation>
    </message>
    <message>
        <source>Choose another channel or action that this broker has.</source>
        <translation>Einen anderen Kanal oder eine andere Aktion wählen, die dieser Broker hat.</translation>
    </message>
    <message>
        <source>“%1” is the name of more than one channel: %2.</source>
        <translation>„%1“ ist der Name mehrerer Kanäle: %2.</translation>
    </message>
    <message>
        <source>Write the kind before it, for example queue:%1.</source>
        <translation>Die Art davor schreiben, zum Beispiel queue:%1.</translation>
    </message>
    <message>
        <source>The host “%1” is not known.</source>
        <translation>Der Host „%1“ ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Check the name, and that this machine&apos;s DNS or VPN knows it.</source>
        <translation>Prüfen, ob der Name stimmt und ob DNS oder VPN dieses Rechners ihn kennt.</translation>
    </message>
    <message>
        <source>%1 refuses the connection: nothing listens there.</source>
        <translation>%1 lehnt die Verbindung ab: Dort lauscht nichts.</translation>
    </message>
    <message>
        <source>Check host and port, and that the broker is running.</source>
        <translation>Host und Port prüfen und ob der Broker läuft.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check host, port and firewall, and that the broker is running.</source>
        <translation>Host, Port und Firewall prüfen und ob der Broker läuft.</translation>
    </message>
    <message>
        <source>The connection to %1 is lost.</source>
        <translation>Die Verbindung zu %1 ist verloren.</translation>
    </message>
    <message>
        <source>It is made again by itself as long as you wait. Check that the broker is running.</source>
        <translation>Sie wird von selbst wiederhergestellt, solange gewartet wird. Prüfen, ob der Broker läuft.</translation>
    </message>
    <message>
        <source>The broker does not accept user “%1” with this password.</source>
        <translation>Der Broker akzeptiert Benutzer „%1“ mit diesem Passwort nicht.</translation>
    </message>
    <message>
        <source>Check user and password. A password can come from --password-file, FLOWBENCH_PASSWORD or the keychain.</source>
        <translation>Benutzer und Passwort prüfen. Ein Passwort kann aus --password-file, FLOWBENCH_PASSWORD oder dem Schlüsselbund kommen.</translation>
    </message>
    <message>
        <source>The user of this connection may not do this: %1.</source>
        <translation>Der Benutzer dieser Verbindung darf das nicht: %1.</translation>
    </message>
    <message>
        <source>Ask whoever runs the broker for this permission, or use another user.</source>
        <translation>Beim Betreiber des Brokers um diese Berechtigung bitten oder einen anderen Benutzer verwenden.</translation>
    </message>
    <message>
        <source>The management API at %1 does not answer, so not everything can be listed.</source>
        <translation>Die Management-API unter %1 antwortet nicht, daher kann nicht alles aufgelistet werden.</translation>
    </message>
    <message>
        <source>Name it with ?management=http://host:port, or check that the management plugin is on and the user may use it. Channels you name still work.</source>
        <translation>Mit ?management=http://host:port angeben oder prüfen, ob das Management-Plugin an ist und der Benutzer es verwenden darf. Kanäle, die man nennt, funktionieren trotzdem.</translation>
    </message>
    <message>
        <source>%1 does not speak TLS.</source>
        <translation>%1 spricht kein TLS.</translation>
    </message>
    <message>
        <source>Use the port of the TLS listener, or a connection without TLS.</source>
        <translation>Den Port des TLS-Listeners verwenden oder eine Verbindung ohne TLS.</translation>
    </message>
    <message>
        <source>The certificate of %1 is signed by an authority that is not known here.</source>
        <translation>Das Zertifikat von %1 ist von einer Stelle signiert, die hier nicht bekannt ist.</translation>
    </message>
    <message>
        <source>Add the authority&apos;s certificate to the connection, or to this machine&apos;s trust store.</source>
        <translation>Das Zertifikat der Stelle der Verbindung oder dem Zertifikatsspeicher dieses Rechners hinzufügen.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not for the host “%2”.</source>
        <translation>Das Zertifikat von %1 gilt nicht für den Host „%2“.</translation>
    </message>
    <message>
        <source>Connect by a name that stands in the certificate, or have it made anew with this name.</source>
        <translation>Mit einem Namen verbinden, der im Zertifikat steht, oder es mit diesem Namen neu ausstellen lassen.</translation>
    </message>
    <message>
        <source>The certificate of %1 has expired or is not valid yet.</source>
        <translation>Das Zertifikat von %1 ist abgelaufen oder noch nicht gültig.</translation>
    </message>
    <message>
        <source>Have the broker&apos;s certificate renewed, and check this machine&apos;s clock.</source>
        <translation>Das Zertifikat des Brokers erneuern lassen und die Uhr dieses Rechners prüfen.</translation>
    </message>
    <message>
        <source>TLS with %1 failed.</source>
        <translation>TLS mit %1 ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Check that the port speaks TLS, and the certificates and authority of this connection.</source>
        <translation>Prüfen, ob der Port TLS spricht, sowie Zertifikate und Zertifizierungsstelle dieser Verbindung.</translation>
    </message>
    <message>
        <source>There is no channel “%1”.</source>
        <translation>Es gibt keinen Kanal „%1“.</translation>
    </message>
    <message>
        <source>List what is there with “channels”. Nothing was created.</source>
        <translation>Mit „channels“ auflisten, was da ist. Es wurde nichts angelegt.</translation>
    </message>
    <message>
        <source>Nothing is bound to %1, so no copies of its messages can be had.</source>
        <translation>Nichts ist an %1 gebunden, also sind keine Kopien seiner Nachrichten zu haben.</translation>
    </message>
    <message>
        <source>Look at the messages that wait in it with “scan”.</source>
        <translation>Die Nachrichten, die darin warten, mit „scan“ ansehen.</translation>
    </message>
    <message>
        <source>Offset %3 of “%1”, partition %2, is not there.</source>
        <translation>Offset %3 von „%1“, Partition %2, ist nicht da.</translation>
    </message>
    <message>
        <source>Begin at “earliest”, or at an offset that “channels --details” shows.</source>
        <translation>Bei „earliest“ beginnen oder bei einem Offset, den „channels --details“ zeigt.</translation>
    </message>
    <message>
        <source>A look into %1 could destroy messages: its delivery limit is %2 and some have been handed out nearly as often.</source>
        <translation>Ein Blick in %1 könnte Nachrichten vernichten: Die Zustellgrenze ist %2, und einige wurden fast so oft ausgegeben.</translation>
    </message>
    <message>
        <source>Use the copy of the last look, or raise the limit by a policy first.</source>
        <translation>Die Kopie des letzten Blicks verwenden oder zuerst die Grenze durch eine Policy anheben.</translation>
    </message>
    <message>
        <source>%1 has consumers (%2): they would go without its messages during a look.</source>
        <translation>%1 hat Consumer (%2): Während eines Blicks bekämen sie diese Nachrichten nicht.</translation>
    </message>
    <message>
        <source>Stop them first, or tail the exchange in front of it.</source>
        <translation>Sie zuerst anhalten oder mit tail dem Exchange davor folgen.</translation>
    </message>
    <message>
        <source>“%1” is a read-only connection: nothing is written through it.</source>
        <translation>„%1“ ist eine schreibgeschützte Verbindung: Über sie wird nichts geschrieben.</translation>
    </message>
    <message>
        <source>Change the connection if you mean to write to this broker.</source>
        <translation>Die Verbindung ändern, wenn dieser Broker beschrieben werden soll.</translation>
    </message>
    <message>
        <source>“%1” is a production connection and locked against writing.</source>
        <translation>„%1“ ist eine Produktionsverbindung und gegen Schreiben gesperrt.</translation>
    </message>
    <message>
        <source>If you mean it, repeat its name: --confirm %1, or Unlock in the window.</source>
        <translation>Wenn es gewollt ist, ihren Namen wiederholen: --confirm %1, oder im Fenster entsperren.</translation>
    </message>
    <message>
        <source>The permission to write to “%1” has run out.</source>
        <translation>Die Erlaubnis, in „%1“ zu schreiben, ist abgelaufen.</translation>
    </message>
    <message>
        <source>Unlock it once more and repeat.</source>
        <translation>Noch einmal entsperren und wiederholen.</translation>
    </message>
    <message>
        <source>The broker returned the message: %1.</source>
        <translation>Der Broker hat die Nachricht zurückgewiesen: %1.</translation>
    </message>
    <message>
        <source>No queue is bound for this routing key. Check routing key and bindings.</source>
        <translation>Für diesen Routing Key ist keine Queue gebunden. Routing Key und Bindings prüfen.</translation>
    </message>
    <message>
        <source>The message was not stored: %1.</source>
        <translation>Die Nachricht wurde nicht gespeichert: %1.</translation>
    </message>
    <message>
        <source>It can be sent again without becoming two.</source>
        <translation>Sie kann erneut gesendet werden, ohne zweimal anzukommen.</translation>
    </message>
    <message>
        <source>Whether the message arrived is not known: %1.</source>
        <translation>Ob die Nachricht ankam, ist nicht bekannt: %1.</translation>
    </message>
    <message>
        <source>Look for it in the channel before you send it again.</source>
        <translation>Vor erneutem Senden im Kanal nach ihr suchen.</translation>
    </message>
    <message>
        <source>The broker blocks publishers: %1.</source>
        <translation>Der Broker blockiert das Veröffentlichen: %1.</translation>
    </message>
    <message>
        <source>It does so when memory or disk run short. Free some there; sending goes on by itself.</source>
        <translation>Das tut er, wenn Speicher oder Platte knapp werden. Dort etwas freigeben; das Senden geht von selbst weiter.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Start it again when you need it.</source>
        <translation>Bei Bedarf erneut starten.</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>Es kam nicht rechtzeitig eine Antwort.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Check that the broker is running and not overloaded, or wait longer with --timeout.</source>
        <translation>Prüfen, ob der Broker läuft und nicht überlastet ist, oder mit --timeout länger warten.</translation>
    </message>
    <message>
        <source>%1 is too large: %2 bytes, %3 are possible.</source>
        <translation>%1 ist zu groß: %2 Bytes, %3 sind möglich.</translation>
    </message>
    <message>
        <source>Raise the limit (Kafka: ?message.max.bytes= here, max.message.bytes at the topic), or send less.</source>
        <translation>Die Grenze anheben (Kafka: hier ?message.max.bytes=, am Topic max.message.bytes) oder weniger senden.</translation>
    </message>
    <message>
        <source>This is not the JSON that is expected: %1.</source>
        <translation>Das ist nicht das erwartete JSON: %1.</translation>
    </message>
    <message>
        <source>This is not the JSON that is expected, at “%1”: %2.</source>
        <translation>Das ist nicht das erwartete JSON, bei „%1“: %2.</translation>
    </message>
    <message>
        <source>Compare it with a line of “scan --json”.</source>
        <translation>Mit einer Zeile von „scan --json“ vergleichen.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Check the path, its permissions and the space on the disk.</source>
        <translation>Pfad, Berechtigungen und Platz auf der Platte prüfen.</translation>
    </message>
    <message>
        <source>There is no keychain here, so the password is not stored.</source>
        <translation>Hier gibt es keinen Schlüsselbund, daher wird das Passwort nicht gespeichert.</translation>
    </message>
    <message>
        <source>Give it with --password-file or FLOWBENCH_PASSWORD; the window asks for it each time.</source>
        <translation>Mit --password-file oder FLOWBENCH_PASSWORD angeben; das Fenster fragt jedes Mal danach.</translation>
    </message>
    <message>
        <source>The broker refused.</source>
        <translation>Der Broker hat abgelehnt.</translation>
    </message>
    <message>
        <source>The broker of %1 refused.</source>
        <translation>Der Broker von %1 hat abgelehnt.</translation>
    </message>
    <message>
        <source>The broker&apos;s own words say why; its log may say more.</source>
        <translation>Die eigenen Worte des Brokers sagen, warum; sein Log sagt vielleicht mehr.</translation>
    </message>
    <message>
        <source>Something went wrong in Flowbench itself: %1.</source>
        <translation>In Flowbench selbst ging etwas schief: %1.</translation>
    </message>
    <message>
        <source>Please report it with what you did. Nothing was sent that has no receipt.</source>
        <translation>Bitte melden, mit dem, was getan wurde. Nichts wurde gesendet, das keinen Beleg hat.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>sentence, the broker&apos;s own words</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>flowbench::StatusBar</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>flowbench::TargetChooser</name>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
</context>
<context>
    <name>flowbench::TemplateBar</name>
    <message>
        <source>Save as template…</source>
        <translation>Als Vorlage speichern…</translation>
    </message>
    <message>
        <source>Rename template…</source>
        <translation>Vorlage umbenennen…</translation>
    </message>
    <message>
        <source>Delete template</source>
        <translation>Vorlage löschen</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>No templates yet</source>
        <translation>Noch keine Vorlagen</translation>
    </message>
    <message>
        <source>Load a template</source>
        <translation>Vorlage laden</translation>
    </message>
    <message>
        <source>A template can&apos;t be used. %1: %2</source>
        <translation>Eine Vorlage ist nicht verwendbar. %1: %2</translation>
    </message>
    <message>
        <source>Saved the template “%1”.</source>
        <translation>Vorlage „%1“ gespeichert.</translation>
    </message>
    <message>
        <source>Save as template</source>
        <translation>Als Vorlage speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Rename template</source>
        <translation>Vorlage umbenennen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>The template “%1” is now “%2”.</source>
        <translation>Die Vorlage „%1“ heißt jetzt „%2“.</translation>
    </message>
    <message>
        <source>Template name</source>
        <translation>Name der Vorlage</translation>
    </message>
    <message>
        <source>A template is a file of the workspace: key, body, headers and properties, readable for everybody the workspace is shared with.</source>
        <translation>Eine Vorlage ist eine Datei des Arbeitsbereichs: Schlüssel, Body, Header und Eigenschaften, lesbar für alle, mit denen der Arbeitsbereich geteilt wird.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>flowbench::Tour</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 kann nicht geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficBar</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Load older</source>
        <translation>Ältere laden</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Words in key, headers and body</source>
        <translation>Wörter in Schlüssel, Headern und Body</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on reading (Space)</source>
        <translation>Weiterlesen (Leertaste)</translation>
    </message>
    <message>
        <source>Stop reading, the connection stays (Space)</source>
        <translation>Lesen anhalten, die Verbindung bleibt (Leertaste)</translation>
    </message>
    <message>
        <source>Follow, %1 new</source>
        <translation>Folgen, %1 neu</translation>
    </message>
    <message>
        <source>The newest event stays in sight; scrolling up or selecting one ends it</source>
        <translation>Das neueste Event bleibt im Blick; nach oben blättern oder eines auswählen beendet es</translation>
    </message>
    <message>
        <source>Keep the newest event in sight</source>
        <translation>Das neueste Event im Blick behalten</translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation>Ab: %1</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Times are UTC; click for local time</source>
        <translation>Zeiten sind UTC; Klick zeigt Ortszeit</translation>
    </message>
    <message>
        <source>Times are local; click for UTC</source>
        <translation>Zeiten sind Ortszeit; Klick zeigt UTC</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Newest 200</source>
        <translation>Neueste 200</translation>
    </message>
    <message>
        <source>newest 200</source>
        <translation>neueste 200</translation>
    </message>
    <message>
        <source>Newest…</source>
        <translation>Neueste…</translation>
    </message>
    <message>
        <source>Time…</source>
        <translation>Zeit…</translation>
    </message>
    <message>
        <source>Offset…</source>
        <translation>Offset…</translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation>Body speichern…</translation>
    </message>
    <message>
        <source>Keep at most</source>
        <translation>Höchstens behalten</translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficPage</name>
    <message>
        <source>No channel is open</source>
        <translation>Kein Kanal ist geöffnet</translation>
    </message>
    <message>
        <source>Choose a topic, queue or exchange at the left to see its newest events and follow it.</source>
        <translation>Links ein Topic, eine Queue oder einen Exchange wählen, um die neuesten Events zu sehen und ihnen zu folgen.</translation>
    </message>
    <message>
        <source>Find a channel</source>
        <translation>Kanal suchen</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Following has stopped</source>
        <translation>Folgen wurde beendet</translation>
    </message>
    <message>
        <source>Resume traffic</source>
        <translation>Traffic fortsetzen</translation>
    </message>
    <message>
        <source>Pause traffic</source>
        <translation>Traffic anhalten</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Follow the newest event</source>
        <translation>Dem neuesten Event folgen</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Events filtern</translation>
    </message>
    <message>
        <source>Times in local time</source>
        <translation>Zeiten in Ortszeit</translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation>Zeiten in UTC</translation>
    </message>
    <message>
        <source>Copy selected events as JSON</source>
        <translation>Ausgewählte Events als JSON kopieren</translation>
    </message>
    <message>
        <source>Copy selected events as commands</source>
        <translation>Ausgewählte Events als Befehle kopieren</translation>
    </message>
    <message>
        <source>newest 200</source>
        <translation>neueste 200</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>No event in the chosen time</source>
        <translation>Kein Event in der gewählten Zeit</translation>
    </message>
    <message>
        <source>No event holds “%1”</source>
        <translation>Kein Event enthält „%1“</translation>
    </message>
    <message>
        <source>%1 events are kept. The search goes on with what comes.</source>
        <translation>%1 Events sind behalten. Die Suche geht mit dem weiter, was kommt.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 is disconnected</source>
        <translation>%1 ist getrennt</translation>
    </message>
    <message>
        <source>Nothing was read of %1.</source>
        <translation>Von %1 wurde nichts gelesen.</translation>
    </message>
    <message>
        <source>Copying the messages of %1…</source>
        <translation>Die Nachrichten von %1 werden kopiert…</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>%1 wird geöffnet…</translation>
    </message>
    <message>
        <source>%1 was empty</source>
        <translation>%1 war leer</translation>
    </message>
    <message>
        <source>New messages can be followed as they come.</source>
        <translation>Neuen Nachrichten kann gefolgt werden, sobald sie kommen.</translation>
    </message>
    <message>
        <source>Follow new messages</source>
        <translation>Neuen Nachrichten folgen</translation>
    </message>
    <message>
        <source>Nothing in %1 yet</source>
        <translation>Noch nichts in %1</translation>
    </message>
    <message>
        <source>What is published from now on appears here.</source>
        <translation>Was von jetzt an veröffentlicht wird, erscheint hier.</translation>
    </message>
    <message>
        <source>Read from the beginning</source>
        <translation>Von Anfang an lesen</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Publish an event</source>
        <translation>Ein Event veröffentlichen</translation>
    </message>
    <message>
        <source>Nothing is being read.</source>
        <translation>Es wird nichts gelesen.</translation>
    </message>
    <message>
        <source>%1 keeps no history to read from.</source>
        <translation>%1 behält keinen Verlauf, der sich lesen ließe.</translation>
    </message>
    <message>
        <source>%1 is disconnected. What was read stays here until another channel is opened.</source>
        <translation>%1 ist getrennt. Was gelesen wurde, bleibt hier, bis ein anderer Kanal geöffnet wird.</translation>
    </message>
    <message numerus="yes">
        <source>A copy of %n message(s); the queue has them back.</source>
        <translation>
            <numerusform>Eine Kopie von %n Nachricht; die Queue hat sie zurück.</numerusform>
            <numerusform>Eine Kopie von %n Nachrichten; die Queue hat sie zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>Older events were loaded</source>
        <translation>Ältere Events wurden geladen</translation>
    </message>
    <message>
        <source>The memory budget has no room for older events</source>
        <translation>Das Speicherbudget hat keinen Platz für ältere Events</translation>
    </message>
    <message>
        <source>There are no older events</source>
        <translation>Es gibt keine älteren Events</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Erneut lesen</translation>
    </message>
    <message>
        <source>Look again…</source>
        <translation>Erneut ansehen…</translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n Kanal</numerusform>
            <numerusform>%n Kanäle</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficStatus</name>
    <message>
        <source>lost, reconnecting</source>
        <translation>verloren, verbindet neu</translation>
    </message>
    <message>
        <source>lost, reconnecting in %1 s</source>
        <translation>verloren, verbindet neu in %1 s</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>nothing read yet</source>
        <translation>noch nichts gelesen</translation>
    </message>
    <message>
        <source>looking into the queue</source>
        <translation>liest aus der Queue</translation>
    </message>
    <message>
        <source>a copy of %1</source>
        <translation>eine Kopie von %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>ended with an error</source>
        <translation>mit einem Fehler beendet</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>wird geöffnet</translation>
    </message>
    <message>
        <source>paused, %1 waiting, reading stopped</source>
        <translation>angehalten, %1 warten, Lesen gestoppt</translation>
    </message>
    <message>
        <source>paused, %1 waiting</source>
        <translation>angehalten, %1 warten</translation>
    </message>
    <message>
        <source>live, %1 events/s</source>
        <translation>live, %1 Events/s</translation>
    </message>
    <message>
        <source>%1 kept, %2 of %3</source>
        <translation>%1 behalten, %2 von %3</translation>
    </message>
    <message>
        <source>, %1 oldest evicted</source>
        <translation>, %1 älteste verdrängt</translation>
    </message>
    <message>
        <source>filter: up to date</source>
        <translation>Filter: auf dem neuesten Stand</translation>
    </message>
    <message>
        <source>filter: %1 to go</source>
        <translation>Filter: noch %1</translation>
    </message>
    <message>
        <source>, failed on %1</source>
        <translation>, gescheitert an %1</translation>
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
        <translation>%1 verworfen, %2 nicht dekodierbar</translation>
    </message>
    <message>
        <source>not following</source>
        <translation>folgt nicht</translation>
    </message>
    <message>
        <source>not following, %1 new below</source>
        <translation>folgt nicht, %1 neue unten</translation>
    </message>
</context>
<context>
    <name>flowbench::Units</name>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
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
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>bytes a second</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
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
        <translation>Aufruf: flowbench [OPTION]...

  --connect NAME|URL        eine Verbindung öffnen; mehrfach möglich
  --open CONN/CHANNEL       den Traffic eines Kanals zeigen; mehrfach möglich
  --page PAGE               overview, traffic oder publish
  --theme light|dark|system
  --workspace DIR           wo Verbindungen und Vorlagen gespeichert werden
  --tour DIR                von jeder Seite ein Bild nach DIR schreiben und beenden
  --size WIDTHxHEIGHT       des Fensters oder der Bilder

Ohne Argumente wird die letzte Sitzung wiederhergestellt; der erste Start öffnet die Sandbox.
Beispiel: flowbench --connect kafka://127.0.0.1:9092 --page traffic
</translation>
    </message>
    <message>
        <source>There is no option %1, or it needs a value.</source>
        <translation>Es gibt keine Option %1, oder sie braucht einen Wert.</translation>
    </message>
</context>
</TS>
