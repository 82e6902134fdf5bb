<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
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
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln Tag</numerusform>
            <numerusform>%Ln Tage</numerusform>
        </translation>
    </message>
</context>
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
    <name>RowTint</name>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
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
    <message>
        <source>--partitioner says where the key of --key is: it needs one, and no --partition.</source>
        <translation>--partitioner sagt, wo der Schlüssel von --key liegt: Es braucht einen, und kein --partition.</translation>
    </message>
    <message>
        <source>%1 and --for exclude each other.</source>
        <translation>%1 und --for schließen einander aus.</translation>
    </message>
    <message>
        <source>Say where to: --out FILE.</source>
        <translation>Wohin? --out FILE angeben.</translation>
    </message>
    <message>
        <source>%1 events (%2) in %3</source>
        <translation>%1 Events (%2) in %3</translation>
    </message>
    <message>
        <source>The registry&apos;s password is not stored: give it in %1.</source>
        <translation>Das Passwort der Registry wird nicht gespeichert: In %1 angeben.</translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation>OFFEN</translation>
    </message>
    <message>
        <source>SOURCES</source>
        <translation>QUELLEN</translation>
    </message>
    <message>
        <source>FOUND BY</source>
        <translation>ERKANNT AN</translation>
    </message>
    <message>
        <source>NOTES</source>
        <translation>HINWEISE</translation>
    </message>
    <message>
        <source>FINGERPRINT</source>
        <translation>FINGERABDRUCK</translation>
    </message>
    <message>
        <source>EXCEPTION</source>
        <translation>AUSNAHME</translation>
    </message>
    <message>
        <source>MESSAGE</source>
        <translation>MELDUNG</translation>
    </message>
    <message>
        <source>FIRST</source>
        <translation>ERSTES</translation>
    </message>
    <message>
        <source>LAST</source>
        <translation>LETZTES</translation>
    </message>
    <message>
        <source>%1 events belong to further groups that are not listed.</source>
        <translation>%1 Events gehören zu weiteren Gruppen, die nicht aufgeführt sind.</translation>
    </message>
    <message>
        <source>There is no event %1 in %2.</source>
        <translation>Es gibt kein Event %1 in %2.</translation>
    </message>
    <message>
        <source>“dead groups” shows the ids of samples.</source>
        <translation>„dead groups“ zeigt die IDs von Beispielen.</translation>
    </message>
    <message>
        <source>%1 events written to %2.
</source>
        <translation>%1 Events nach %2 geschrieben.
</translation>
    </message>
    <message>
        <source>dead takes list, groups, show, export, mark or unmark.</source>
        <translation>dead nimmt list, groups, show, export, mark oder unmark.</translation>
    </message>
    <message>
        <source>dead %1 takes a connection and a channel.</source>
        <translation>dead %1 nimmt eine Verbindung und einen Kanal.</translation>
    </message>
    <message>
        <source>dead list takes a connection.</source>
        <translation>dead list nimmt eine Verbindung.</translation>
    </message>
    <message>
        <source>dead show needs --id.</source>
        <translation>dead show braucht --id.</translation>
    </message>
    <message>
        <source>dead export needs --out.</source>
        <translation>dead export braucht --out.</translation>
    </message>
    <message>
        <source>Only the first %1 of %2 bytes are shown.</source>
        <translation>Nur die ersten %1 von %2 Bytes werden gezeigt.</translation>
    </message>
    <message>
        <source>Records before these offsets are deleted for good: %1</source>
        <translation>Datensätze vor diesen Offsets werden endgültig gelöscht: %1</translation>
    </message>
    <message>
        <source>discard needs --archive: a file that keeps what is taken away.</source>
        <translation>discard braucht --archive: eine Datei, die behält, was weggenommen wird.</translation>
    </message>
    <message>
        <source>Discard %1 events of %2 into %3?</source>
        <translation>%1 Events von %2 nach %3 aussortieren?</translation>
    </message>
    <message>
        <source>%1 of %2 events discarded; they are kept in %3.</source>
        <translation>%1 von %2 Events aussortiert; sie sind in %3 aufbewahrt.</translation>
    </message>
    <message>
        <source>Put %1 events of %2 back?</source>
        <translation>%1 Events aus %2 zurücklegen?</translation>
    </message>
    <message>
        <source>%1 of %2 events put back.</source>
        <translation>%1 von %2 Events zurückgelegt.</translation>
    </message>
    <message>
        <source>The value is nested too deeply to be shown.</source>
        <translation>Der Wert ist zu tief verschachtelt, um gezeigt zu werden.</translation>
    </message>
    <message>
        <source>a JSON object of names and typed values</source>
        <translation>ein JSON-Objekt aus Namen und typisierten Werten</translation>
    </message>
    <message>
        <source>The line is no object with an &quot;expr&quot;.</source>
        <translation>Die Zeile ist kein Objekt mit „expr“.</translation>
    </message>
    <message>
        <source>eval takes one expression, or --batch and none.</source>
        <translation>eval nimmt einen Ausdruck, oder --batch und keinen.</translation>
    </message>
    <message>
        <source>eval takes --with or --event, not both.</source>
        <translation>eval nimmt --with oder --event, nicht beides.</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>%1 events of kcat hold U+FFFD: where their bytes were not UTF-8, a program between kcat and here has replaced them.</source>
        <translation>%1 Events von kcat enthalten U+FFFD: Wo ihre Bytes kein UTF-8 waren, hat ein Programm zwischen kcat und hier sie ersetzt.</translation>
    </message>
    <message>
        <source>%1 lines are no events and not in the capture.</source>
        <translation>%1 Zeilen sind keine Events und nicht in der Aufzeichnung.</translation>
    </message>
    <message>
        <source>The recipe has no examples: nothing was tested but that it can be read.</source>
        <translation>Das Rezept hat keine Beispiele: Geprüft wurde nur, dass es lesbar ist.</translation>
    </message>
    <message>
        <source>EXAMPLE</source>
        <translation>BEISPIEL</translation>
    </message>
    <message>
        <source>CAME OUT</source>
        <translation>ERGEBNIS</translation>
    </message>
    <message>
        <source>EXPECTED</source>
        <translation>ERWARTET</translation>
    </message>
    <message>
        <source>ERROR</source>
        <translation>FEHLER</translation>
    </message>
    <message>
        <source>Line %1 is left out: %2</source>
        <translation>Zeile %1 wird ausgelassen: %2</translation>
    </message>
    <message>
        <source>recipe takes test or apply, and a file.</source>
        <translation>recipe nimmt test oder apply, und eine Datei.</translation>
    </message>
    <message numerus="yes">
        <source>--select could not be evaluated on %Ln event(s); they are left out.</source>
        <translation>
            <numerusform>--select ließ sich an %Ln Event nicht auswerten; es wird ausgelassen.</numerusform>
            <numerusform>--select ließ sich an %Ln Events nicht auswerten; sie werden ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>its key has newer events at the target</source>
        <translation>zu seinem Schlüssel gibt es am Ziel neuere Events</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>REACHES</source>
        <translation>ERREICHT</translation>
    </message>
    <message>
        <source>REPLAYED</source>
        <translation>ERNEUT GESENDET</translation>
    </message>
    <message>
        <source>CHANGES</source>
        <translation>ÄNDERUNGEN</translation>
    </message>
    <message>
        <source>NOTE</source>
        <translation>HINWEIS</translation>
    </message>
    <message>
        <source>replayed before, skipped</source>
        <translation>schon einmal gesendet, übersprungen</translation>
    </message>
    <message>
        <source>%1 selected, %2 to send, %3 skipped, %4 refused; nothing was sent.
</source>
        <translation>%1 ausgewählt, %2 zu senden, %3 übersprungen, %4 abgelehnt; nichts wurde gesendet.
</translation>
    </message>
    <message>
        <source>Replay %1 of %2 events of %3?</source>
        <translation>%1 von %2 Events von %3 erneut senden?</translation>
    </message>
    <message>
        <source>replayed before</source>
        <translation>schon einmal gesendet</translation>
    </message>
    <message>
        <source>replay takes a connection and a dead-letter channel.</source>
        <translation>replay nimmt eine Verbindung und einen Dead-Letter-Kanal.</translation>
    </message>
    <message>
        <source>JOB</source>
        <translation>AUFTRAG</translation>
    </message>
    <message>
        <source>STATE</source>
        <translation>ZUSTAND</translation>
    </message>
    <message>
        <source>SELECTED</source>
        <translation>AUSGEWÄHLT</translation>
    </message>
    <message>
        <source>SUCCESS</source>
        <translation>GELUNGEN</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>FEHLGESCHLAGEN</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>UNBEKANNT</translation>
    </message>
    <message>
        <source>SKIPPED</source>
        <translation>ÜBERSPRUNGEN</translation>
    </message>
    <message>
        <source>PENDING</source>
        <translation>OFFEN</translation>
    </message>
    <message>
        <source>STARTED</source>
        <translation>BEGONNEN</translation>
    </message>
    <message>
        <source>ENDED</source>
        <translation>BEENDET</translation>
    </message>
    <message>
        <source>REPLAY ID</source>
        <translation>REPLAY-ID</translation>
    </message>
    <message>
        <source>Job %1 has ended already.</source>
        <translation>Auftrag %1 ist schon beendet.</translation>
    </message>
    <message>
        <source>the job belongs to %1</source>
        <translation>der Auftrag gehört zu %1</translation>
    </message>
    <message>
        <source>Go on with job %1: %2 events are pending?</source>
        <translation>Mit Auftrag %1 fortfahren: %2 Events sind offen?</translation>
    </message>
    <message>
        <source>replay %1 takes a job; “replay jobs” lists them.</source>
        <translation>replay %1 nimmt einen Auftrag; „replay jobs“ listet sie auf.</translation>
    </message>
    <message>
        <source>--argument takes NAME=VALUE.</source>
        <translation>--argument nimmt NAME=WERT.</translation>
    </message>
    <message>
        <source>Declare %1?</source>
        <translation>%1 anlegen?</translation>
    </message>
    <message>
        <source>Delete %1 and everything in it?</source>
        <translation>%1 und alles darin löschen?</translation>
    </message>
    <message>
        <source>Nothing was changed: this has to be confirmed.</source>
        <translation>Nichts wurde geändert: Das muss bestätigt werden.</translation>
    </message>
    <message>
        <source>Say --yes, or run it in a terminal, where it asks.</source>
        <translation>--yes angeben, oder in einem Terminal ausführen, wo gefragt wird.</translation>
    </message>
    <message>
        <source>%1 Type yes to go on: </source>
        <translation>%1 Zum Fortfahren yes eingeben: </translation>
    </message>
    <message>
        <source>Everything that lies there now.</source>
        <translation>Alles, was jetzt dort liegt.</translation>
    </message>
    <message>
        <source>Only events on which this expression is true; failure names the failure.</source>
        <translation>Nur Events, auf die dieser Ausdruck zutrifft; failure benennt den Fehler.</translation>
    </message>
    <message>
        <source>Only these events, one id a line; - is standard input.</source>
        <translation>Nur diese Events, eine ID je Zeile; - ist die Standardeingabe.</translation>
    </message>
    <message>
        <source>Only one group, as dead groups names it.</source>
        <translation>Nur eine Gruppe, wie dead groups sie nennt.</translation>
    </message>
    <message>
        <source>Fetch a queue with a delivery limit again instead of using its snapshot.</source>
        <translation>Eine Queue mit Zustellgrenze neu holen, statt ihre Kopie zu verwenden.</translation>
    </message>
    <message>
        <source>The schema registry that resolves schema ids.</source>
        <translation>Die Schema-Registry, die Schema-IDs auflöst.</translation>
    </message>
    <message>
        <source>Say which events: one of --all, --select, --ids or --group.</source>
        <translation>Welche Events? Eines von --all, --select, --ids oder --group angeben.</translation>
    </message>
    <message>
        <source>--group takes a fingerprint as “dead groups” prints it.</source>
        <translation>--group nimmt einen Fingerabdruck, wie „dead groups“ ihn ausgibt.</translation>
    </message>
    <message>
        <source>FAILURE</source>
        <translation>FEHLER</translation>
    </message>
    <message>
        <source>%1 of %2 confirmed, %3 failed, %4/s</source>
        <translation>%1 von %2 bestätigt, %3 fehlgeschlagen, %4/s</translation>
    </message>
    <message>
        <source>Job %1: %2 of %3 replayed, %4 skipped, %5 failed (%6 returned), %7 unknown, %8 not sent.
</source>
        <translation>Auftrag %1: %2 von %3 erneut gesendet, %4 übersprungen, %5 fehlgeschlagen (%6 zurückgewiesen), %7 unbekannt, %8 nicht gesendet.
</translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation>, noch %1</translation>
    </message>
    <message>
        <source>origin-queue, origin-exchange, origin, or a channel.</source>
        <translation>origin-queue, origin-exchange, origin oder ein Kanal.</translation>
    </message>
    <message>
        <source>Another broker than the source&apos;s.</source>
        <translation>Ein anderer Broker als der der Quelle.</translation>
    </message>
    <message>
        <source>Edit each event by this recipe first.</source>
        <translation>Jedes Event zuerst nach diesem Rezept bearbeiten.</translation>
    </message>
    <message>
        <source>Send copies; the dead letters stay where they are.</source>
        <translation>Kopien senden; die Dead Letters bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Only show the plan; nothing is changed.</source>
        <translation>Nur den Plan zeigen; nichts wird geändert.</translation>
    </message>
    <message>
        <source>At most N events a second.</source>
        <translation>Höchstens N Events je Sekunde.</translation>
    </message>
    <message>
        <source>Send N first and wait for what becomes of them.</source>
        <translation>Zuerst N senden und abwarten, was aus ihnen wird.</translation>
    </message>
    <message>
        <source>Stop when N of them died again.</source>
        <translation>Anhalten, wenn N von ihnen wieder gescheitert sind.</translation>
    </message>
    <message>
        <source>Skip events that were replayed N times already (default 1).</source>
        <translation>Events überspringen, die schon N-mal gesendet wurden (Vorgabe 1).</translation>
    </message>
    <message>
        <source>Try an event so often while its target refuses (default 10).</source>
        <translation>Ein Event so oft versuchen, solange sein Ziel es ablehnt (Vorgabe 10).</translation>
    </message>
    <message>
        <source>Kafka: each window arrives as one transaction or not at all.</source>
        <translation>Kafka: Jedes Fenster kommt als eine Transaktion an oder gar nicht.</translation>
    </message>
    <message>
        <source>Follow what becomes of them for so long after the last was sent.</source>
        <translation>So lange nach dem letzten verfolgen, was aus ihnen wird.</translation>
    </message>
    <message>
        <source>Send the headers that tell of the failure along.</source>
        <translation>Die Header, die vom Fehler erzählen, mitsenden.</translation>
    </message>
    <message>
        <source>Do not ask.</source>
        <translation>Nicht fragen.</translation>
    </message>
    <message>
        <source>Only events for which this expression is true.</source>
        <translation>Nur Events, auf die dieser Ausdruck zutrifft.</translation>
    </message>
    <message>
        <source>With --key: the producer&apos;s partitioner, known for sure; only its partition is read.</source>
        <translation>Mit --key: der Partitionierer des Produzenten, sicher bekannt; nur seine Partition wird gelesen.</translation>
    </message>
    <message>
        <source>Instead of matches list events on which the filter failed or that cannot be decoded.</source>
        <translation>Statt der Treffer Events auflisten, an denen der Filter scheiterte oder die sich nicht dekodieren lassen.</translation>
    </message>
    <message>
        <source>Print these: offset, key, value, ... or expressions such as value.data.total.</source>
        <translation>Diese ausgeben: offset, key, value, ... oder Ausdrücke wie value.data.total.</translation>
    </message>
    <message>
        <source>The schema registry, instead of the connection&apos;s.</source>
        <translation>Die Schema-Registry, statt der der Verbindung.</translation>
    </message>
    <message>
        <source>The events for which an expression is true, and what was covered.</source>
        <translation>Die Events, auf die ein Ausdruck zutrifft, und was abgedeckt wurde.</translation>
    </message>
    <message>
        <source>A table for a spreadsheet.</source>
        <translation>Eine Tabelle für ein Tabellenprogramm.</translation>
    </message>
    <message>
        <source>Keep events in a capture file, byte for byte.</source>
        <translation>Events in einer Aufzeichnung behalten, Byte für Byte.</translation>
    </message>
    <message>
        <source>Reads like scan, or with --for like tail. A capture is one SQLite file; open it with file:PATH. A file that exists already is never overwritten.</source>
        <translation>Liest wie scan, oder mit --for wie tail. Eine Aufzeichnung ist eine SQLite-Datei; file:PATH öffnet sie. Eine vorhandene Datei wird nie überschrieben.</translation>
    </message>
    <message>
        <source>The capture to write; must not exist.</source>
        <translation>Die zu schreibende Aufzeichnung; es darf sie noch nicht geben.</translation>
    </message>
    <message>
        <source>Keep what arrives during this time: 30s, 5m, 1h.</source>
        <translation>Behalten, was in dieser Zeit ankommt: 30s, 5m, 1h.</translation>
    </message>
    <message>
        <source>The last hour of a topic.</source>
        <translation>Die letzte Stunde eines Topics.</translation>
    </message>
    <message>
        <source>Search in it, without the broker.</source>
        <translation>Darin suchen, ohne den Broker.</translation>
    </message>
    <message>
        <source>Make a capture of event objects, one a line.</source>
        <translation>Aus Event-Objekten, eines je Zeile, eine Aufzeichnung machen.</translation>
    </message>
    <message>
        <source>Takes what scan --json and tail --json print, and what kcat -J prints; - is standard input. A line that is no event is told with its number and makes the exit code 1.</source>
        <translation>Nimmt, was scan --json und tail --json ausgeben, und was kcat -J ausgibt; - ist die Standardeingabe. Eine Zeile, die kein Event ist, wird mit ihrer Nummer genannt und macht den Exit-Code zu 1.</translation>
    </message>
    <message>
        <source>What kcat read.</source>
        <translation>Was kcat gelesen hat.</translation>
    </message>
    <message>
        <source>Evaluate an expression, of an event or with named values.</source>
        <translation>Einen Ausdruck auswerten, über ein Event oder mit benannten Werten.</translation>
    </message>
    <message>
        <source>Expressions are CEL, as in --filter. Exit code 1 when the expression is wrong or fails; the column of the mistake is told.</source>
        <translation>Ausdrücke sind CEL, wie bei --filter. Exit-Code 1, wenn der Ausdruck falsch ist oder scheitert; die Spalte des Fehlers wird genannt.</translation>
    </message>
    <message>
        <source>Names and their typed values: {&quot;x&quot;:{&quot;type&quot;:&quot;int&quot;,&quot;value&quot;:&quot;1&quot;}}.</source>
        <translation>Namen und ihre typisierten Werte: {&quot;x&quot;:{&quot;type&quot;:&quot;int&quot;,&quot;value&quot;:&quot;1&quot;}}.</translation>
    </message>
    <message>
        <source>An event object, as scan --json prints them; - is standard input.</source>
        <translation>Ein Event-Objekt, wie scan --json es ausgibt; - ist die Standardeingabe.</translation>
    </message>
    <message>
        <source>Print the value with its type.</source>
        <translation>Den Wert mit seinem Typ ausgeben.</translation>
    </message>
    <message>
        <source>Read {&quot;id&quot;,&quot;expr&quot;,&quot;bindings&quot;}, one a line, from standard input.</source>
        <translation>{&quot;id&quot;,&quot;expr&quot;,&quot;bindings&quot;}, eines je Zeile, von der Standardeingabe lesen.</translation>
    </message>
    <message>
        <source>A list made of another one.</source>
        <translation>Eine Liste, aus einer anderen gemacht.</translation>
    </message>
    <message>
        <source>What it is for one event.</source>
        <translation>Was er für ein Event ergibt.</translation>
    </message>
    <message>
        <source>A value with its type.</source>
        <translation>Ein Wert mit seinem Typ.</translation>
    </message>
    <message>
        <source>Show what the bytes of a file are: JSON, Avro, Protobuf, MsgPack, CBOR, text.</source>
        <translation>Zeigen, was die Bytes einer Datei sind: JSON, Avro, Protobuf, MsgPack, CBOR, Text.</translation>
    </message>
    <message>
        <source>FILE is one event&apos;s body; - is standard input. gzip, zlib, zstd and lz4 are unpacked, the framing of a schema registry is understood. Exit code 1 when it cannot be read; what was tried is told with each reason.</source>
        <translation>FILE ist der Body eines Events; - ist die Standardeingabe. gzip, zlib, zstd und lz4 werden entpackt, der Rahmen einer Schema-Registry wird verstanden. Exit-Code 1, wenn es sich nicht lesen lässt; was versucht wurde, steht mit jedem Grund dabei.</translation>
    </message>
    <message>
        <source>Read it as this, instead of by its looks.</source>
        <translation>Als dies lesen, statt nach dem Aussehen.</translation>
    </message>
    <message>
        <source>The schema: an .avsc, a .proto (imports beside it), or a descriptor set.</source>
        <translation>Das Schema: eine .avsc, eine .proto (Importe daneben) oder ein Descriptor Set.</translation>
    </message>
    <message>
        <source>The Protobuf message (default the schema&apos;s first).</source>
        <translation>Die Protobuf-Nachricht (Vorgabe die erste des Schemas).</translation>
    </message>
    <message>
        <source>The schema registry that knows the ids.</source>
        <translation>Die Schema-Registry, die die IDs kennt.</translation>
    </message>
    <message>
        <source>A body with a schema id in front.</source>
        <translation>Ein Body mit einer Schema-ID davor.</translation>
    </message>
    <message>
        <source>A bare Protobuf message.</source>
        <translation>Eine bloße Protobuf-Nachricht.</translation>
    </message>
    <message>
        <source>Test a recipe by its examples, or edit events with it.</source>
        <translation>Ein Rezept an seinen Beispielen prüfen, oder Events damit bearbeiten.</translation>
    </message>
    <message>
        <source>FILE is JSON or YAML: edits of bodies and headers with values by expressions. test runs its examples; exit code 1 when one comes out differently. apply reads event objects, one a line, and prints them edited; those on which it fails are left out and told, exit code 1.</source>
        <translation>FILE ist JSON oder YAML: Änderungen an Bodys und Headern mit Werten aus Ausdrücken. test führt die Beispiele aus; Exit-Code 1, wenn eines anders ausfällt. apply liest Event-Objekte, eines je Zeile, und gibt sie bearbeitet aus; die, an denen es scheitert, werden ausgelassen und genannt, Exit-Code 1.</translation>
    </message>
    <message>
        <source>Do the examples hold?</source>
        <translation>Stimmen die Beispiele?</translation>
    </message>
    <message>
        <source>See what a recipe makes of the events of a topic.</source>
        <translation>Sehen, was ein Rezept aus den Events eines Topics macht.</translation>
    </message>
    <message>
        <source>Find dead letters, group them by what went wrong, and look at them.</source>
        <translation>Dead Letters finden, nach ihrer Ursache gruppieren und ansehen.</translation>
    </message>
    <message>
        <source>Looking takes nothing away: a queue&apos;s messages are held for a moment, copied, and given back together. A queue with a delivery limit is fetched once, later looks use that copy.</source>
        <translation>Ansehen nimmt nichts weg: Die Nachrichten einer Queue werden einen Moment gehalten, kopiert und zusammen zurückgegeben. Eine Queue mit Zustellgrenze wird einmal geholt, spätere Blicke verwenden diese Kopie.</translation>
    </message>
    <message>
        <source>show: which event.</source>
        <translation>show: welches Event.</translation>
    </message>
    <message>
        <source>export: the capture file to write.</source>
        <translation>export: die zu schreibende Aufzeichnung.</translation>
    </message>
    <message>
        <source>Where dead letters lie, and what feeds them.</source>
        <translation>Wo Dead Letters liegen, und was sie speist.</translation>
    </message>
    <message>
        <source>What went wrong, and how often.</source>
        <translation>Was schiefging, und wie oft.</translation>
    </message>
    <message>
        <source>Keep a copy of some of them.</source>
        <translation>Von einigen eine Kopie behalten.</translation>
    </message>
    <message>
        <source>Send dead letters again without losing one, and go on with a replay that broke off.</source>
        <translation>Dead Letters erneut senden, ohne eines zu verlieren, und ein abgebrochenes Replay fortsetzen.</translation>
    </message>
    <message>
        <source>Each window of events is written to a journal, sent, confirmed by the broker, written down, and only then taken out of its source. Exit code 0 only if everything was replayed or skipped. Without --yes it asks at a terminal and refuses elsewhere (4).</source>
        <translation>Jedes Fenster von Events wird in ein Journal geschrieben, gesendet, vom Broker bestätigt, vermerkt und erst dann der Quelle entnommen. Exit-Code 0 nur, wenn alles gesendet oder übersprungen wurde. Ohne --yes wird im Terminal gefragt und sonst abgelehnt (4).</translation>
    </message>
    <message>
        <source>What would be sent where, and who would receive it.</source>
        <translation>Was wohin gesendet würde, und wer es bekäme.</translation>
    </message>
    <message>
        <source>One group, edited, five first.</source>
        <translation>Eine Gruppe, bearbeitet, fünf zuerst.</translation>
    </message>
    <message>
        <source>Go on where it broke off.</source>
        <translation>Fortfahren, wo es abbrach.</translation>
    </message>
    <message>
        <source>Take dead letters away into an archive from which they can be put back.</source>
        <translation>Dead Letters in ein Archiv aussortieren, aus dem sie zurückgelegt werden können.</translation>
    </message>
    <message>
        <source>On Kafka they are marked as discarded; --truncate with --older-than deletes the records and shows the offsets.</source>
        <translation>Auf Kafka werden sie als aussortiert vermerkt; --truncate mit --older-than löscht die Datensätze und zeigt die Offsets.</translation>
    </message>
    <message>
        <source>Only those that died longer ago than this.</source>
        <translation>Nur die, deren Scheitern länger zurückliegt.</translation>
    </message>
    <message>
        <source>The capture file that keeps them; it must not be there yet.</source>
        <translation>Die Aufzeichnung, die sie behält; es darf sie noch nicht geben.</translation>
    </message>
    <message>
        <source>Kafka, with --older-than: delete the records for good.</source>
        <translation>Kafka, mit --older-than: die Datensätze endgültig löschen.</translation>
    </message>
    <message>
        <source>Everything that died more than a month ago.</source>
        <translation>Alles, was vor mehr als einem Monat scheiterte.</translation>
    </message>
    <message>
        <source>Put discarded dead letters back to where they were, once.</source>
        <translation>Aussortierte Dead Letters einmal dorthin zurücklegen, wo sie waren.</translation>
    </message>
    <message>
        <source>Put everything back.</source>
        <translation>Alles zurücklegen.</translation>
    </message>
    <message>
        <source>Make a topic, queue or exchange.</source>
        <translation>Ein Topic, eine Queue oder einen Exchange anlegen.</translation>
    </message>
    <message>
        <source>RabbitMQ: write queue:NAME or exchange:NAME.</source>
        <translation>RabbitMQ: queue:NAME oder exchange:NAME schreiben.</translation>
    </message>
    <message>
        <source>Of a topic (default 1).</source>
        <translation>Eines Topics (Vorgabe 1).</translation>
    </message>
    <message>
        <source>Of an exchange: topic, direct, fanout or headers (default topic).</source>
        <translation>Eines Exchange: topic, direct, fanout oder headers (Vorgabe topic).</translation>
    </message>
    <message>
        <source>An argument of a queue or exchange, or the configuration of a topic.</source>
        <translation>Ein Argument einer Queue oder eines Exchange, oder die Konfiguration eines Topics.</translation>
    </message>
    <message>
        <source>A quorum queue.</source>
        <translation>Eine Quorum-Queue.</translation>
    </message>
    <message>
        <source>Delete a topic, queue or exchange with everything in it.</source>
        <translation>Ein Topic, eine Queue oder einen Exchange mit allem darin löschen.</translation>
    </message>
    <message>
        <source>Delete a queue.</source>
        <translation>Eine Queue löschen.</translation>
    </message>
    <message>
        <source>--transaction is for Kafka: queues have no transactions that reach that far.</source>
        <translation>--transaction ist für Kafka: Transaktionen von Queues reichen nicht so weit.</translation>
    </message>
    <message>
        <source>--transaction works within one cluster; %1 is another than %2.</source>
        <translation>--transaction gilt innerhalb eines Clusters; %1 ist ein anderer als %2.</translation>
    </message>
    <message>
        <source>%1 events may be back already: putting them back was broken off. They are not sent again, and stay in the archive.</source>
        <translation>%1 Events sind vielleicht schon zurück: Das Zurücklegen wurde abgebrochen. Sie werden nicht noch einmal gesendet und bleiben im Archiv.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) could not be checked against a schema: %1</source>
        <translation>
            <numerusform>%Ln Event ließ sich nicht gegen ein Schema prüfen: %1</numerusform>
            <numerusform>%Ln Events ließen sich nicht gegen ein Schema prüfen: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) do not keep to their schema.</source>
        <translation>
            <numerusform>%Ln Event hält sich nicht an sein Schema.</numerusform>
            <numerusform>%Ln Events halten sich nicht an ihr Schema.</numerusform>
        </translation>
    </message>
    <message>
        <source>it does not keep to its schema</source>
        <translation>es hält sich nicht an sein Schema</translation>
    </message>
    <message>
        <source>What to do with events that may be back already, because an earlier restore was broken off (default leave).</source>
        <translation>Was mit Events geschieht, die vielleicht schon zurück sind, weil ein früheres Zurücklegen abgebrochen wurde (Standard: leave).</translation>
    </message>
    <message>
        <source>Messages of %1 have no delivery left (its limit is %2). What is not taken is published anew at the end of the queue; a crash could lose up to %3. Raise the limit by a policy to avoid that.</source>
        <translation>Nachrichten von %1 haben keine Zustellung mehr übrig (ihr Limit ist %2). Was nicht genommen wird, wird am Ende der Queue neu veröffentlicht; ein Absturz könnte bis zu %3 verlieren. Ein höheres Limit per Policy vermeidet das.</translation>
    </message>
    <message>
        <source>“%1” is too much for %2: %3 at most.</source>
        <translation>„%1“ ist zu viel für %2: höchstens %3.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1); they are sent again.</source>
        <translation>
            <numerusform>%Ln Event ist vielleicht schon am Ziel, gesendet von einem abgebrochenen Auftrag (%1); es wird erneut gesendet.</numerusform>
            <numerusform>%Ln Events sind vielleicht schon am Ziel, gesendet von einem abgebrochenen Auftrag (%1); sie werden erneut gesendet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be at their target already, sent by a job that was broken off (%1): they are not sent again. --unknown resend sends them.</source>
        <translation>
            <numerusform>%Ln Event ist vielleicht schon am Ziel, gesendet von einem abgebrochenen Auftrag (%1): Es wird nicht erneut gesendet. --unknown resend sendet es.</numerusform>
            <numerusform>%Ln Events sind vielleicht schon am Ziel, gesendet von einem abgebrochenen Auftrag (%1): Sie werden nicht erneut gesendet. --unknown resend sendet sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>it may be there already</source>
        <translation>vielleicht ist es schon da</translation>
    </message>
    <message>
        <source>other reasons (%1)</source>
        <translation>andere Gründe (%1)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) were not sent or not taken: %1. “replay report %2” lists each.</source>
        <translation>
            <numerusform>%Ln Event wurde nicht gesendet oder nicht genommen: %1. „replay report %2“ nennt es.</numerusform>
            <numerusform>%Ln Events wurden nicht gesendet oder nicht genommen: %1. „replay report %2“ nennt jedes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln event(s) nobody knows whether they arrived; they are still in the source. “replay report %1” lists each, “replay resume %1 --unknown resend” sends them again.</source>
        <translation>
            <numerusform>Von %Ln Event weiß niemand, ob es ankam; es ist noch in der Quelle. „replay report %1“ nennt es, „replay resume %1 --unknown resend“ sendet es erneut.</numerusform>
            <numerusform>Von %Ln Events weiß niemand, ob sie ankamen; sie sind noch in der Quelle. „replay report %1“ nennt jedes, „replay resume %1 --unknown resend“ sendet sie erneut.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) arrived and are in the source again: the broker crashed and has forgotten that they were taken out. “replay resume %1” takes them out without sending them.</source>
        <translation>
            <numerusform>%Ln Event kam an und ist wieder in der Quelle: Der Broker ist abgestürzt und hat vergessen, dass es herausgenommen wurde. „replay resume %1“ nimmt es heraus, ohne es zu senden.</numerusform>
            <numerusform>%Ln Events kamen an und sind wieder in der Quelle: Der Broker ist abgestürzt und hat vergessen, dass sie herausgenommen wurden. „replay resume %1“ nimmt sie heraus, ohne sie zu senden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Job %1 is broken off. “replay resume %1” goes on with it once the cause is mended.</source>
        <translation>Auftrag %1 ist abgebrochen. „replay resume %1“ setzt ihn fort, wenn die Ursache behoben ist.</translation>
    </message>
    <message>
        <source>Events between two writes of the journal: the bound of duplicates after a crash (default 1000, at most 1,000,000).</source>
        <translation>Events zwischen zwei Einträgen ins Journal: die Grenze der Duplikate nach einem Absturz (Standard 1000, höchstens 1.000.000).</translation>
    </message>
    <message>
        <source>What to do with events of which an earlier run does not know whether they arrived (default leave, and list).</source>
        <translation>Was mit Events geschieht, von denen ein früherer Lauf nicht weiß, ob sie ankamen (Standard leave, und auflisten).</translation>
    </message>
    <message>
        <source>%1 of %2 planned</source>
        <translation>%1 von %2 geplant</translation>
    </message>
    <message>
        <source>The discard %1 that wrote this archive was broken off: what it took last may still be in its queue, and is there twice then. “replay resume %1” finishes it first.</source>
        <translation>Das Verwerfen %1, das dieses Archiv geschrieben hat, wurde abgebrochen: Was es zuletzt genommen hat, liegt vielleicht noch in seiner Queue und ist dann zweimal dort. „replay resume %1“ bringt es zuerst zu Ende.</translation>
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
        <source>%Ln partition(s)</source>
        <translation>
            <numerusform>%Ln Partition</numerusform>
            <numerusform>%Ln Partitionen</numerusform>
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
        <source>%Ln consumer(s)</source>
        <translation>
            <numerusform>%Ln Consumer</numerusform>
            <numerusform>%Ln Consumer</numerusform>
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
    <name>flowbench::ChannelPicker</name>
    <message>
        <source>Find a channel</source>
        <translation>Kanal suchen</translation>
    </message>
    <message>
        <source>Channels to search</source>
        <translation>Zu durchsuchende Kanäle</translation>
    </message>
</context>
<context>
    <name>flowbench::ChannelsModel</name>
    <message>
        <source>%1, limit %2</source>
        <comment>what it holds</comment>
        <translation>%1, Grenze %2</translation>
    </message>
    <message>
        <source>its set-up</source>
        <translation>seine Einrichtung</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>sofort</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>not by time</source>
        <translation>nicht nach Zeit</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>%1, %2 in all</source>
        <comment>level, count</comment>
        <translation>%1, %2 insgesamt</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Enthält</translation>
    </message>
    <message>
        <source>Dead letters from</source>
        <translation>Dead Letters von</translation>
    </message>
    <message>
        <source>Known by</source>
        <translation>Bekannt durch</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation>Einrichtung</translation>
    </message>
</context>
<context>
    <name>flowbench::CloseQuestion</name>
    <message>
        <source>Drop the changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
</context>
<context>
    <name>flowbench::ClosingQuestion</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>und %Ln weiterer</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>A job is running</source>
        <translation>Ein Auftrag läuft</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) are running:</source>
        <translation>
            <numerusform>%Ln Auftrag läuft:</numerusform>
            <numerusform>%Ln Aufträge laufen:</numerusform>
        </translation>
    </message>
    <message>
        <source>In the background they go on without a window, and Flowbench ends with the last of them. Paused, what is in flight is finished, the rest stays where it is, and the next start offers to go on.</source>
        <translation>Im Hintergrund laufen sie ohne Fenster weiter, und Flowbench endet mit dem letzten. Angehalten wird zu Ende gebracht, was unterwegs ist, der Rest bleibt, wo er ist, und der nächste Start bietet an weiterzumachen.</translation>
    </message>
    <message>
        <source>Keep in background</source>
        <translation>Im Hintergrund weiter</translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation>Anhalten und beenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
</context>
<context>
    <name>flowbench::ColourRulesDialog</name>
    <message>
        <source>Failures</source>
        <translation>Fehlschläge</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message>
        <source>Large events</source>
        <translation>Große Events</translation>
    </message>
    <message>
        <source>Remove rule</source>
        <translation>Regel entfernen</translation>
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
        <source>Save rules</source>
        <translation>Regeln speichern</translation>
    </message>
    <message>
        <source>Colour rules</source>
        <translation>Farbregeln</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>The first rule that holds colours the row.</source>
        <translation>Die erste zutreffende Regel färbt die Zeile.</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Rule %1</source>
        <translation>Regel %1</translation>
    </message>
    <message>
        <source>Every rule needs a name.</source>
        <translation>Jede Regel braucht einen Namen.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Holds for %1 of the newest %2 events.</source>
        <translation>Trifft auf %1 der neuesten %2 Events zu.</translation>
    </message>
</context>
<context>
    <name>flowbench::ColumnDialog</name>
    <message>
        <source>Add column</source>
        <translation>Spalte hinzufügen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename column</source>
        <translation>Spalte umbenennen</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>What of each event: a path or an expression</source>
        <translation>Was von jedem Event: ein Pfad oder ein Ausdruck</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>It needs an expression.</source>
        <translation>Es braucht einen Ausdruck.</translation>
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
    <message>
        <source>The schema registry&apos;s address begins with http:// or https:// and a host.</source>
        <translation>Die Adresse der Schema-Registry beginnt mit http:// oder https:// und einem Host.</translation>
    </message>
    <message>
        <source>A registry&apos;s password is never saved: leave it out, and set FLOWBENCH_REGISTRY_PASSWORD before the start.</source>
        <translation>Das Passwort einer Registry wird nie gespeichert: Weglassen, und vor dem Start FLOWBENCH_REGISTRY_PASSWORD setzen.</translation>
    </message>
    <message>
        <source>Schema registry</source>
        <translation>Schema-Registry</translation>
    </message>
    <message>
        <source>none, or http://registry:8081</source>
        <translation>keine, oder http://registry:8081</translation>
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
    <message>
        <source>TLS (%1)</source>
        <comment>scheme of a URL</comment>
        <translation>TLS (%1)</translation>
    </message>
    <message>
        <source>none (%1)</source>
        <comment>no encryption; scheme of a URL</comment>
        <translation>keine (%1)</translation>
    </message>
    <message>
        <source>%1 in the connection&apos;s URL</source>
        <comment>name of an option</comment>
        <translation>%1 in der URL der Verbindung</translation>
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
        <source>Open %Ln channel(s)</source>
        <translation>
            <numerusform>%Ln Kanal öffnen</numerusform>
            <numerusform>%Ln Kanäle öffnen</numerusform>
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
    <message>
        <source>Mark as dead-letter channel</source>
        <translation>Als Dead-Letter-Kanal markieren</translation>
    </message>
    <message>
        <source>Remove the mark of a dead-letter channel</source>
        <translation>Dead-Letter-Markierung entfernen</translation>
    </message>
    <message>
        <source>Is no dead-letter channel</source>
        <translation>Ist kein Dead-Letter-Kanal</translation>
    </message>
</context>
<context>
    <name>flowbench::Coverage</name>
    <message>
        <source>ended at the limit</source>
        <translation>an der Grenze beendet</translation>
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
        <translation>Eine offene Transaktion hält %1 Offsets von %2, Partition %3, zurück: Sie sind noch nicht festgeschrieben.</translation>
    </message>
    <message>
        <source>%1 events read, %2 matched, %3 in %4; %5.</source>
        <translation>%1 Events gelesen, %2 passen, %3 in %4; %5.</translation>
    </message>
    <message>
        <source>Only this partition was read, as the partitioner puts the key nowhere else: %1.</source>
        <translation>Nur diese Partition wurde gelesen, weil der Partitionierer den Schlüssel nirgends sonst ablegt: %1.</translation>
    </message>
</context>
<context>
    <name>flowbench::CoverageDialog</name>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>committed events only</source>
        <translation>nur festgeschriebene Events</translation>
    </message>
    <message>
        <source>uncommitted events too</source>
        <translation>auch nicht festgeschriebene Events</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation>Partitionen</translation>
    </message>
    <message>
        <source>Failures…</source>
        <translation>Fehlschläge…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>flowbench::CoverageModel</name>
    <message>
        <source>The first offset that was asked for</source>
        <translation>Der erste verlangte Offset</translation>
    </message>
    <message>
        <source>Where reading was to end: the first offset behind it</source>
        <translation>Wo das Lesen enden sollte: der erste Offset dahinter</translation>
    </message>
    <message>
        <source>Everything before this offset was seen</source>
        <translation>Alles vor diesem Offset wurde gesehen</translation>
    </message>
    <message>
        <source>Where the partition ended at the broker</source>
        <translation>Wo die Partition am Broker endete</translation>
    </message>
    <message>
        <source>Offsets that hold no event: compacted away, or marks of transactions</source>
        <translation>Offsets ohne Event: wegkompaktiert, oder Marken von Transaktionen</translation>
    </message>
    <message>
        <source>Offsets that an open transaction holds back from committed readers</source>
        <translation>Offsets, die eine offene Transaktion vor Lesern festgeschriebener Events zurückhält</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Partition</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Zurückgehalten</translation>
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
    <name>flowbench::DeadBar</name>
    <message>
        <source>All dead-letter channels</source>
        <translation>Alle Dead-Letter-Kanäle</translation>
    </message>
    <message>
        <source>Replay…</source>
        <translation>Erneut senden…</translation>
    </message>
    <message>
        <source>Edit recipe…</source>
        <translation>Rezept bearbeiten…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>Aussortieren…</translation>
    </message>
    <message>
        <source>Read again (F5)</source>
        <translation>Neu lesen (F5)</translation>
    </message>
    <message>
        <source>History…</source>
        <translation>Verlauf…</translation>
    </message>
    <message>
        <source>failure, value, headers</source>
        <translation>Fehler, Wert, Header</translation>
    </message>
    <message>
        <source>Replay %1…</source>
        <translation>%1 erneut senden…</translation>
    </message>
    <message>
        <source>Shows the plan first; nothing is sent before you say so</source>
        <translation>Zeigt zuerst den Plan; nichts wird gesendet, bevor Sie es sagen</translation>
    </message>
    <message>
        <source>Takes them out of the channel into a local archive, after you have confirmed it</source>
        <translation>Nimmt sie nach Ihrer Bestätigung aus dem Kanal in ein örtliches Archiv</translation>
    </message>
    <message>
        <source>What is changed in each of them on its way</source>
        <translation>Was an jedem von ihnen unterwegs geändert wird</translation>
    </message>
    <message>
        <source>Into a file</source>
        <translation>In eine Datei</translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <translation>
            <numerusform>%Ln Dead Letter</numerusform>
            <numerusform>%Ln Dead Letters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::DeadChannels</name>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>%1 open of %2</source>
        <translation>%1 offen von %2</translation>
    </message>
    <message>
        <source>%1 holds %2, limit %3</source>
        <translation>%1 enthält %2, Grenze %3</translation>
    </message>
    <message>
        <source>marked by hand</source>
        <translation>von Hand markiert</translation>
    </message>
    <message>
        <source>queue argument</source>
        <translation>Argument der Queue</translation>
    </message>
    <message>
        <source>policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>its name</source>
        <translation>sein Name</translation>
    </message>
    <message>
        <source>headers of its events</source>
        <translation>Header seiner Events</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>kaputt</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadChannelsView</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Patterns…</source>
        <translation>Muster…</translation>
    </message>
    <message>
        <source>Look again (F5)</source>
        <translation>Neu nachsehen (F5)</translation>
    </message>
    <message>
        <source>History…</source>
        <translation>Verlauf…</translation>
    </message>
    <message>
        <source>Names of dead-letter channels that are your own</source>
        <translation>Eigene Namen von Dead-Letter-Kanälen</translation>
    </message>
    <message>
        <source>Dead-letter channels</source>
        <translation>Dead-Letter-Kanäle</translation>
    </message>
    <message>
        <source>Alert above</source>
        <translation>Melden ab mehr als</translation>
    </message>
    <message>
        <source>Looking for dead-letter channels…</source>
        <translation>Dead-Letter-Kanäle werden gesucht…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln Kanal</numerusform>
            <numerusform>%Ln Kanäle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln over the limit</source>
        <translation>
            <numerusform>%Ln über der Grenze</numerusform>
            <numerusform>%Ln über der Grenze</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>connection, error</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No connection is open</source>
        <translation>Keine Verbindung ist offen</translation>
    </message>
    <message>
        <source>Open one at the left: its dead-letter channels appear here.</source>
        <translation>Öffnen Sie links eine: Ihre Dead-Letter-Kanäle erscheinen hier.</translation>
    </message>
    <message>
        <source>No dead-letter channel was found</source>
        <translation>Kein Dead-Letter-Kanal wurde gefunden</translation>
    </message>
    <message>
        <source>Add a pattern…</source>
        <translation>Muster hinzufügen…</translation>
    </message>
    <message>
        <source>It is no dead-letter channel: its dead letters are dropped.</source>
        <translation>Es ist kein Dead-Letter-Kanal: Seine Dead Letters werden verworfen.</translation>
    </message>
    <message>
        <source>Holds dead letters</source>
        <translation>Enthält Dead Letters</translation>
    </message>
    <message>
        <source>Holds none</source>
        <translation>Enthält keine</translation>
    </message>
    <message>
        <source>Mark a channel…</source>
        <translation>Kanal markieren…</translation>
    </message>
    <message>
        <source>One that holds dead letters and is not listed</source>
        <translation>Einen, der Dead Letters enthält und nicht aufgeführt ist</translation>
    </message>
    <message>
        <source>They are known by queue arguments, policies and names. Where yours have names of their own, add a pattern or mark a channel.</source>
        <translation>Man kennt sie an Argumenten von Queues, Richtlinien und Namen. Haben Ihre eigene Namen, fügen Sie ein Muster hinzu oder markieren Sie einen Kanal.</translation>
    </message>
    <message>
        <source>Connection settings…</source>
        <translation>Verbindungseinstellungen…</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadDetails</name>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Related</source>
        <translation>Verwandte</translation>
    </message>
    <message>
        <source>Changes this one and replays it</source>
        <translation>Ändert dieses eine und sendet es erneut</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadFlows</name>
    <message>
        <source>one event, edited</source>
        <translation>ein Event, bearbeitet</translation>
    </message>
    <message>
        <source>Pausing; the window closes when what is in flight is finished</source>
        <translation>Wird angehalten; das Fenster schließt, wenn zu Ende ist, was unterwegs ist</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadGroupWords</name>
    <message>
        <source>No failure is told</source>
        <translation>Kein Fehler ist genannt</translation>
    </message>
    <message>
        <source>no reason</source>
        <translation>kein Grund</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <comment>event type, channel</comment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersModel</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>times</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>gültig</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>ungültig</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>id, checked</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Died</source>
        <translation>Gestorben</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Replayed</source>
        <translation>Erneut gesendet</translation>
    </message>
    <message>
        <source>%1, %2 ago</source>
        <comment>times, how long</comment>
        <translation>%1, vor %2</translation>
    </message>
    <message>
        <source>Last replayed by job %1, which began at %2</source>
        <translation>Zuletzt erneut gesendet von Auftrag %1, begonnen um %2</translation>
    </message>
    <message>
        <source>By its own headers; no job of this computer is known to have replayed it</source>
        <translation>Nach seinen eigenen Headern; kein bekannter Auftrag dieses Rechners hat es erneut gesendet</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Exception</translation>
    </message>
    <message>
        <source>may have arrived</source>
        <translation>vielleicht angekommen</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadLettersPage</name>
    <message>
        <source>A job holds this queue; it is read again when the job has ended</source>
        <translation>Ein Auftrag hält diese Queue; sie wird neu gelesen, wenn er geendet hat</translation>
    </message>
    <message>
        <source>All dead-letter channels</source>
        <translation>Alle Dead-Letter-Kanäle</translation>
    </message>
    <message>
        <source>Patterns of dead-letter channels…</source>
        <translation>Muster von Dead-Letter-Kanälen…</translation>
    </message>
    <message>
        <source>Read dead letters again</source>
        <translation>Dead Letters neu lesen</translation>
    </message>
    <message>
        <source>Filter dead letters</source>
        <translation>Dead Letters filtern</translation>
    </message>
    <message>
        <source>Replay dead letters…</source>
        <translation>Dead Letters erneut senden…</translation>
    </message>
    <message>
        <source>Edit recipe…</source>
        <translation>Rezept bearbeiten…</translation>
    </message>
    <message>
        <source>Edit this dead letter…</source>
        <translation>Diesen Dead Letter bearbeiten…</translation>
    </message>
    <message>
        <source>Discard dead letters…</source>
        <translation>Dead Letters aussortieren…</translation>
    </message>
    <message>
        <source>Export dead letters…</source>
        <translation>Dead Letters exportieren…</translation>
    </message>
    <message>
        <source>History of replays…</source>
        <translation>Verlauf der Aufträge…</translation>
    </message>
    <message>
        <source>Uncheck all</source>
        <translation>Alle Häkchen entfernen</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>filter %1</source>
        <translation>Filter %1</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Nothing was read yet.</source>
        <translation>Noch wurde nichts gelesen.</translation>
    </message>
    <message>
        <source>It is still being found out which ones are shown.</source>
        <translation>Es wird noch herausgefunden, welche gezeigt werden.</translation>
    </message>
    <message>
        <source>There is no dead letter to do it with.</source>
        <translation>Es gibt keinen Dead Letter dafür.</translation>
    </message>
    <message>
        <source>last job: %1 of %2 confirmed</source>
        <translation>letzter Auftrag: %1 von %2 bestätigt</translation>
    </message>
    <message>
        <source>%1 stayed</source>
        <translation>%1 geblieben</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 unbekannt</translation>
    </message>
    <message>
        <source>%1 consumed</source>
        <translation>%1 gelesen</translation>
    </message>
    <message>
        <source>%1 died again</source>
        <translation>%1 wieder gestorben</translation>
    </message>
    <message>
        <source>An export is running</source>
        <translation>Ein Export läuft</translation>
    </message>
    <message>
        <source>Copying %1: %2 so far. What is shown is the copy of %3.</source>
        <translation>%1 wird kopiert: bisher %2. Gezeigt wird die Kopie von %3.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 is disconnected. The copy stays here until another channel is opened.</source>
        <translation>%1 ist getrennt. Die Kopie bleibt hier, bis ein anderer Kanal geöffnet wird.</translation>
    </message>
    <message>
        <source>What is shown is the copy of %1.</source>
        <translation>Gezeigt wird die Kopie von %1.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>The first %1 of %2 are copied.</source>
        <translation>Die ersten %1 von %2 sind kopiert.</translation>
    </message>
    <message>
        <source>All of them are about %1.</source>
        <translation>Alle zusammen sind etwa %1.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln consumer(s) go without them meanwhile.</source>
        <translation>
            <numerusform>%Ln Consumer bekommt sie so lange nicht.</numerusform>
            <numerusform>%Ln Consumer bekommen sie so lange nicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy all %1</source>
        <translation>Alle %1 kopieren</translation>
    </message>
    <message>
        <source>Copying the dead letters of %1…</source>
        <translation>Die Dead Letters von %1 werden kopiert…</translation>
    </message>
    <message>
        <source>The queue was not touched.</source>
        <translation>Die Queue wurde nicht berührt.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>%1 is disconnected</source>
        <translation>%1 ist getrennt</translation>
    </message>
    <message>
        <source>%1 holds no dead letters</source>
        <translation>%1 enthält keine Dead Letters</translation>
    </message>
    <message>
        <source>Nothing lay there at %1.</source>
        <translation>Um %1 lag dort nichts.</translation>
    </message>
    <message>
        <source>No dead letter of %1 matches</source>
        <translation>Kein Dead Letter von %1 passt</translation>
    </message>
    <message>
        <source>%1 could not be evaluated.</source>
        <translation>%1 ließen sich nicht auswerten.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>queue time to live</source>
        <translation>Lebenszeit der Queue</translation>
    </message>
    <message>
        <source>retention</source>
        <translation>Aufbewahrung</translation>
    </message>
    <message>
        <source>Sorted by %1</source>
        <translation>Sortiert nach %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>copy of %1, read without a group</source>
        <translation>Kopie von %1, ohne Gruppe gelesen</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>%1 is read-only.</source>
        <translation>%1 ist nur lesbar.</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>wird neu verbunden</translation>
    </message>
    <message>
        <source>blocked by the broker</source>
        <translation>vom Broker blockiert</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>wird verbunden</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>%1 waiting, %2 unacked</source>
        <translation>%1 wartend, %2 unbestätigt</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 wartend</translation>
    </message>
    <message>
        <source>%1 kept</source>
        <translation>%1 aufbewahrt</translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message numerus="yes">
        <source>dead letters from %Ln channels</source>
        <translation>
            <numerusform>Dead Letters von %Ln Kanal</numerusform>
            <numerusform>Dead Letters von %Ln Kanälen</numerusform>
        </translation>
    </message>
    <message>
        <source>dead letters from %1</source>
        <translation>Dead Letters von %1</translation>
    </message>
    <message>
        <source>Back to the copy</source>
        <translation>Zurück zur Kopie</translation>
    </message>
    <message>
        <source>Mark a channel of dead letters…</source>
        <translation>Kanal mit Dead Letters markieren…</translation>
    </message>
    <message>
        <source>over the limit of %1</source>
        <translation>über der Grenze von %1</translation>
    </message>
    <message>
        <source>None of the chosen group matches</source>
        <translation>Aus der gewählten Gruppe passt keiner</translation>
    </message>
    <message>
        <source>%1 in other groups match.</source>
        <translation>%1 in anderen Gruppen passen.</translation>
    </message>
    <message>
        <source>Show all groups</source>
        <translation>Alle Gruppen zeigen</translation>
    </message>
    <message>
        <source>%1 holds dead letters from now on</source>
        <translation>%1 enthält ab jetzt Dead Letters</translation>
    </message>
    <message>
        <source>%1 holds no dead letters from now on</source>
        <translation>%1 enthält ab jetzt keine Dead Letters</translation>
    </message>
    <message>
        <source>Columns of dead letters…</source>
        <translation>Spalten der Dead Letters…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln chosen one by one</source>
        <translation>
            <numerusform>%Ln einzeln gewählt</numerusform>
            <numerusform>%Ln einzeln gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>the discard %1</source>
        <comment>job&apos;s id</comment>
        <translation>das Aussortieren %1</translation>
    </message>
    <message>
        <source>the discard %1 (%2)</source>
        <comment>job&apos;s id, selection</comment>
        <translation>das Aussortieren %1 (%2)</translation>
    </message>
    <message>
        <source>the replay %1</source>
        <comment>job&apos;s id</comment>
        <translation>das erneute Senden %1</translation>
    </message>
    <message>
        <source>the replay %1 (%2)</source>
        <comment>job&apos;s id, selection</comment>
        <translation>das erneute Senden %1 (%2)</translation>
    </message>
    <message>
        <source>%1 is held by %2</source>
        <translation>%1 wird gehalten: %2</translation>
    </message>
    <message>
        <source>Its messages are with the job until it has ended or is paused; then the queue is asked what lies there.</source>
        <translation>Ihre Nachrichten sind beim Auftrag, bis er endet oder pausiert; dann wird die Queue gefragt, was in ihr liegt.</translation>
    </message>
    <message>
        <source>Show the job</source>
        <translation>Auftrag zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln so far</source>
        <translation>
            <numerusform>%Ln bisher</numerusform>
            <numerusform>%Ln bisher</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln checked</source>
        <translation>
            <numerusform>%Ln gewählt</numerusform>
            <numerusform>%Ln gewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them not shown</source>
        <translation>
            <numerusform>%Ln davon nicht gezeigt</numerusform>
            <numerusform>%Ln davon nicht gezeigt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 left the queue</source>
        <translation>%1 haben die Queue verlassen</translation>
    </message>
    <message>
        <source>%1 has changed since: what is shown is the copy of %2.</source>
        <translation>%1 hat sich seitdem geändert: Gezeigt wird die Kopie von %2.</translation>
    </message>
    <message>
        <source>copy of %1, queue untouched</source>
        <translation>Kopie von %1, Queue unberührt</translation>
    </message>
    <message>
        <source>copy of %1</source>
        <translation>Kopie von %1</translation>
    </message>
</context>
<context>
    <name>flowbench::DeadTable</name>
    <message>
        <source>Dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>Check or uncheck (Space)</source>
        <translation>Häkchen setzen oder entfernen (Leertaste)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Uncheck all</source>
        <translation>Alle Häkchen entfernen</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln dead letter(s)</source>
        <translation>
            <numerusform>%Ln Dead Letter kopiert</numerusform>
            <numerusform>%Ln Dead Letters kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
</context>
<context>
    <name>flowbench::Decoding</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
</context>
<context>
    <name>flowbench::DecodingLine</name>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Why it was not decoded</source>
        <translation>Warum es nicht dekodiert wurde</translation>
    </message>
    <message>
        <source>Read as…</source>
        <translation>Lesen als…</translation>
    </message>
    <message>
        <source>How the bodies of this channel are read; remembered for it</source>
        <translation>Wie die Bodys dieses Kanals gelesen werden; wird für ihn gemerkt</translation>
    </message>
    <message>
        <source>waiting for its schema from the registry…</source>
        <translation>wartet auf sein Schema von der Registry…</translation>
    </message>
    <message>
        <source>waiting for %1 from the registry…</source>
        <translation>wartet auf %1 von der Registry…</translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <comment>gzip 412 → 1,834 B</comment>
        <translation>%1 %2 → %3</translation>
    </message>
    <message>
        <source>Read as %1</source>
        <translation>Lesen als %1</translation>
    </message>
    <message>
        <source>Read with a schema file</source>
        <translation>Mit einer Schemadatei lesen</translation>
    </message>
    <message>
        <source>Automatic, message by message</source>
        <translation>Automatisch, Nachricht für Nachricht</translation>
    </message>
    <message>
        <source>%1 with a schema file…</source>
        <translation>%1 mit einer Schemadatei…</translation>
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
    <name>flowbench::DiffView</name>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message numerus="yes">
        <source>%Ln further line(s) are not shown</source>
        <translation>
            <numerusform>%Ln weitere Zeile wird nicht gezeigt</numerusform>
            <numerusform>%Ln weitere Zeilen werden nicht gezeigt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>3 lines removed, 4 lines added</comment>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) removed</source>
        <translation>
            <numerusform>%Ln Zeile entfernt</numerusform>
            <numerusform>%Ln Zeilen entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) added</source>
        <translation>
            <numerusform>%Ln Zeile hinzugefügt</numerusform>
            <numerusform>%Ln Zeilen hinzugefügt</numerusform>
        </translation>
    </message>
    <message>
        <source>base64 %1</source>
        <translation>Base64 %1</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>%1 before, %2 after</source>
        <translation>%1 vorher, %2 nachher</translation>
    </message>
    <message>
        <source>%1: too long to be compared here</source>
        <translation>%1: zu lang, um hier verglichen zu werden</translation>
    </message>
    <message>
        <source>Only white space differs: %1</source>
        <translation>Nur der Leerraum unterscheidet sich: %1</translation>
    </message>
    <message>
        <source>%1; they differ behind what is compared here</source>
        <translation>%1; sie unterscheiden sich hinter dem, was hier verglichen wird</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>A header&apos;s type differs, or bytes that are not shown.</source>
        <translation>Der Typ eines Headers unterscheidet sich, oder Bytes, die nicht gezeigt werden.</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message numerus="yes">
        <source>⋯ %Ln line(s) unchanged</source>
        <translation>
            <numerusform>⋯ %Ln Zeile unverändert</numerusform>
            <numerusform>⋯ %Ln Zeilen unverändert</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 before, %2 after: too long to be compared here</source>
        <translation>%1 vorher, %2 nachher: zu lang, um hier verglichen zu werden</translation>
    </message>
    <message>
        <source>Too different to be compared line by line: first what was there, then what is there now</source>
        <translation>Zu verschieden für einen Vergleich Zeile für Zeile: zuerst, was da war, dann, was jetzt da ist</translation>
    </message>
</context>
<context>
    <name>flowbench::DiscardDialog</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Channel name</source>
        <translation>Name des Kanals</translation>
    </message>
    <message>
        <source>Which</source>
        <translation>Welche</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Type the channel&apos;s name, %1, to confirm.</source>
        <translation>Geben Sie zur Bestätigung den Namen des Kanals ein: %1.</translation>
    </message>
    <message>
        <source>Only those older than</source>
        <translation>Nur solche, die älter sind als</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Unit of the age</source>
        <translation>Einheit des Alters</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose archive…</source>
        <translation>Archiv wählen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Aussortieren</translation>
    </message>
    <message>
        <source>Keep discarded events in</source>
        <translation>Aussortierte Events behalten in</translation>
    </message>
    <message>
        <source>The job is being started.</source>
        <translation>Der Auftrag wird gestartet.</translation>
    </message>
    <message>
        <source>The events are being counted.</source>
        <translation>Die Events werden gezählt.</translation>
    </message>
    <message>
        <source>There is no event to discard.</source>
        <translation>Es gibt kein Event zum Aussortieren.</translation>
    </message>
    <message>
        <source>No archive is chosen.</source>
        <translation>Kein Archiv ist gewählt.</translation>
    </message>
    <message>
        <source>The channel&apos;s name is not typed yet.</source>
        <translation>Der Name des Kanals ist noch nicht eingegeben.</translation>
    </message>
    <message>
        <source>Each is written to %1 before it is taken out of %2. They are kept in that file and can be put back.</source>
        <translation>Jedes wird nach %1 geschrieben, bevor es aus %2 genommen wird. Sie bleiben in dieser Datei und können zurückgelegt werden.</translation>
    </message>
    <message>
        <source>Each is written to %1 and counts as dealt with from then on. The events themselves stay in %2.</source>
        <translation>Jedes wird nach %1 geschrieben und gilt von da an als erledigt. Die Events selbst bleiben in %2.</translation>
    </message>
    <message>
        <source>Discard %1 of %2 dead letters of %3 on %4</source>
        <translation>%1 von %2 Dead Letters von %3 auf %4 aussortieren</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>wird gezählt…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>12 of 35</comment>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln without a time left out</source>
        <translation>
            <numerusform>%Ln ohne Zeit ausgelassen</numerusform>
            <numerusform>%Ln ohne Zeit ausgelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s)</source>
        <translation>
            <numerusform>%Ln Event aussortieren</numerusform>
            <numerusform>%Ln Events aussortieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln event(s) of %1</source>
        <translation>
            <numerusform>%Ln Event von %1 aussortieren</numerusform>
            <numerusform>%Ln Events von %1 aussortieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Discard dead letters</source>
        <translation>Dead Letters aussortieren</translation>
    </message>
    <message>
        <source>Discard %1 of the %2 dead letters that were read of %3 on %4</source>
        <translation>%1 der %2 gelesenen Dead Letters von %3 auf %4 verwerfen</translation>
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
    <name>flowbench::EditEventDialog</name>
    <message>
        <source>partition %1</source>
        <translation>Partition %1</translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation>Offset %1</translation>
    </message>
    <message>
        <source>Event parts</source>
        <translation>Teile des Events</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>No value (tombstone)</source>
        <translation>Kein Wert (Tombstone)</translation>
    </message>
    <message>
        <source>Replace from file…</source>
        <translation>Durch Datei ersetzen…</translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation>Routing Key</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>What you don&apos;t touch keeps its bytes: other numbers, escapes, white space, the order of headers, properties.</source>
        <translation>Was Sie nicht anfassen, behält seine Bytes: andere Zahlen, Escapes, Leerraum, die Reihenfolge der Header, Properties.</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use this event</source>
        <translation>Dieses Event verwenden</translation>
    </message>
    <message>
        <source>The event is as it came again.</source>
        <translation>Das Event ist wieder, wie es kam.</translation>
    </message>
    <message>
        <source>The key is no base64.</source>
        <translation>Der Schlüssel ist kein Base64.</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>Noch ist nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing is changed: the event is as it came.</source>
        <translation>Nichts ist geändert: Das Event ist, wie es kam.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Replace the body from a file</source>
        <translation>Den Inhalt durch eine Datei ersetzen</translation>
    </message>
    <message>
        <source>The body is that of %1 now, %2.</source>
        <translation>Der Inhalt ist jetzt der von %1, %2.</translation>
    </message>
    <message>
        <source>Edit event</source>
        <translation>Event bearbeiten</translation>
    </message>
    <message>
        <source>The event was edited and is not used.</source>
        <translation>Das Event wurde bearbeitet und wird nicht verwendet.</translation>
    </message>
</context>
<context>
    <name>flowbench::EditRow</name>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Remove edit</source>
        <translation>Änderung entfernen</translation>
    </message>
    <message>
        <source>Set value</source>
        <translation>Wert setzen</translation>
    </message>
    <message>
        <source>Remove value</source>
        <translation>Wert entfernen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Append to list</source>
        <translation>An Liste anhängen</translation>
    </message>
    <message>
        <source>Set header</source>
        <translation>Header setzen</translation>
    </message>
    <message>
        <source>Remove header</source>
        <translation>Header entfernen</translation>
    </message>
    <message>
        <source>Expression: &apos;EUR&apos;, value.data.total + 1</source>
        <translation>Ausdruck: &apos;EUR&apos;, value.data.total + 1</translation>
    </message>
    <message>
        <source>Edit %1: what it does</source>
        <translation>Änderung %1: was sie tut</translation>
    </message>
    <message>
        <source>Edit %1: where</source>
        <translation>Änderung %1: wo</translation>
    </message>
    <message>
        <source>Edit %1: value</source>
        <translation>Änderung %1: Wert</translation>
    </message>
    <message>
        <source>Edit %1: new place</source>
        <translation>Änderung %1: neuer Platz</translation>
    </message>
    <message>
        <source>Move edit %1 up</source>
        <translation>Änderung %1 nach oben</translation>
    </message>
    <message>
        <source>Move edit %1 down</source>
        <translation>Änderung %1 nach unten</translation>
    </message>
    <message>
        <source>Remove edit %1</source>
        <translation>Änderung %1 entfernen</translation>
    </message>
    <message>
        <source>to</source>
        <translation>nach</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
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
    <message>
        <source>Value</source>
        <translation>Wert</translation>
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
    <message>
        <source>Columns from content</source>
        <translation>Spalten aus dem Inhalt</translation>
    </message>
    <message>
        <source>Add column…</source>
        <translation>Spalte hinzufügen…</translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation>Aufsteigend sortieren</translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation>Absteigend sortieren</translation>
    </message>
    <message>
        <source>As they arrived</source>
        <translation>Wie eingetroffen</translation>
    </message>
    <message>
        <source>Rename column…</source>
        <translation>Spalte umbenennen…</translation>
    </message>
    <message>
        <source>Remove column</source>
        <translation>Spalte entfernen</translation>
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
        <source>Copied %Ln event(s)</source>
        <translation>
            <numerusform>%Ln Event kopiert</numerusform>
            <numerusform>%Ln Events kopiert</numerusform>
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
    <message>
        <source>evicted</source>
        <translation>verdrängt</translation>
    </message>
</context>
<context>
    <name>flowbench::ExportDialog</name>
    <message>
        <source>Selected events (%1)</source>
        <translation>Ausgewählte Events (%1)</translation>
    </message>
    <message>
        <source>Shown events (%1)</source>
        <translation>Gezeigte Events (%1)</translation>
    </message>
    <message>
        <source>All events that are kept (%1)</source>
        <translation>Alle behaltenen Events (%1)</translation>
    </message>
    <message>
        <source>Export to file…</source>
        <translation>In Datei exportieren…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Selected events</source>
        <translation>Ausgewählte Events</translation>
    </message>
    <message>
        <source>Shown events</source>
        <translation>Gezeigte Events</translation>
    </message>
    <message>
        <source>All events that are kept</source>
        <translation>Alle behaltenen Events</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>NDJSON: one JSON object a line, lossless</source>
        <translation>NDJSON: ein JSON-Objekt je Zeile, verlustfrei</translation>
    </message>
    <message>
        <source>CSV: the columns of the table</source>
        <translation>CSV: die Spalten der Tabelle</translation>
    </message>
    <message>
        <source>Markdown: one event to be read</source>
        <translation>Markdown: ein Event zum Lesen</translation>
    </message>
    <message>
        <source>Capture: everything, byte for byte</source>
        <translation>Aufzeichnung: alles, Byte für Byte</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>There is no event to export.</source>
        <translation>Es gibt kein Event zu exportieren.</translation>
    </message>
    <message>
        <source>Markdown is for one event: select one.</source>
        <translation>Markdown ist für ein Event: eines auswählen.</translation>
    </message>
    <message>
        <source>Export %1 to file…</source>
        <translation>%1 in Datei exportieren…</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
</context>
<context>
    <name>flowbench::ExportStrip</name>
    <message>
        <source>Part that is exported</source>
        <translation>Exportierter Teil</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>Exporting %1 of %2 events to %3</source>
        <translation>%1 von %2 Events nach %3 exportiert</translation>
    </message>
    <message>
        <source>Exported %1 events to %2</source>
        <translation>%1 Events nach %2 exportiert</translation>
    </message>
    <message>
        <source>The export was cancelled; %1 was not written</source>
        <translation>Der Export wurde abgebrochen; %1 wurde nicht geschrieben</translation>
    </message>
</context>
<context>
    <name>flowbench::FailureView</name>
    <message>
        <source>not told</source>
        <translation>nicht genannt</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>Queue %1</translation>
    </message>
    <message>
        <source>partition %1</source>
        <translation>Partition %1</translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation>Offset %1</translation>
    </message>
    <message>
        <source>the default exchange</source>
        <translation>der Standard-Exchange</translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation>Exchange %1</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>first %1</source>
        <translation>zuerst %1</translation>
    </message>
    <message>
        <source>died %1</source>
        <translation>gestorben %1</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>zuletzt %1</translation>
    </message>
    <message>
        <source>inside %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>caused by %1</source>
        <translation>verursacht von %1</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Stack trace</source>
        <translation>Stacktrace</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>The event tells of no failure.</source>
        <translation>Das Event erzählt von keinem Fehler.</translation>
    </message>
    <message>
        <source>Died in</source>
        <translation>Gestorben in</translation>
    </message>
    <message>
        <source>Published to</source>
        <translation>Veröffentlicht an</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Consumer</source>
        <translation>Consumer</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Exception</translation>
    </message>
    <message>
        <source>Wrapped</source>
        <translation>Verpackt</translation>
    </message>
    <message>
        <source>a pointer: the event itself lies where it failed</source>
        <translation>ein Verweis: Das Event selbst liegt dort, wo es scheiterte</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>Dialekt</translation>
    </message>
    <message>
        <source>The first %1 characters; the headers have all of it.</source>
        <translation>Die ersten %1 Zeichen; die Header haben alles.</translation>
    </message>
</context>
<context>
    <name>flowbench::FailuresDialog</name>
    <message>
        <source>Events that were not decided</source>
        <translation>Nicht entschiedene Events</translation>
    </message>
    <message>
        <source>On these events the search failed: they are neither matches nor not.</source>
        <translation>An diesen Events scheiterte die Suche: Sie sind weder Treffer noch keine.</translation>
    </message>
    <message>
        <source>The first %1 of %2 are listed.</source>
        <translation>Die ersten %1 von %2 sind aufgeführt.</translation>
    </message>
    <message>
        <source>Failed events</source>
        <translation>Gescheiterte Events</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>flowbench::FailuresModel</name>
    <message>
        <source>decoding</source>
        <translation>Dekodieren</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Failed in</source>
        <translation>Gescheitert beim</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>flowbench::FatesModel</name>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>Was daraus wurde</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Replay id</source>
        <translation>ID des Sendens</translation>
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
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>CA certificate</source>
        <translation>CA-Zertifikat</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>Client key</source>
        <translation>Client-Schlüssel</translation>
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
    <name>flowbench::FilterControl</name>
    <message>
        <source>%1 of %2 match</source>
        <translation>%1 von %2 passen</translation>
    </message>
    <message>
        <source>%1 % looked at</source>
        <translation>%1 % angesehen</translation>
    </message>
    <message>
        <source>No event matches</source>
        <translation>Kein Event passt</translation>
    </message>
    <message>
        <source>%1 cannot be read whole: %2</source>
        <translation>%1 lässt sich nicht ganz lesen: %2</translation>
    </message>
    <message>
        <source>Colour rules are saved</source>
        <translation>Farbregeln gespeichert</translation>
    </message>
    <message>
        <source>Saved the filter %1</source>
        <translation>Filter %1 gespeichert</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>For other channels</source>
        <translation>Für andere Kanäle</translation>
    </message>
    <message>
        <source>Delete a saved filter</source>
        <translation>Gespeicherten Filter löschen</translation>
    </message>
    <message>
        <source>Deleted the filter %1</source>
        <translation>Filter %1 gelöscht</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Save filter…</source>
        <translation>Filter speichern…</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copied the filter</source>
        <translation>Filter kopiert</translation>
    </message>
    <message>
        <source>Paste filter</source>
        <translation>Filter einfügen</translation>
    </message>
    <message>
        <source>Colour rules…</source>
        <translation>Farbregeln…</translation>
    </message>
</context>
<context>
    <name>flowbench::FilterField</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Words, or an expression: value.total &gt; 100</source>
        <translation>Wörter, oder ein Ausdruck: value.total &gt; 100</translation>
    </message>
    <message>
        <source>Filter mode</source>
        <translation>Filterart</translation>
    </message>
    <message>
        <source>Expr.</source>
        <translation>Ausdr.</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>told by what is written</source>
        <translation>am Geschriebenen erkannt</translation>
    </message>
    <message>
        <source>as you chose</source>
        <translation>wie gewählt</translation>
    </message>
    <message>
        <source>An expression, %1. Click to look for these words instead.</source>
        <translation>Ein Ausdruck, %1. Klicken, um stattdessen nach diesen Wörtern zu suchen.</translation>
    </message>
    <message>
        <source>Words in key, headers and body, %1. Click to read them as an expression.</source>
        <translation>Wörter in Schlüssel, Headern und Body, %1. Klicken, um sie als Ausdruck zu lesen.</translation>
    </message>
</context>
<context>
    <name>flowbench::FilterLine</name>
    <message>
        <source>Could not be evaluated</source>
        <translation>Nicht auswertbar</translation>
    </message>
    <message>
        <source>Search these words</source>
        <translation>Nach diesen Wörtern suchen</translation>
    </message>
    <message>
        <source>Re-sort</source>
        <translation>Neu sortieren</translation>
    </message>
    <message>
        <source>As they arrived</source>
        <translation>Wie eingetroffen</translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation>Hervorheben</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Show every event and mark those that match</source>
        <translation>Alle Events zeigen und die passenden markieren</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>Voriger Treffer (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>Nächster Treffer (F3)</translation>
    </message>
    <message>
        <source>Events of which nobody can say whether they match, and why</source>
        <translation>Events, von denen niemand sagen kann, ob sie passen, und warum</translation>
    </message>
    <message>
        <source>The filter before stays on.</source>
        <translation>Der vorige Filter bleibt in Kraft.</translation>
    </message>
    <message>
        <source>%1 could not be evaluated</source>
        <translation>%1 nicht auswertbar</translation>
    </message>
    <message>
        <source>%1 · new events are not in it</source>
        <translation>%1 · neue Events sind nicht darin</translation>
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
    <name>flowbench::GroupsModel</name>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>times</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1, %2 dead letters, %3</source>
        <comment>group, count, message</comment>
        <translation>%1, %2 Dead Letters, %3</translation>
    </message>
    <message>
        <source>All, %1 dead letters</source>
        <translation>Alle, %1 Dead Letters</translation>
    </message>
    <message>
        <source>died in %1</source>
        <translation>gestorben in %1</translation>
    </message>
</context>
<context>
    <name>flowbench::GroupsPane</name>
    <message>
        <source>Growth</source>
        <translation>Wachstum</translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message>
        <source>%1 of %2 looked at</source>
        <translation>%1 von %2 angesehen</translation>
    </message>
    <message>
        <source>%1 in further ones</source>
        <translation>%1 in weiteren</translation>
    </message>
    <message>
        <source>the oldest may be lost already</source>
        <translation>der älteste ist vielleicht schon verloren</translation>
    </message>
    <message>
        <source>oldest is lost in %1</source>
        <translation>der älteste geht in %1 verloren</translation>
    </message>
    <message>
        <source>died</source>
        <translation>gestorben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letter(s)</source>
        <comment>first half of a sentence</comment>
        <translation>
            <numerusform>%Ln Dead Letter</numerusform>
            <numerusform>%Ln Dead Letters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %Ln group(s)</source>
        <comment>second half</comment>
        <translation>
            <numerusform>in %Ln Gruppe</numerusform>
            <numerusform>in %Ln Gruppen</numerusform>
        </translation>
    </message>
    <message>
        <source>reading… %1 so far</source>
        <translation>liest… %1 bisher</translation>
    </message>
</context>
<context>
    <name>flowbench::GroupsView</name>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
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
    <name>flowbench::HistoryDialog</name>
    <message>
        <source>Find a job</source>
        <translation>Auftrag finden</translation>
    </message>
    <message>
        <source>Find an event</source>
        <translation>Event finden</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pause job</source>
        <translation>Auftrag anhalten</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Auftrag abbrechen</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Put back…</source>
        <translation>Zurücklegen…</translation>
    </message>
    <message>
        <source>History of jobs</source>
        <translation>Verlauf der Aufträge</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Fates of the job&apos;s events</source>
        <translation>Was aus den Events des Auftrags wurde</translation>
    </message>
    <message>
        <source>What became of the events</source>
        <translation>Was aus den Events wurde</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The history cannot be read</source>
        <translation>Der Verlauf lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>No job ran yet. Replays and discards of this computer stand here.</source>
        <translation>Noch lief kein Auftrag. Was auf diesem Rechner erneut gesendet und aussortiert wird, steht hier.</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Auftrag %1</translation>
    </message>
    <message>
        <source>with a recipe</source>
        <translation>mit einem Rezept</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>geendet %1</translation>
    </message>
    <message>
        <source>The report cannot be read</source>
        <translation>Der Bericht lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Only a job that was paused or broken off can be resumed</source>
        <translation>Nur ein angehaltener oder abgebrochener Auftrag lässt sich fortsetzen</translation>
    </message>
    <message>
        <source>The first %1 of %2 events were copied</source>
        <translation>Die ersten %1 von %2 Events wurden kopiert</translation>
    </message>
    <message>
        <source>The job was not resumed</source>
        <translation>Der Auftrag wurde nicht fortgesetzt</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
    <message>
        <source>Stop putting back</source>
        <translation>Zurücklegen anhalten</translation>
    </message>
    <message>
        <source>What is on its way is waited for</source>
        <translation>Was unterwegs ist, wird abgewartet</translation>
    </message>
    <message>
        <source>Events are being put back. Stop that first, or wait until it is done.</source>
        <translation>Events werden zurückgelegt. Halten Sie das erst an, oder warten Sie, bis es fertig ist.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) copied</source>
        <translation>
            <numerusform>%Ln Event kopiert</numerusform>
            <numerusform>%Ln Events kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>recipe %1, version %2</source>
        <translation>Rezept %1, Version %2</translation>
    </message>
</context>
<context>
    <name>flowbench::JobLine</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pause job</source>
        <translation>Auftrag anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Auftrag abbrechen</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Resume job</source>
        <translation>Auftrag fortsetzen</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Weglegen</translation>
    </message>
    <message>
        <source>Part of the job that is done</source>
        <translation>Erledigter Teil des Auftrags</translation>
    </message>
    <message>
        <source>What is in flight is finished; the rest stays where it is until you resume</source>
        <translation>Was unterwegs ist, wird zu Ende gebracht; der Rest bleibt, wo er ist, bis Sie fortsetzen</translation>
    </message>
    <message>
        <source>What is in flight is finished; the rest stays in its source for good</source>
        <translation>Was unterwegs ist, wird zu Ende gebracht; der Rest bleibt für immer in seiner Quelle</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>%1 of %2 discarded</source>
        <translation>%1 von %2 aussortiert</translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation>%1 gesendet</translation>
    </message>
    <message>
        <source>%1 of %2 confirmed</source>
        <translation>%1 von %2 bestätigt</translation>
    </message>
    <message>
        <source>%1 came back</source>
        <translation>%1 zurückgekommen</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 unbekannt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>flowbench::JobsModel</name>
    <message>
        <source>discard</source>
        <translation>aussortieren</translation>
    </message>
    <message>
        <source>replay</source>
        <translation>erneut senden</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
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
    <message>
        <source>Show only</source>
        <translation>Nur zeigen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Show as column</source>
        <translation>Als Spalte zeigen</translation>
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
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Pause and resume</source>
        <translation>Anhalten und fortsetzen</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>Events filtern</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Apply the filter at once</source>
        <translation>Den Filter sofort anwenden</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Strg+Leertaste</translation>
    </message>
    <message>
        <source>Complete the expression</source>
        <translation>Den Ausdruck vervollständigen</translation>
    </message>
    <message>
        <source>Up, Down, Tab</source>
        <translation>Auf, Ab, Tab</translation>
    </message>
    <message>
        <source>Choose and take what is offered</source>
        <translation>Angebotenes wählen und übernehmen</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Close the list, clear the filter, leave it</source>
        <translation>Die Liste schließen, den Filter löschen, ihn verlassen</translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation>Umschalt+Pfeile</translation>
    </message>
    <message>
        <source>Select more events</source>
        <translation>Mehr Events auswählen</translation>
    </message>
    <message>
        <source>Select all events</source>
        <translation>Alle Events auswählen</translation>
    </message>
    <message>
        <source>Include, exclude and more of a cell</source>
        <translation>Einschließen, ausschließen und mehr zu einer Zelle</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>In Traffic</source>
        <translation>In Traffic</translation>
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
    <name>flowbench::Lint</name>
    <message>
        <source>Dead letters of %1 are dropped: its dead-letter exchange “%2” does not exist.</source>
        <translation>Dead Letters von %1 werden verworfen: Ihren Dead-Letter-Exchange „%2“ gibt es nicht.</translation>
    </message>
    <message>
        <source>Dead letters of %1 are dropped: nothing is bound to “%2” for their routing keys.</source>
        <translation>Dead Letters von %1 werden verworfen: An „%2“ ist für ihre Routing Keys nichts gebunden.</translation>
    </message>
    <message>
        <source>Dead letters of %1 are dropped: nothing is bound to “%2” for the routing key “%3”.</source>
        <translation>Dead Letters von %1 werden verworfen: An „%2“ ist für den Routing Key „%3“ nichts gebunden.</translation>
    </message>
    <message>
        <source>Dead letters of %1 travel at most once: a broker that crashes may lose some on the way.</source>
        <translation>Dead Letters von %1 reisen höchstens einmal: Ein Broker, der abstürzt, kann unterwegs welche verlieren.</translation>
    </message>
    <message>
        <source>%1 asks for at-least-once dead-lettering, which needs the overflow reject-publish: it falls back to at most once.</source>
        <translation>%1 verlangt Dead-Lettering mit at-least-once, was den Überlauf reject-publish braucht: Es fällt auf höchstens einmal zurück.</translation>
    </message>
    <message>
        <source>Dead letters of %1 die again and go to %2.</source>
        <translation>Dead Letters von %1 scheitern wieder und gehen nach %2.</translation>
    </message>
    <message>
        <source>%1 has %2 partitions, %3 has %4: not every dead letter can stand in the partition it came from.</source>
        <translation>%1 hat %2 Partitionen, %3 hat %4: Nicht jedes Dead Letter kann in der Partition stehen, aus der es kam.</translation>
    </message>
    <message>
        <source>%1 keeps events for %2, %3 for %4: dead letters are gone before their originals.</source>
        <translation>%1 behält Events %2, %3 dagegen %4: Dead Letters verschwinden vor ihren Originalen.</translation>
    </message>
    <message>
        <source>Dead letters in %1 are dropped after %2.</source>
        <translation>Dead Letters in %1 werden nach %2 verworfen.</translation>
    </message>
    <message>
        <source>%1 holds at most %2: the oldest dead letters are dropped when it is full.</source>
        <translation>%1 fasst höchstens %2: Die ältesten Dead Letters werden verworfen, wenn es voll ist.</translation>
    </message>
    <message>
        <source>%1 is compacted: a later dead letter with the same key replaces an earlier one.</source>
        <translation>%1 wird kompaktiert: Ein späteres Dead Letter mit gleichem Schlüssel ersetzt ein früheres.</translation>
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
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln Kanal</numerusform>
            <numerusform>%Ln Kanäle</numerusform>
        </translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln Verbindung</numerusform>
            <numerusform>%Ln Verbindungen</numerusform>
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
    <message>
        <source>Search…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Open capture…</source>
        <translation>Aufzeichnung öffnen…</translation>
    </message>
    <message>
        <source>Open capture</source>
        <translation>Aufzeichnung öffnen</translation>
    </message>
    <message>
        <source>Captures (*.capture)</source>
        <translation>Aufzeichnungen (*.capture)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 holds no events.</source>
        <translation>%1 enthält keine Events.</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Dead Letters</translation>
    </message>
    <message>
        <source>Go to Dead letters</source>
        <translation>Zu den Dead Letters</translation>
    </message>
    <message>
        <source>History of jobs…</source>
        <translation>Verlauf der Aufträge…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>connection, problem</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Connection settings…</source>
        <translation>Verbindungseinstellungen…</translation>
    </message>
</context>
<context>
    <name>flowbench::MarkDialog</name>
    <message>
        <source>Find a channel</source>
        <translation>Kanal finden</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>Mark a channel</source>
        <translation>Kanal markieren</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>It is then listed and worked on like every channel of dead letters. The mark is kept on this computer; the broker is not changed.</source>
        <translation>Er ist dann aufgeführt und wird behandelt wie jeder Kanal mit Dead Letters. Die Markierung bleibt auf diesem Rechner; der Broker wird nicht geändert.</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>channel, connection</comment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
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
    <name>flowbench::OptionsDialog</name>
    <message>
        <source>Use these settings</source>
        <translation>Diese Einstellungen verwenden</translation>
    </message>
    <message>
        <source>Replay settings</source>
        <translation>Einstellungen des Sendens</translation>
    </message>
    <message>
        <source>Usual settings</source>
        <translation>Übliche Einstellungen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>The original queue: only the failed consumer</source>
        <translation>Die ursprüngliche Queue: nur der gescheiterte Consumer</translation>
    </message>
    <message>
        <source>The original exchange: everybody bound there</source>
        <translation>Der ursprüngliche Exchange: alle, die dort gebunden sind</translation>
    </message>
    <message>
        <source>The original topic</source>
        <translation>Das ursprüngliche Topic</translation>
    </message>
    <message>
        <source>A channel of an open connection</source>
        <translation>Ein Kanal einer offenen Verbindung</translation>
    </message>
    <message>
        <source>Connection of the target</source>
        <translation>Verbindung des Ziels</translation>
    </message>
    <message>
        <source>Channel of the target</source>
        <translation>Kanal des Ziels</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>First send</source>
        <translation>Zuerst senden</translation>
    </message>
    <message>
        <source>no test first</source>
        <translation>keine Probe zuerst</translation>
    </message>
    <message>
        <source>Stop when</source>
        <translation>Aufhören, wenn</translation>
    </message>
    <message>
        <source> came back</source>
        <translation> zurückkamen</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>/s</source>
        <translation>/s</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Watch the outcome for</source>
        <translation>Den Ausgang verfolgen für</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
    <message>
        <source>Replays of one event</source>
        <translation>Sendungen eines Events</translation>
    </message>
    <message>
        <source>at most </source>
        <translation>höchstens </translation>
    </message>
    <message>
        <source>Attempts at one event</source>
        <translation>Versuche an einem Event</translation>
    </message>
    <message>
        <source>Send copies; the dead letters stay where they are</source>
        <translation>Kopien senden; die Dead Letters bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>A topic keeps its events: they stay in any case.</source>
        <translation>Ein Topic behält seine Events: Sie bleiben in jedem Fall.</translation>
    </message>
    <message>
        <source>Send the headers that tell of the failure along</source>
        <translation>Die Header mitsenden, die vom Fehler erzählen</translation>
    </message>
    <message>
        <source>Each window arrives as one transaction or not at all</source>
        <translation>Jedes Fenster kommt als eine Transaktion an oder gar nicht</translation>
    </message>
    <message>
        <source>Queues have no transactions that reach that far.</source>
        <translation>Queues haben keine Transaktionen, die so weit reichen.</translation>
    </message>
    <message>
        <source>A transaction works within one Kafka cluster only.</source>
        <translation>Eine Transaktion gilt nur innerhalb eines Kafka-Clusters.</translation>
    </message>
    <message>
        <source>No connection is open.</source>
        <translation>Keine Verbindung ist offen.</translation>
    </message>
    <message>
        <source>No connection is chosen.</source>
        <translation>Keine Verbindung ist gewählt.</translation>
    </message>
    <message>
        <source>No channel is chosen.</source>
        <translation>Kein Kanal ist gewählt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) go first and are watched before the rest follows.</source>
        <translation>
            <numerusform>%Ln Event geht voraus und wird beobachtet, bevor der Rest folgt.</numerusform>
            <numerusform>%Ln Events gehen voraus und werden beobachtet, bevor der Rest folgt.</numerusform>
        </translation>
    </message>
    <message>
        <source>No more than %1 are sent.</source>
        <comment>200/s</comment>
        <translation>Nicht mehr als %1 werden gesendet.</translation>
    </message>
    <message>
        <source>They are sent as fast as the target takes them.</source>
        <translation>Sie werden so schnell gesendet, wie das Ziel sie nimmt.</translation>
    </message>
    <message numerus="yes">
        <source>It stops when %Ln came back with the failure they had.</source>
        <translation>
            <numerusform>Es hört auf, wenn %Ln mit seinem alten Fehler zurückkam.</numerusform>
            <numerusform>Es hört auf, wenn %Ln mit ihrem alten Fehler zurückkamen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A crash leaves at most %Ln event(s) that may be there twice, and they are listed.</source>
        <translation>
            <numerusform>Ein Absturz lässt höchstens %Ln Event zurück, das vielleicht zweimal da ist, und es wird aufgeführt.</numerusform>
            <numerusform>Ein Absturz lässt höchstens %Ln Events zurück, die vielleicht zweimal da sind, und sie werden aufgeführt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Who reads committed events only sees each window whole or not at all.</source>
        <translation>Wer bestätigte Events liest, sieht jedes Fenster nur ganz oder gar nicht.</translation>
    </message>
    <message>
        <source>What becomes of them is followed for %1 after the last.</source>
        <translation>Was aus ihnen wird, wird nach dem letzten noch %1 verfolgt.</translation>
    </message>
    <message>
        <source>What becomes of them afterwards is not looked at.</source>
        <translation>Was danach aus ihnen wird, wird nicht angesehen.</translation>
    </message>
    <message>
        <source>What was replayed before is skipped.</source>
        <translation>Was schon einmal erneut gesendet wurde, wird übersprungen.</translation>
    </message>
    <message numerus="yes">
        <source>What was replayed %Ln time(s) before is skipped.</source>
        <translation>
            <numerusform>Was schon %Ln-mal erneut gesendet wurde, wird übersprungen.</numerusform>
            <numerusform>Was schon %Ln-mal erneut gesendet wurde, wird übersprungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The dead letters stay, so they can be replayed twice by mistake.</source>
        <translation>Die Dead Letters bleiben, sie können also versehentlich zweimal gesendet werden.</translation>
    </message>
    <message numerus="yes">
        <source> event(s)</source>
        <comment>behind their number</comment>
        <translation>
            <numerusform> Event</numerusform>
            <numerusform> Events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::OriginalView</name>
    <message>
        <source>Headers of the original</source>
        <translation>Header des Originals</translation>
    </message>
    <message>
        <source>Original value</source>
        <translation>Wert des Originals</translation>
    </message>
    <message>
        <source>The event tells of no failure</source>
        <translation>Das Event erzählt von keinem Fehler</translation>
    </message>
    <message>
        <source>So nobody knows where it failed.</source>
        <translation>Also weiß niemand, wo es scheiterte.</translation>
    </message>
    <message>
        <source>A queue keeps no original</source>
        <translation>Eine Queue behält kein Original</translation>
    </message>
    <message>
        <source>What a consumer rejects or a queue drops is moved, not copied: this dead letter is the event itself.</source>
        <translation>Was ein Consumer ablehnt oder eine Queue verwirft, wird verschoben, nicht kopiert: Dieser Dead Letter ist das Event selbst.</translation>
    </message>
    <message>
        <source>The event does not tell where it failed</source>
        <translation>Das Event sagt nicht, wo es scheiterte</translation>
    </message>
    <message>
        <source>For its original a topic, a partition and an offset are needed.</source>
        <translation>Für sein Original braucht es ein Topic, eine Partition und einen Offset.</translation>
    </message>
    <message>
        <source>The connection was closed</source>
        <translation>Die Verbindung wurde geschlossen</translation>
    </message>
    <message>
        <source>Open it again to read the original.</source>
        <translation>Öffnen Sie sie wieder, um das Original zu lesen.</translation>
    </message>
    <message>
        <source>%1, partition %2, offset %3</source>
        <translation>%1, Partition %2, Offset %3</translation>
    </message>
    <message>
        <source>Reading the original…</source>
        <translation>Das Original wird gelesen…</translation>
    </message>
    <message>
        <source>The original is gone</source>
        <translation>Das Original ist weg</translation>
    </message>
    <message>
        <source>Nothing lies at %1 any more: it was dropped by retention or compaction.</source>
        <translation>An %1 liegt nichts mehr: Aufbewahrung oder Verdichtung hat es entfernt.</translation>
    </message>
    <message>
        <source>same body</source>
        <translation>gleicher Inhalt</translation>
    </message>
    <message>
        <source>another body</source>
        <translation>anderer Inhalt</translation>
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
    <message>
        <source>%1, on %2</source>
        <comment>sentence, connection</comment>
        <translation>%1, auf %2</translation>
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
    <name>flowbench::PatternsDialog</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Names of dead-letter channels</source>
        <translation>Namen von Dead-Letter-Kanälen</translation>
    </message>
    <message>
        <source>Patterns</source>
        <translation>Muster</translation>
    </message>
    <message>
        <source>A pattern a line; * stands for anything, ? for one character. The usual endings (.DLT, -dlq, _error, …) are known already.</source>
        <translation>Ein Muster je Zeile; * steht für alles, ? für ein Zeichen. Die üblichen Endungen (.DLT, -dlq, _error, …) sind schon bekannt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>At most %1 patterns.</source>
        <translation>Höchstens %1 Muster.</translation>
    </message>
    <message>
        <source>A pattern has at most %1 characters.</source>
        <translation>Ein Muster hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>* alone would take every channel for one of dead letters.</source>
        <translation>* allein hielte jeden Kanal für einen von Dead Letters.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pattern(s)</source>
        <translation>
            <numerusform>%Ln Muster</numerusform>
            <numerusform>%Ln Muster</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::PhraseLabel</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>flowbench::PlaceField</name>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>End as of now</source>
        <translation>Jetziges Ende</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Minutes ago</source>
        <translation>Vor Minuten</translation>
    </message>
    <message>
        <source>Newest events</source>
        <translation>Neueste Events</translation>
    </message>
    <message>
        <source>Position of a group</source>
        <translation>Position einer Gruppe</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>How many of the newest events</source>
        <translation>Wie viele der neuesten Events</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
</context>
<context>
    <name>flowbench::PlanPanel</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Replay plan</source>
        <translation>Sendeplan</translation>
    </message>
    <message>
        <source>Close plan</source>
        <translation>Plan schließen</translation>
    </message>
    <message>
        <source>Replay…</source>
        <translation>Erneut senden…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>The plan is being made.</source>
        <translation>Der Plan wird gemacht.</translation>
    </message>
    <message>
        <source>The job is being started.</source>
        <translation>Der Auftrag wird gestartet.</translation>
    </message>
    <message>
        <source>This plan is being carried out by %1.</source>
        <comment>J12</comment>
        <translation>Dieser Plan wird von %1 ausgeführt.</translation>
    </message>
    <message>
        <source>Another job works on this channel. Wait until it ends.</source>
        <translation>Ein anderer Auftrag arbeitet an diesem Kanal. Warten Sie, bis er endet.</translation>
    </message>
    <message>
        <source>Events were taken out of the channel since it was read. Read it again.</source>
        <translation>Dem Kanal wurden Events entnommen, seit er gelesen wurde. Lesen Sie ihn neu.</translation>
    </message>
    <message>
        <source>Nothing is left to be sent.</source>
        <translation>Es ist nichts mehr zu senden.</translation>
    </message>
    <message>
        <source>No dead letters are chosen.</source>
        <translation>Keine Dead Letters sind gewählt.</translation>
    </message>
    <message>
        <source>Choose a group or tick events: the plan says where they would go. Nothing is sent.</source>
        <translation>Wählen Sie eine Gruppe oder haken Sie Events an: Der Plan sagt, wohin sie gingen. Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>no plan, nothing sent</source>
        <translation>kein Plan, nichts gesendet</translation>
    </message>
    <message>
        <source>Plan again</source>
        <translation>Neu planen</translation>
    </message>
    <message>
        <source>planning…</source>
        <translation>wird geplant…</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>Wird geplant…</translation>
    </message>
    <message>
        <source>Nothing is sent.</source>
        <translation>Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>dry run, nothing sent</source>
        <translation>Probelauf, nichts gesendet</translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s)…</source>
        <translation>
            <numerusform>%Ln Event erneut senden…</numerusform>
            <numerusform>%Ln Events erneut senden…</numerusform>
        </translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>%1 is on its way</source>
        <comment>J12</comment>
        <translation>%1 ist unterwegs</translation>
    </message>
    <message>
        <source>The plan is another one by now. Nothing was sent.</source>
        <translation>Der Plan ist inzwischen ein anderer. Nichts wurde gesendet.</translation>
    </message>
</context>
<context>
    <name>flowbench::PlanView</name>
    <message>
        <source>Selected</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Would also reach</source>
        <translation>Erreichte auch</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Already replayed</source>
        <translation>Schon gesendet</translation>
    </message>
    <message>
        <source>Newer at the target</source>
        <translation>Neuere am Ziel</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>Zeigen…</translation>
    </message>
    <message>
        <source>Show refused events…</source>
        <translation>Abgelehnte Events zeigen…</translation>
    </message>
    <message>
        <source>%1 not checked</source>
        <comment>events</comment>
        <translation>%1 nicht geprüft</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>%1 valid</source>
        <translation>%1 gültig</translation>
    </message>
    <message>
        <source>%1 invalid</source>
        <translation>%1 ungültig</translation>
    </message>
    <message>
        <source>Risk of the replay</source>
        <translation>Risiko des Replays</translation>
    </message>
    <message>
        <source>Original exchange</source>
        <translation>Ursprünglicher Exchange</translation>
    </message>
    <message>
        <source>Send there</source>
        <translation>Dorthin senden</translation>
    </message>
    <message>
        <source>Send to the original exchange</source>
        <translation>An den ursprünglichen Exchange senden</translation>
    </message>
    <message>
        <source>Makes the original exchange the target: everybody bound there receives the events</source>
        <translation>Macht den ursprünglichen Exchange zum Ziel: Alle, die dort gebunden sind, erhalten die Events</translation>
    </message>
    <message>
        <source>May have arrived</source>
        <translation>Vielleicht angekommen</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation>Liegen lassen</translation>
    </message>
    <message>
        <source>They stay where they are</source>
        <translation>Sie bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>They may be at their target twice then</source>
        <translation>Sie können dann zweimal am Ziel sein</translation>
    </message>
</context>
<context>
    <name>flowbench::PlanWords</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 und %Ln weiterer</numerusform>
            <numerusform>%1 und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>only the failed consumer</source>
        <translation>nur der gescheiterte Consumer</translation>
    </message>
    <message>
        <source>as it was first published</source>
        <translation>wie es zuerst veröffentlicht wurde</translation>
    </message>
    <message>
        <source>where they failed</source>
        <translation>wo sie scheiterten</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>queue orders: 12</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 becomes %2</source>
        <comment>/data/sum becomes /data/total</comment>
        <translation>%1 wird %2</translation>
    </message>
    <message>
        <source>%1 is removed</source>
        <translation>%1 wird entfernt</translation>
    </message>
    <message>
        <source>%1 gets %2 added</source>
        <translation>%1 bekommt %2 dazu</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1: %2 → %3</translation>
    </message>
    <message>
        <source>%1: %2, new</source>
        <translation>%1: %2, neu</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>Queue %1</translation>
    </message>
    <message>
        <source>exchange %1</source>
        <translation>Exchange %1</translation>
    </message>
    <message>
        <source>topic %1</source>
        <translation>Topic %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>312 of 512</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>nowhere: nothing can be sent</source>
        <translation>nirgendwohin: nichts kann gesendet werden</translation>
    </message>
    <message>
        <source>%1 directly</source>
        <comment>queue orders</comment>
        <translation>direkt an %1</translation>
    </message>
    <message>
        <source>key %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>keys %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>nobody: what is sent to a queue stays in it</source>
        <translation>niemand: Was an eine Queue gesendet wird, bleibt in ihr</translation>
    </message>
    <message>
        <source>nobody else that is known</source>
        <translation>sonst niemand, von dem man weiß</translation>
    </message>
    <message>
        <source>edited by hand</source>
        <translation>von Hand bearbeitet</translation>
    </message>
    <message>
        <source>none, bodies stay byte for byte</source>
        <translation>keines, Inhalte bleiben Byte für Byte</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, Version %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) are changed</source>
        <translation>
            <numerusform>%Ln Event wird geändert</numerusform>
            <numerusform>%Ln Events werden geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) go out as they are</source>
        <translation>
            <numerusform>%Ln Event geht, wie es ist</numerusform>
            <numerusform>%Ln Events gehen, wie sie sind</numerusform>
        </translation>
    </message>
    <message>
        <source>for example %1</source>
        <translation>zum Beispiel %1</translation>
    </message>
    <message>
        <source>none that is known</source>
        <translation>keines, von dem man weiß</translation>
    </message>
    <message>
        <source>%1 once</source>
        <translation>%1 einmal</translation>
    </message>
    <message>
        <source>%1 more often</source>
        <translation>%1 öfter</translation>
    </message>
    <message>
        <source>will be skipped</source>
        <translation>werden übersprungen</translation>
    </message>
    <message>
        <source>will be sent again</source>
        <translation>werden noch einmal gesendet</translation>
    </message>
    <message>
        <source>%1 will be skipped</source>
        <translation>%1 werden übersprungen</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>%1 not checked</source>
        <comment>events</comment>
        <translation>%1 nicht geprüft</translation>
    </message>
    <message numerus="yes">
        <source>the key of %Ln event(s) has newer ones</source>
        <translation>
            <numerusform>der Schlüssel von %Ln Event hat neuere</numerusform>
            <numerusform>die Schlüssel von %Ln Events haben neuere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>none for the keys of %Ln event(s)</source>
        <translation>
            <numerusform>keine für den Schlüssel von %Ln Event</numerusform>
            <numerusform>keine für die Schlüssel von %Ln Events</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message numerus="yes">
        <source>%Ln stay where they are</source>
        <translation>
            <numerusform>%Ln bleibt, wo es ist</numerusform>
            <numerusform>%Ln bleiben, wo sie sind</numerusform>
        </translation>
    </message>
    <message>
        <source>up to %1</source>
        <comment>200/s</comment>
        <translation>bis zu %1</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source>first %1</source>
        <comment>first 5</comment>
        <translation>zuerst %1</translation>
    </message>
    <message>
        <source>then %1</source>
        <comment>then up to 200/s</comment>
        <translation>dann %1</translation>
    </message>
    <message numerus="yes">
        <source>stop if %Ln come back</source>
        <translation>
            <numerusform>aufhören, wenn %Ln zurückkommt</numerusform>
            <numerusform>aufhören, wenn %Ln zurückkommen</numerusform>
        </translation>
    </message>
    <message>
        <source>stays in the topic, marked as replayed</source>
        <translation>bleiben im Topic, als erneut gesendet vermerkt</translation>
    </message>
    <message>
        <source>copies are sent, the dead letters stay in %1</source>
        <translation>Kopien werden gesendet, die Dead Letters bleiben in %1</translation>
    </message>
    <message>
        <source>taken out of %1 after the target confirmed</source>
        <translation>aus %1 genommen, nachdem das Ziel bestätigt hat</translation>
    </message>
    <message>
        <source>the original queues</source>
        <translation>die ursprünglichen Queues</translation>
    </message>
    <message>
        <source>the original exchanges</source>
        <translation>die ursprünglichen Exchanges</translation>
    </message>
    <message>
        <source>the original topics</source>
        <translation>die ursprünglichen Topics</translation>
    </message>
    <message>
        <source>The messages of %1 have no delivery left (the limit is %2): what is not taken is published anew at the end of the queue, a crash could lose up to %3. Raise the limit by a policy to avoid that.</source>
        <translation>Die Nachrichten von %1 haben keine Zustellung mehr übrig (die Grenze ist %2): Was nicht genommen wird, wird am Ende der Queue neu veröffentlicht; ein Absturz könnte bis zu %3 verlieren. Eine höhere Grenze per Policy vermeidet das.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln Event</numerusform>
            <numerusform>%Ln Events</numerusform>
        </translation>
    </message>
    <message>
        <source>sent by %1, broken off before the answer</source>
        <comment>tp88</comment>
        <translation>gesendet von %1, vor der Antwort abgebrochen</translation>
    </message>
    <message>
        <source>%1 are sent again, and may be there twice</source>
        <comment>3 events</comment>
        <translation>%1 werden erneut gesendet und sind vielleicht zweimal dort</translation>
    </message>
    <message>
        <source>%1, left where they are</source>
        <comment>3 events</comment>
        <translation>%1, bleiben wo sie sind</translation>
    </message>
    <message>
        <source>nothing can be sent: see Refused</source>
        <translation>nichts kann gesendet werden: siehe Abgelehnt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) name it, but not their queue</source>
        <translation>
            <numerusform>%Ln Event nennt ihn, aber nicht seine Queue</numerusform>
            <numerusform>%Ln Events nennen ihn, aber nicht ihre Queue</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, edited and not saved</source>
        <comment>fix, version 1</comment>
        <translation>%1, bearbeitet und nicht gespeichert</translation>
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
    <name>flowbench::PutBack</name>
    <message>
        <source>%1 of %2 put back</source>
        <translation>%1 von %2 zurückgelegt</translation>
    </message>
    <message>
        <source>%1 may be back</source>
        <translation>%1 vielleicht zurück</translation>
    </message>
    <message>
        <source>It is being put back</source>
        <translation>Es wird zurückgelegt</translation>
    </message>
    <message>
        <source>Only what a discard took away can be put back</source>
        <translation>Nur was ein Aussortieren weggenommen hat, lässt sich zurücklegen</translation>
    </message>
    <message>
        <source>Nothing is in its archive</source>
        <translation>In seinem Archiv ist nichts</translation>
    </message>
    <message>
        <source>All of it is back already</source>
        <translation>Alles ist schon zurück</translation>
    </message>
    <message>
        <source>Put events back into %1</source>
        <translation>Events in %1 zurücklegen</translation>
    </message>
    <message>
        <source>It was not put back: %1 %2</source>
        <translation>Es wurde nicht zurückgelegt: %1 %2</translation>
    </message>
    <message>
        <source>%1 of %2 events were put back</source>
        <translation>%1 von %2 Events wurden zurückgelegt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
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
        <source>%Ln consumer(s) go without these messages meanwhile.</source>
        <translation>
            <numerusform>%Ln Consumer bekommt diese Nachrichten so lange nicht.</numerusform>
            <numerusform>%Ln Consumer bekommen diese Nachrichten so lange nicht.</numerusform>
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
    <message>
        <source>Asking the broker what a look would do…</source>
        <translation>Der Broker wird gefragt, was ein Blick bewirken würde…</translation>
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
        <source>It holds %Ln message(s).</source>
        <translation>
            <numerusform>Sie hält %Ln Nachricht.</numerusform>
            <numerusform>Sie hält %Ln Nachrichten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)…</source>
        <translation>
            <numerusform>%Ln Nachricht ansehen…</numerusform>
            <numerusform>%Ln Nachrichten ansehen…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s) of %1 on %2?</source>
        <translation>
            <numerusform>%Ln Nachricht von %1 auf %2 ansehen?</numerusform>
            <numerusform>%Ln Nachrichten von %1 auf %2 ansehen?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Look at %Ln message(s)</source>
        <translation>
            <numerusform>%Ln Nachricht ansehen</numerusform>
            <numerusform>%Ln Nachrichten ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Its messages have no delivery left (the limit is %1): a look could destroy them, so the queue is not touched.</source>
        <translation>Ihre Nachrichten haben keine Zustellung mehr übrig (die Grenze ist %1): Ein Blick könnte sie vernichten, deshalb wird die Queue nicht berührt.</translation>
    </message>
    <message>
        <source>What the last look saw is kept and can be shown.</source>
        <translation>Was der letzte Blick sah, ist aufbewahrt und kann gezeigt werden.</translation>
    </message>
    <message>
        <source>Show the copy of the last look</source>
        <translation>Kopie des letzten Blicks zeigen</translation>
    </message>
    <message>
        <source>Its messages were fetched before: where the copy of that is kept, it is shown and the queue is not touched. Otherwise:</source>
        <translation>Ihre Nachrichten wurden schon einmal geholt: Wo die Kopie davon aufbewahrt ist, wird sie gezeigt und die Queue nicht berührt. Sonst gilt:</translation>
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
    <name>flowbench::RecipeDialog</name>
    <message>
        <source>Save recipe</source>
        <translation>Rezept speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use recipe</source>
        <translation>Rezept verwenden</translation>
    </message>
    <message>
        <source>Nothing is sent here: what a recipe does is shown on copies.</source>
        <translation>Hier wird nichts gesendet: Was ein Rezept tut, wird an Kopien gezeigt.</translation>
    </message>
    <message>
        <source>What was written before was not saved.</source>
        <translation>Was vorher geschrieben war, wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>%1 copy</source>
        <translation>Kopie von %1</translation>
    </message>
    <message>
        <source>%1 copy %2</source>
        <translation>Kopie %2 von %1</translation>
    </message>
    <message>
        <source>It is being checked.</source>
        <translation>Es wird geprüft.</translation>
    </message>
    <message>
        <source>There is no recipe yet.</source>
        <translation>Es gibt noch kein Rezept.</translation>
    </message>
    <message>
        <source>No workspace is open to keep it in.</source>
        <translation>Kein Arbeitsbereich ist offen, der es behalten könnte.</translation>
    </message>
    <message>
        <source>No workspace is open: a recipe can be used, but not kept.</source>
        <translation>Kein Arbeitsbereich ist offen: Ein Rezept kann verwendet, aber nicht behalten werden.</translation>
    </message>
    <message>
        <source>%1 version %2 is saved as %3.</source>
        <translation>%1 Version %2 ist als %3 gespeichert.</translation>
    </message>
    <message>
        <source>The recipe is saved.</source>
        <translation>Das Rezept ist gespeichert.</translation>
    </message>
    <message>
        <source>Version %1 of %2 is saved already and says something else: jobs name it by its version.</source>
        <translation>Version %1 von %2 ist schon gespeichert und sagt etwas anderes: Aufträge nennen es mit seiner Version.</translation>
    </message>
    <message>
        <source>Save as version %1</source>
        <translation>Als Version %1 speichern</translation>
    </message>
    <message>
        <source>%1 was removed from the workspace.</source>
        <translation>%1 wurde aus dem Arbeitsbereich entfernt.</translation>
    </message>
    <message>
        <source>Edit recipe</source>
        <translation>Rezept bearbeiten</translation>
    </message>
    <message>
        <source>%1 version %2</source>
        <translation>%1 Version %2</translation>
    </message>
    <message>
        <source>The recipe was edited and is neither saved nor used.</source>
        <translation>Das Rezept wurde bearbeitet und ist weder gespeichert noch verwendet.</translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read: %1.</source>
        <translation>Das Rezept lässt sich nicht lesen: %1.</translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read, at “%1”: %2.</source>
        <translation>Das Rezept lässt sich nicht lesen, bei „%1“: %2.</translation>
    </message>
    <message>
        <source>Edit %1: %2</source>
        <translation>Änderung %1: %2</translation>
    </message>
    <message>
        <source>To mean the text %1, put it in quotes: &apos;%1&apos;.</source>
        <translation>Ist der Text %1 gemeint, gehört er in Anführungszeichen: &apos;%1&apos;.</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeEditor</name>
    <message>
        <source>Form notice</source>
        <translation>Hinweis des Formulars</translation>
    </message>
    <message>
        <source>Recipe as</source>
        <translation>Rezept als</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>The text can&apos;t be read as a recipe. Mend it there first.</source>
        <translation>Der Text lässt sich nicht als Rezept lesen. Bessern Sie ihn zuerst dort aus.</translation>
    </message>
    <message numerus="yes">
        <source>A recipe of %Ln edit(s) is edited as text.</source>
        <translation>
            <numerusform>Ein Rezept mit %Ln Änderung wird als Text bearbeitet.</numerusform>
            <numerusform>Ein Rezept mit %Ln Änderungen wird als Text bearbeitet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Edits made here write the YAML anew: its comments are lost.</source>
        <translation>Änderungen hier schreiben das YAML neu: Seine Kommentare gehen verloren.</translation>
    </message>
    <message>
        <source>Edit the text</source>
        <translation>Den Text bearbeiten</translation>
    </message>
    <message>
        <source>Give it a name, and say what it edits.</source>
        <translation>Geben Sie ihm einen Namen und sagen Sie, was es ändert.</translation>
    </message>
    <message>
        <source>Some characters of the text can&apos;t be seen, or turn around what is read.</source>
        <translation>Einige Zeichen des Textes sind unsichtbar oder drehen um, was man liest.</translation>
    </message>
    <message>
        <source>No mistake. What the edits don&apos;t name keeps its bytes.</source>
        <translation>Kein Fehler. Was die Änderungen nicht nennen, behält seine Bytes.</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeForm</name>
    <message>
        <source>Add edit</source>
        <translation>Änderung hinzufügen</translation>
    </message>
    <message>
        <source>Applies to type</source>
        <translation>Gilt für Typ</translation>
    </message>
    <message>
        <source>any type</source>
        <translation>jeder Typ</translation>
    </message>
    <message>
        <source>From version</source>
        <translation>Von Version</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jede</translation>
    </message>
    <message>
        <source>To version</source>
        <translation>Zu Version</translation>
    </message>
    <message>
        <source>same</source>
        <translation>dieselbe</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Only when</source>
        <translation>Nur wenn</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>Applies to</source>
        <translation>Gilt für</translation>
    </message>
    <message>
        <source>to</source>
        <translation>nach</translation>
    </message>
    <message>
        <source>Says</source>
        <translation>Sagt</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipePreview</name>
    <message>
        <source>The recipe can&apos;t be tried as it is.</source>
        <translation>Das Rezept lässt sich so nicht ausprobieren.</translation>
    </message>
    <message>
        <source>The event stays where it is. %1</source>
        <translation>Das Event bleibt, wo es ist. %1</translation>
    </message>
    <message>
        <source>The recipe does not mean this event: another type or version, or its condition does not hold. It is sent as it is.</source>
        <translation>Das Rezept meint dieses Event nicht: ein anderer Typ oder eine andere Version, oder seine Bedingung gilt nicht. Es wird gesendet, wie es ist.</translation>
    </message>
    <message>
        <source>Nothing changes: the event is as the recipe wants it already.</source>
        <translation>Nichts ändert sich: Das Event ist schon, wie das Rezept es will.</translation>
    </message>
    <message>
        <source>Part of the events that is tried</source>
        <translation>Ausprobierter Teil der Events</translation>
    </message>
    <message>
        <source>No dead letters are chosen</source>
        <translation>Keine Dead Letters sind gewählt</translation>
    </message>
    <message>
        <source>Choose some on the page Dead letters to see what a recipe does to them.</source>
        <translation>Wählen Sie auf der Seite Dead Letters welche, um zu sehen, was ein Rezept an ihnen tut.</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Original value</source>
        <translation>Wert des Originals</translation>
    </message>
    <message>
        <source>A click on a value puts its place into the edit.</source>
        <translation>Ein Klick auf einen Wert setzt seinen Platz in die Änderung.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) chosen</source>
        <translation>
            <numerusform>%Ln Event gewählt</numerusform>
            <numerusform>%Ln Events gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 events tried</source>
        <translation>%1 von %2 Events ausprobiert</translation>
    </message>
    <message numerus="yes">
        <source>Effect on %Ln event(s)</source>
        <translation>
            <numerusform>Wirkung auf %Ln Event</numerusform>
            <numerusform>Wirkung auf %Ln Events</numerusform>
        </translation>
    </message>
    <message>
        <source>changes %1</source>
        <translation>ändert %1</translation>
    </message>
    <message>
        <source>unchanged %1</source>
        <translation>unverändert %1</translation>
    </message>
    <message>
        <source>not meant %1</source>
        <translation>nicht gemeint %1</translation>
    </message>
    <message>
        <source>too large to try %1</source>
        <translation>zu groß zum Probieren %1</translation>
    </message>
    <message>
        <source>fails %1: they stay</source>
        <translation>scheitert an %1: Sie bleiben</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeSourceEdit</name>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
</context>
<context>
    <name>flowbench::RecipeTrial</name>
    <message>
        <source>A body of %1 is left out here; the replay edits it.</source>
        <translation>Ein Inhalt von %1 wird hier ausgelassen; beim Senden wird er bearbeitet.</translation>
    </message>
</context>
<context>
    <name>flowbench::RecoveryDialog</name>
    <message>
        <source>Resume…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Unfinished jobs</source>
        <translation>Unfertige Aufträge</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) did not come to an end</source>
        <translation>
            <numerusform>%Ln Auftrag kam nicht zu Ende</numerusform>
            <numerusform>%Ln Aufträge kamen nicht zu Ende</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was lost: what was not confirmed is still in its source. Nothing goes on by itself. A job that is resumed first looks for what may have arrived; what stays unknown is left unless you say otherwise.</source>
        <translation>Nichts ging verloren: Was nicht bestätigt wurde, ist noch in seiner Quelle. Nichts läuft von selbst weiter. Ein fortgesetzter Auftrag sucht zuerst, was angekommen sein könnte; was unbekannt bleibt, bleibt liegen, wenn Sie nichts anderes sagen.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>They stay in the history of jobs</source>
        <translation>Sie bleiben im Verlauf der Aufträge</translation>
    </message>
    <message>
        <source>%1 was not resumed: %2 %3</source>
        <translation>%1 wurde nicht fortgesetzt: %2 %3</translation>
    </message>
    <message>
        <source>%1 is gone on with once %2 is connected.</source>
        <translation>%1 geht weiter, sobald %2 verbunden ist.</translation>
    </message>
</context>
<context>
    <name>flowbench::RefusedDialog</name>
    <message>
        <source>Events that are not sent</source>
        <translation>Events, die nicht gesendet werden</translation>
    </message>
    <message>
        <source>The first %1 of %2 are listed.</source>
        <translation>Die ersten %1 von %2 sind aufgeführt.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>These stay where they are, each for the reason beside it.</source>
        <translation>Diese bleiben, wo sie sind, jedes aus dem Grund daneben.</translation>
    </message>
</context>
<context>
    <name>flowbench::RefusedModel</name>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Why it is not sent</source>
        <translation>Warum es nicht gesendet wird</translation>
    </message>
</context>
<context>
    <name>flowbench::RelatedView</name>
    <message>
        <source>correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Died</source>
        <translation>Gestorben</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Related events</source>
        <translation>Verwandte Events</translation>
    </message>
    <message>
        <source>Looking for related events…</source>
        <translation>Verwandte Events werden gesucht…</translation>
    </message>
    <message>
        <source>Nothing to go by</source>
        <translation>Kein Anhaltspunkt</translation>
    </message>
    <message>
        <source>No related dead letter</source>
        <translation>Kein verwandter Dead Letter</translation>
    </message>
    <message>
        <source>The event has no correlation id, and a key of its own it has neither.</source>
        <translation>Das Event hat keine Korrelations-ID, und einen eigenen Schlüssel hat es auch nicht.</translation>
    </message>
    <message>
        <source>No other one in this copy has its correlation id or its key.</source>
        <translation>Kein anderes in dieser Kopie hat seine Korrelations-ID oder seinen Schlüssel.</translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln with the same correlation id or key</source>
        <translation>
            <numerusform>Das erste (%Ln) mit gleicher Korrelations-ID oder gleichem Schlüssel</numerusform>
            <numerusform>Die ersten %Ln mit gleicher Korrelations-ID oder gleichem Schlüssel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with the same correlation id or key</source>
        <translation>
            <numerusform>%Ln mit gleicher Korrelations-ID oder gleichem Schlüssel</numerusform>
            <numerusform>%Ln mit gleicher Korrelations-ID oder gleichem Schlüssel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayDesk</name>
    <message>
        <source>replayed before</source>
        <translation>schon einmal gesendet</translation>
    </message>
</context>
<context>
    <name>flowbench::ReplayQuestion</name>
    <message>
        <source>Replay</source>
        <translation>Erneut senden</translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s) to %1?</source>
        <translation>
            <numerusform>%Ln Event erneut an %1 senden?</numerusform>
            <numerusform>%Ln Events erneut an %1 senden?</numerusform>
        </translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>queue orders.dlq on rabbit-eu</comment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>queue orders on rabbit-eu</comment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Replay %Ln event(s)</source>
        <translation>
            <numerusform>%Ln Event erneut senden</numerusform>
            <numerusform>%Ln Events erneut senden</numerusform>
        </translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>May have arrived</source>
        <translation>Vielleicht angekommen</translation>
    </message>
</context>
<context>
    <name>flowbench::RestoreQuestion</name>
    <message>
        <source>Put back a discard</source>
        <translation>Aussortiertes zurücklegen</translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln event(s) back into %1 on %2?</source>
        <translation>
            <numerusform>%Ln Event zurück nach %1 auf %2 legen?</numerusform>
            <numerusform>%Ln Events zurück nach %1 auf %2 legen?</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1. What was put back before is not put back again.</source>
        <translation>Aus %1. Was schon zurückgelegt wurde, wird nicht noch einmal zurückgelegt.</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurücklegen</translation>
    </message>
    <message numerus="yes">
        <source>Send %Ln event(s) to %1 on %2 again?</source>
        <translation>
            <numerusform>%Ln Event erneut an %1 auf %2 senden?</numerusform>
            <numerusform>%Ln Events erneut an %1 auf %2 senden?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may be back already: putting them back was broken off before an answer came. They stay in the archive, or are sent again; sent again they may be there twice.</source>
        <translation>
            <numerusform>%Ln Event ist vielleicht schon zurück: Das Zurücklegen brach ab, bevor eine Antwort kam. Es bleibt im Archiv oder wird erneut gesendet; dann ist es vielleicht zweimal da.</numerusform>
            <numerusform>%Ln Events sind vielleicht schon zurück: Das Zurücklegen brach ab, bevor eine Antwort kam. Sie bleiben im Archiv oder werden erneut gesendet; dann sind sie vielleicht zweimal da.</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back, leave unknown ones</source>
        <translation>Zurücklegen, Unbekannte lassen</translation>
    </message>
    <message>
        <source>Put back, send unknown ones again</source>
        <translation>Zurücklegen, Unbekannte erneut senden</translation>
    </message>
    <message>
        <source>Send them again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>This discard was broken off: what it took last may still be in %1, and is there twice then. Resume it first.</source>
        <translation>Dieses Verwerfen wurde abgebrochen: Was es zuletzt genommen hat, liegt vielleicht noch in %1 und ist dann zweimal dort. Zuerst fortsetzen.</translation>
    </message>
</context>
<context>
    <name>flowbench::ResumeQuestion</name>
    <message>
        <source>Resume a job</source>
        <translation>Einen Auftrag fortsetzen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) may have arrived: they were sent, and no answer came.</source>
        <translation>
            <numerusform>%Ln Event ist vielleicht angekommen: Es wurde gesendet, und keine Antwort kam.</numerusform>
            <numerusform>%Ln Events sind vielleicht angekommen: Sie wurden gesendet, und keine Antwort kam.</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume, leave unknown ones</source>
        <translation>Fortsetzen, Unbekannte lassen</translation>
    </message>
    <message>
        <source>Resume, send them again</source>
        <translation>Fortsetzen, sie noch einmal senden</translation>
    </message>
    <message>
        <source>Resume: %1</source>
        <comment>Replay from queue orders.dlq to queue orders</comment>
        <translation>Fortsetzen: %1</translation>
    </message>
    <message>
        <source>A topic is looked into, and what is found there is settled; a queue cannot be asked. What stays unknown is left where it is and listed, or sent again; sent again it may be there twice.</source>
        <translation>In ein Topic wird hineingesehen, und was dort gefunden wird, ist erledigt; eine Queue kann nicht gefragt werden. Was unbekannt bleibt, bleibt liegen und wird aufgelistet oder erneut gesendet; erneut gesendet ist es vielleicht zweimal dort.</translation>
    </message>
</context>
<context>
    <name>flowbench::SamplesModel</name>
    <message numerus="yes">
        <source>%Ln change(s)</source>
        <translation>
            <numerusform>%Ln Änderung</numerusform>
            <numerusform>%Ln Änderungen</numerusform>
        </translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>not meant</source>
        <translation>nicht gemeint</translation>
    </message>
    <message>
        <source>fails: %1</source>
        <translation>scheitert: %1</translation>
    </message>
    <message>
        <source>too large to try</source>
        <translation>zu groß zum Probieren</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>Schema before</source>
        <translation>Schema vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>flowbench::SaveFilterDialog</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation>Filter speichern</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Any channel; or a pattern like orders.*</source>
        <translation>Jeder Kanal; oder ein Muster wie orders.*</translation>
    </message>
    <message>
        <source>Offered first for these channels</source>
        <translation>Für diese Kanäle zuerst angeboten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation>Es braucht einen Namen.</translation>
    </message>
</context>
<context>
    <name>flowbench::SavedRecipes</name>
    <message>
        <source>Remove recipe</source>
        <translation>Rezept entfernen</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>New recipe</source>
        <translation>Neues Rezept</translation>
    </message>
    <message>
        <source>Duplicate recipe</source>
        <translation>Rezept verdoppeln</translation>
    </message>
    <message>
        <source>%1  v%2</source>
        <comment>fix-currency  v3</comment>
        <translation>%1  v%2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) can&apos;t be used</source>
        <translation>
            <numerusform>%Ln Datei ist nicht verwendbar</numerusform>
            <numerusform>%Ln Dateien sind nicht verwendbar</numerusform>
        </translation>
    </message>
    <message>
        <source>None is saved yet. They stand in the workspace&apos;s folder recipes, made for git.</source>
        <translation>Noch ist keines gespeichert. Sie stehen im Ordner recipes des Arbeitsbereichs, für git gemacht.</translation>
    </message>
</context>
<context>
    <name>flowbench::SchemaFileDialog</name>
    <message>
        <source>Use schema</source>
        <translation>Schema verwenden</translation>
    </message>
    <message>
        <source>Read %1 as %2</source>
        <translation>%1 lesen als %2</translation>
    </message>
    <message>
        <source>Schema file</source>
        <translation>Schemadatei</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Schema (.avsc)</source>
        <translation>Schema (.avsc)</translation>
    </message>
    <message>
        <source>Schema (.proto or descriptor set)</source>
        <translation>Schema (.proto oder Descriptor Set)</translation>
    </message>
    <message>
        <source>Message name</source>
        <translation>Name der Nachricht</translation>
    </message>
    <message>
        <source>The file&apos;s first message</source>
        <translation>Die erste Nachricht der Datei</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>flowbench::Search</name>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>stopped: the memory budget is full</source>
        <translation>angehalten: das Speicherbudget ist voll</translation>
    </message>
    <message>
        <source>stopped at the limit</source>
        <translation>an der Grenze angehalten</translation>
    </message>
    <message>
        <source>ended by an error: %1</source>
        <translation>durch einen Fehler beendet: %1</translation>
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
        <source>not complete: an open transaction holds back %1</source>
        <translation>nicht vollständig: eine offene Transaktion hält %1 zurück</translation>
    </message>
    <message>
        <source>not complete</source>
        <translation>nicht vollständig</translation>
    </message>
    <message>
        <source>%1 of %2 read</source>
        <translation>%1 von %2 gelesen</translation>
    </message>
    <message>
        <source>%1 read</source>
        <translation>%1 gelesen</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>the first %1 made room and are not shown</source>
        <translation>die ersten %1 haben Platz gemacht und sind nicht zu sehen</translation>
    </message>
    <message>
        <source>Read %1 of %2 events</source>
        <translation>%1 von %2 Events gelesen</translation>
    </message>
    <message numerus="yes">
        <source>%1 in %Ln partition(s)</source>
        <comment>%1: Read 5 of 5 events</comment>
        <translation>
            <numerusform>%1 in %Ln Partition</numerusform>
            <numerusform>%1 in %Ln Partitionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>All %1 events were read.</source>
        <translation>Alle %1 Events wurden gelesen.</translation>
    </message>
    <message>
        <source>%1 events were read, %2 were not.</source>
        <translation>%1 Events wurden gelesen, %2 nicht.</translation>
    </message>
    <message>
        <source>%1 events were read.</source>
        <translation>%1 Events wurden gelesen.</translation>
    </message>
    <message>
        <source>An open transaction holds back %1.</source>
        <translation>Eine offene Transaktion hält %1 zurück.</translation>
    </message>
    <message>
        <source>Nothing matches among what could be evaluated</source>
        <translation>Unter dem Auswertbaren passt nichts</translation>
    </message>
    <message>
        <source>Nothing found so far</source>
        <translation>Bisher nichts gefunden</translation>
    </message>
    <message>
        <source>%1 could not be decoded</source>
        <translation>%1 nicht dekodierbar</translation>
    </message>
    <message>
        <source>%1 could not be evaluated</source>
        <translation>%1 nicht auswertbar</translation>
    </message>
</context>
<context>
    <name>flowbench::SearchDialog</name>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search %1</source>
        <translation>%1 durchsuchen</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Search for</source>
        <translation>Suchen nach</translation>
    </message>
    <message>
        <source>Exact key</source>
        <translation>Genauer Schlüssel</translation>
    </message>
    <message>
        <source>Any key</source>
        <translation>Jeder Schlüssel</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Words in key, headers and body; empty: every event</source>
        <translation>Wörter in Schlüssel, Headern und Body; leer: jedes Event</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>Partition</translation>
    </message>
    <message>
        <source>Isolation</source>
        <translation>Isolation</translation>
    </message>
    <message>
        <source>Committed events only</source>
        <translation>Nur festgeschriebene Events</translation>
    </message>
    <message>
        <source>Uncommitted events too</source>
        <translation>Auch nicht festgeschriebene Events</translation>
    </message>
    <message>
        <source>Stop after so many matches</source>
        <translation>Nach so vielen Treffern anhalten</translation>
    </message>
    <message>
        <source>As many as memory takes</source>
        <translation>So viele, wie der Speicher fasst</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>Anhalten nach</translation>
    </message>
    <message>
        <source>Only topics have transactions.</source>
        <translation>Nur Topics haben Transaktionen.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>These channels have no partitions.</source>
        <translation>Diese Kanäle haben keine Partitionen.</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>No channel is ticked.</source>
        <translation>Kein Kanal ist angekreuzt.</translation>
    </message>
</context>
<context>
    <name>flowbench::SearchStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel search</source>
        <translation>Suche abbrechen</translation>
    </message>
    <message>
        <source>Coverage…</source>
        <translation>Abdeckung…</translation>
    </message>
    <message>
        <source>Failures…</source>
        <translation>Fehlschläge…</translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation>Von hier fortsetzen</translation>
    </message>
    <message>
        <source>Search again…</source>
        <translation>Erneut suchen…</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zu live</translation>
    </message>
    <message>
        <source>Part of the search that is read</source>
        <translation>Gelesener Teil der Suche</translation>
    </message>
    <message>
        <source>Follow what is published again</source>
        <translation>Wieder dem folgen, was veröffentlicht wird</translation>
    </message>
    <message>
        <source>%1 The search waits and goes on. %2</source>
        <translation>%1 Die Suche wartet und geht weiter. %2</translation>
    </message>
    <message>
        <source>Searching: %1</source>
        <translation>Suche: %1</translation>
    </message>
    <message>
        <source>%1 failed…</source>
        <translation>%1 gescheitert…</translation>
    </message>
    <message>
        <source>Goes on exactly where this search ended; what is shown now makes room for it, so export it first if it is needed</source>
        <translation>Geht genau dort weiter, wo diese Suche endete; was jetzt zu sehen ist, macht dafür Platz, also vorher exportieren, wenn es gebraucht wird</translation>
    </message>
    <message>
        <source>Goes on exactly where this search ended; no event comes twice</source>
        <translation>Geht genau dort weiter, wo diese Suche endete; kein Event kommt zweimal</translation>
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
    <message>
        <source>The expression is wrong at column %2: %1.</source>
        <translation>Der Ausdruck ist in Spalte %2 falsch: %1.</translation>
    </message>
    <message>
        <source>Write it like value.data.total &gt; 100 &amp;&amp; type.startsWith(&apos;order.&apos;).</source>
        <translation>Schreiben wie value.data.total &gt; 100 &amp;&amp; type.startsWith(&apos;order.&apos;).</translation>
    </message>
    <message>
        <source>The expression fails on this event: %1.</source>
        <translation>Der Ausdruck scheitert an diesem Event: %1.</translation>
    </message>
    <message>
        <source>Such events are counted and can be listed; has() and conversions such as double() avoid it.</source>
        <translation>Solche Events werden gezählt und lassen sich auflisten; has() und Umwandlungen wie double() vermeiden es.</translation>
    </message>
    <message>
        <source>This cannot be read as %1: %2.</source>
        <translation>Das lässt sich nicht als %1 lesen: %2.</translation>
    </message>
    <message>
        <source>The bytes are kept as they came; choose another encoding to look at them.</source>
        <translation>Die Bytes bleiben, wie sie kamen; zum Ansehen eine andere Kodierung wählen.</translation>
    </message>
    <message>
        <source>The schema registry knows no schema %1.</source>
        <translation>Die Schema-Registry kennt kein Schema %1.</translation>
    </message>
    <message>
        <source>Check that the registry is the one the producer uses.</source>
        <translation>Prüfen, ob es die Registry des Produzenten ist.</translation>
    </message>
    <message>
        <source>The schema registry at %1 gave no usable answer: %2.</source>
        <translation>Die Schema-Registry unter %1 gab keine brauchbare Antwort: %2.</translation>
    </message>
    <message>
        <source>Check its address; it is asked again after half a minute.</source>
        <translation>Ihre Adresse prüfen; nach einer halben Minute wird sie wieder gefragt.</translation>
    </message>
    <message>
        <source>%1 is not a capture that can be read: %2.</source>
        <translation>%1 ist keine lesbare Aufzeichnung: %2.</translation>
    </message>
    <message>
        <source>It may have been cut off or written by a newer Flowbench.</source>
        <translation>Sie ist vielleicht abgeschnitten oder von einem neueren Flowbench geschrieben.</translation>
    </message>
    <message>
        <source>The event stays as it is. A condition (when) can leave such events out.</source>
        <translation>Das Event bleibt, wie es ist. Eine Bedingung (when) kann solche Events auslassen.</translation>
    </message>
    <message>
        <source>Edit %1 of the recipe does not fit the event, at “%2”: %3.</source>
        <translation>Änderung %1 des Rezepts passt nicht zum Event, bei „%2“: %3.</translation>
    </message>
    <message>
        <source>The recipe edits JSON, and the event&apos;s body is none: %1.</source>
        <translation>Das Rezept ändert JSON, und der Inhalt des Events ist keines: %1.</translation>
    </message>
    <message>
        <source>The recipe edits JSON, and the event&apos;s body is none, at “%1”: %2.</source>
        <translation>Das Rezept ändert JSON, und der Inhalt des Events ist keines, bei „%1“: %2.</translation>
    </message>
    <message>
        <source>Events are written as “scan --json” prints them; the documentation shows recipes.</source>
        <translation>Events schreibt man, wie „scan --json“ sie ausgibt; Rezepte zeigt die Dokumentation.</translation>
    </message>
    <message>
        <source>%1 messages of %2 could not be published anew: they were handed out as often as its delivery limit allows (%3), and the broker drops them.</source>
        <translation>%1 Nachrichten von %2 ließen sich nicht neu veröffentlichen: Sie wurden so oft zugestellt, wie das Delivery-Limit erlaubt (%3), und der Broker verwirft sie.</translation>
    </message>
    <message>
        <source>Export them from the copy of the last look, and publish them again.</source>
        <translation>Exportieren Sie sie aus der Kopie des letzten Blicks, und veröffentlichen Sie sie erneut.</translation>
    </message>
    <message>
        <source>Job %1 does not know whether it was sent; look at “replay report %1”, or go on with it by “replay resume %1 --unknown resend”.</source>
        <translation>Auftrag %1 weiß nicht, ob es gesendet wurde; siehe „replay report %1“, oder setzen Sie ihn mit „replay resume %1 --unknown resend“ fort.</translation>
    </message>
    <message>
        <source>--unknown resend sends it all the same; it may be there twice then.</source>
        <translation>--unknown resend sendet es trotzdem; dann ist es vielleicht zweimal da.</translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read: %1.</source>
        <translation>Das Rezept ist nicht lesbar: %1.</translation>
    </message>
    <message>
        <source>The recipe can&apos;t be read, at “%1”: %2.</source>
        <translation>Das Rezept ist nicht lesbar, bei „%1“: %2.</translation>
    </message>
    <message>
        <source>A recipe is JSON or YAML with a name and edits; the documentation shows one.</source>
        <translation>Ein Rezept ist JSON oder YAML mit einem Namen und Änderungen; die Dokumentation zeigt eines.</translation>
    </message>
    <message>
        <source>Let the recipe say or make less. An event that it cannot edit stays as it is.</source>
        <translation>Das Rezept sollte weniger sagen oder erzeugen. Ein Event, das es nicht ändern kann, bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>%1 must not be empty.</source>
        <translation>%1 darf nicht leer sein.</translation>
    </message>
    <message>
        <source>Name its address in the connection&apos;s settings, or in its URL with ?management=http://host:15672. Where there is none, turn on the plugin rabbitmq_management; the user must be allowed to use it. Channels you name still work.</source>
        <translation>Nennen Sie ihre Adresse in den Einstellungen der Verbindung oder in ihrer URL mit ?management=http://host:15672. Wo es keine gibt, schalten Sie das Plugin rabbitmq_management ein; der Benutzer muss sie verwenden dürfen. Kanäle, die Sie nennen, gehen trotzdem.</translation>
    </message>
    <message>
        <source>The headers are too large: %1 bytes, %2 are possible.</source>
        <translation>Die Header sind zu groß: %1 Bytes, %2 sind möglich.</translation>
    </message>
    <message>
        <source>RabbitMQ takes the headers of a message as one frame. Send less, or raise its frame_max.</source>
        <translation>RabbitMQ nimmt die Header einer Nachricht als einen Frame. Weniger senden oder dort frame_max erhöhen.</translation>
    </message>
    <message>
        <source>Nothing was fetched of %1: its messages may be at their delivery limit (%2), and such ones could not be published anew.</source>
        <translation>Aus %1 wurde nichts geholt: Seine Nachrichten sind vielleicht an ihrem Zustelllimit (%2), und solche könnten nicht neu veröffentlicht werden.</translation>
    </message>
    <message>
        <source>A user needs write permission for amq.default, and the broker has to take messages.</source>
        <translation>Ein Benutzer braucht Schreibrecht für amq.default, und der Broker muss Nachrichten annehmen.</translation>
    </message>
</context>
<context>
    <name>flowbench::StartReplay</name>
    <message numerus="yes">
        <source>Replay %Ln event(s) of %1</source>
        <translation>
            <numerusform>%Ln Event von %1 erneut senden</numerusform>
            <numerusform>%Ln Events von %1 erneut senden</numerusform>
        </translation>
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
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
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
        <source>Loading…</source>
        <translation>Lädt…</translation>
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
    <message>
        <source>Search…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Saved and recent filters</source>
        <translation>Gespeicherte und letzte Filter</translation>
    </message>
    <message>
        <source>Where reading begins</source>
        <translation>Wo das Lesen beginnt</translation>
    </message>
    <message>
        <source>Search everything the broker keeps (Ctrl+Shift+F)</source>
        <translation>Alles durchsuchen, was der Broker behält (Strg+Umschalt+F)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation>Zeiten in UTC</translation>
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
        <source>A copy of %Ln message(s); the queue has them back.</source>
        <translation>
            <numerusform>Eine Kopie von %Ln Nachricht; die Queue hat sie zurück.</numerusform>
            <numerusform>Eine Kopie von %Ln Nachrichten; die Queue hat sie zurück.</numerusform>
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
    <message>
        <source>%1 is read automatically: %2</source>
        <translation>%1 wird automatisch gelesen: %2</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>An export is running</source>
        <translation>Ein Export läuft</translation>
    </message>
    <message>
        <source>Copied the event as Markdown</source>
        <translation>Event als Markdown kopiert</translation>
    </message>
    <message>
        <source>Show only from this time on</source>
        <translation>Nur ab dieser Zeit zeigen</translation>
    </message>
    <message>
        <source>Show only up to this time</source>
        <translation>Nur bis zu dieser Zeit zeigen</translation>
    </message>
    <message>
        <source>Show only %1</source>
        <translation>Nur %1 zeigen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 ausblenden</translation>
    </message>
    <message>
        <source>Sorting by %1, %2 %</source>
        <translation>Sortiert nach %1, %2 %</translation>
    </message>
    <message>
        <source>Sorted by %1</source>
        <translation>Sortiert nach %1</translation>
    </message>
    <message>
        <source>The filter goes on with what comes.</source>
        <translation>Der Filter gilt weiter für das, was kommt.</translation>
    </message>
    <message>
        <source>%1 could not be evaluated.</source>
        <translation>%1 nicht auswertbar.</translation>
    </message>
    <message>
        <source>No event of %1 matches</source>
        <translation>Kein Event von %1 passt</translation>
    </message>
    <message>
        <source>Save filter…</source>
        <translation>Filter speichern…</translation>
    </message>
    <message>
        <source>Colour rules…</source>
        <translation>Farbregeln…</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Show matches only</source>
        <translation>Nur Treffer zeigen</translation>
    </message>
    <message>
        <source>Highlight matches, show every event</source>
        <translation>Treffer hervorheben, jedes Event zeigen</translation>
    </message>
    <message>
        <source>Saved and recent filters</source>
        <translation>Gespeicherte und letzte Filter</translation>
    </message>
    <message>
        <source>Load older events</source>
        <translation>Ältere Events laden</translation>
    </message>
    <message>
        <source>Continue the search from here</source>
        <translation>Die Suche von hier fortsetzen</translation>
    </message>
    <message>
        <source>Coverage of the search…</source>
        <translation>Abdeckung der Suche…</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zu live</translation>
    </message>
    <message>
        <source>Sort as they arrived</source>
        <translation>Wie eingetroffen sortieren</translation>
    </message>
    <message>
        <source>Save body…</source>
        <translation>Body speichern…</translation>
    </message>
    <message>
        <source>Add column…</source>
        <translation>Spalte hinzufügen…</translation>
    </message>
    <message>
        <source>Copy event as Markdown</source>
        <translation>Event als Markdown kopieren</translation>
    </message>
    <message>
        <source>A capture is shown whole.</source>
        <translation>Eine Aufzeichnung wird ganz gezeigt.</translation>
    </message>
    <message>
        <source>Searching %1…</source>
        <translation>%1 wird durchsucht…</translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation>Von hier fortsetzen</translation>
    </message>
    <message>
        <source>Search again…</source>
        <translation>Erneut suchen…</translation>
    </message>
</context>
<context>
    <name>flowbench::TrafficSource</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln channel(s)</source>
        <translation>
            <numerusform>%Ln Kanal</numerusform>
            <numerusform>%Ln Kanäle</numerusform>
        </translation>
    </message>
    <message>
        <source>No channel is open.</source>
        <translation>Kein Kanal ist offen.</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>%1 keeps no history to search in.</source>
        <translation>%1 behält keinen Verlauf zum Durchsuchen.</translation>
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
        <source>not following</source>
        <translation>folgt nicht</translation>
    </message>
    <message>
        <source>not following, %1 new below</source>
        <translation>folgt nicht, %1 neue unten</translation>
    </message>
    <message>
        <source>searching</source>
        <translation>sucht</translation>
    </message>
    <message>
        <source>a capture</source>
        <translation>eine Aufzeichnung</translation>
    </message>
    <message>
        <source>what a search found</source>
        <translation>was eine Suche fand</translation>
    </message>
    <message>
        <source>%1 undecodable</source>
        <translation>%1 nicht dekodierbar</translation>
    </message>
    <message>
        <source>%1 dropped, %2</source>
        <translation>%1 verworfen, %2</translation>
    </message>
</context>
<context>
    <name>flowbench::UnevaluatedDialog</name>
    <message>
        <source>Could not be evaluated</source>
        <translation>Nicht auswertbar</translation>
    </message>
    <message>
        <source>Events that could not be evaluated</source>
        <translation>Nicht auswertbare Events</translation>
    </message>
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
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation>Die ersten %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln Event</numerusform>
            <numerusform>%Ln Events</numerusform>
        </translation>
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
    <name>flowbench::VerdictLine</name>
    <message>
        <source>valid</source>
        <translation>gültig</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>ungültig</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>It keeps to %1</source>
        <translation>Es hält sich an %1</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <comment>/data/currency: required (orders-value version 3)</comment>
        <translation>%1: %2 (%3)</translation>
    </message>
    <message>
        <source>the whole body</source>
        <translation>der ganze Inhalt</translation>
    </message>
    <message>
        <source>No schema is known for it</source>
        <translation>Kein Schema ist dafür bekannt</translation>
    </message>
    <message>
        <source>The schema %1 cannot be had now</source>
        <translation>Das Schema %1 ist jetzt nicht zu bekommen</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Being checked…</source>
        <translation>Wird geprüft…</translation>
    </message>
</context>
<context>
    <name>flowbench::WhyDialog</name>
    <message>
        <source>What was tried</source>
        <translation>Was versucht wurde</translation>
    </message>
    <message>
        <source>Each way of reading this body, in order, and why it did not apply:</source>
        <translation>Jede Lesart dieses Bodys, der Reihe nach, und warum sie nicht passte:</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>flowbench::WindowOptions</name>
    <message>
        <source>There is no option %1, or it needs a value.</source>
        <translation>Es gibt keine Option %1, oder sie braucht einen Wert.</translation>
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
        <translation>Aufruf: flowbench [OPTION]...

  --connect NAME|URL        eine Verbindung öffnen; mehrfach möglich
  --open VERB/KANAL         den Verkehr eines Kanals zeigen; mehrfach möglich
  --page SEITE              overview, traffic, dead oder publish
  --theme light|dark|system
  --workspace ORDNER        wo Verbindungen und Vorlagen gespeichert sind
  --tour ORDNER             ein Bild jeder Seite nach ORDNER schreiben und beenden
  --size BREITExHÖHE        des Fensters oder der Bilder

Ohne Argumente wird die letzte Sitzung wiederhergestellt; der erste Start öffnet die Sandbox.
Beispiel: flowbench --connect kafka://127.0.0.1:9092 --page traffic
</translation>
    </message>
</context>
<context>
    <name>flowbench::jobwords</name>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Discard from %1</source>
        <translation>Aussortieren aus %1</translation>
    </message>
    <message>
        <source>Replay from %1 to %2</source>
        <translation>Erneut senden aus %1 an %2</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>broken off</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>%1 consumed</source>
        <translation>%1 gelesen</translation>
    </message>
    <message>
        <source>%1 left the queue</source>
        <translation>%1 haben die Queue verlassen</translation>
    </message>
    <message>
        <source>%1 came back</source>
        <translation>%1 zurückgekommen</translation>
    </message>
    <message>
        <source>outcome not known</source>
        <translation>Ausgang nicht bekannt</translation>
    </message>
    <message>
        <source>%1 discarded</source>
        <translation>%1 aussortiert</translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation>%1 gesendet</translation>
    </message>
    <message>
        <source>%1 confirmed</source>
        <translation>%1 bestätigt</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 unbekannt</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation>%1 übersprungen</translation>
    </message>
    <message>
        <source>%1 not sent</source>
        <translation>%1 nicht gesendet</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Stopped after the first ones: not all of them arrived and stayed away.</source>
        <translation>Nach den ersten aufgehört: Nicht alle kamen an und blieben weg.</translation>
    </message>
    <message>
        <source>Stopped: too many came back with the same failure.</source>
        <translation>Aufgehört: Zu viele kamen mit demselben Fehler zurück.</translation>
    </message>
    <message>
        <source>Stopped: %1</source>
        <translation>Aufgehört: %1</translation>
    </message>
    <message>
        <source>Stopped: the broker is away.</source>
        <translation>Aufgehört: Der Broker ist weg.</translation>
    </message>
    <message>
        <source>pausing…</source>
        <translation>wird angehalten…</translation>
    </message>
    <message>
        <source>cancelling…</source>
        <translation>wird abgebrochen…</translation>
    </message>
    <message>
        <source>discarding</source>
        <translation>wird aussortiert</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>wird gesendet</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>not sent, in its source</source>
        <translation>nicht gesendet, in seiner Quelle</translation>
    </message>
    <message>
        <source>may have arrived</source>
        <translation>vielleicht angekommen</translation>
    </message>
    <message>
        <source>at the target, still in its source</source>
        <translation>am Ziel, noch in seiner Quelle</translation>
    </message>
    <message>
        <source>at the target, taken out of its source</source>
        <translation>am Ziel, aus seiner Quelle genommen</translation>
    </message>
    <message>
        <source>failed, in its source</source>
        <translation>fehlgeschlagen, in seiner Quelle</translation>
    </message>
    <message>
        <source>skipped, in its source</source>
        <translation>übersprungen, in seiner Quelle</translation>
    </message>
    <message>
        <source>consumed</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>came back</source>
        <translation>zurückgekommen</translation>
    </message>
    <message>
        <source>left the queue</source>
        <translation>hat die Queue verlassen</translation>
    </message>
    <message>
        <source>sending, paced at %1</source>
        <comment>50/s</comment>
        <translation>sendet, gebremst auf %1</translation>
    </message>
    <message>
        <source>watching what becomes of the first ones, %1 left</source>
        <comment>24 s</comment>
        <translation>beobachtet, was aus den ersten wird, noch %1</translation>
    </message>
    <message>
        <source>watching what comes back, %1 left</source>
        <comment>24 s</comment>
        <translation>beobachtet, was zurückkommt, noch %1</translation>
    </message>
    <message>
        <source>everything was taken; only the end was not written down</source>
        <translation>alles wurde genommen; nur das Ende ist nicht aufgeschrieben</translation>
    </message>
    <message>
        <source>everything was sent; only the watch on what comes back was cut</source>
        <translation>alles wurde gesendet; nur das Beobachten dessen, was zurückkommt, brach ab</translation>
    </message>
    <message>
        <source>not taken, in its source</source>
        <translation>nicht genommen, in der Quelle</translation>
    </message>
    <message>
        <source>in its source, may be in the archive too</source>
        <translation>in der Quelle, vielleicht auch im Archiv</translation>
    </message>
    <message>
        <source>in the archive, still in its source</source>
        <translation>im Archiv, noch in der Quelle</translation>
    </message>
    <message>
        <source>in the archive, taken out of its source</source>
        <translation>im Archiv, aus der Quelle genommen</translation>
    </message>
    <message>
        <source>at the target</source>
        <translation>am Ziel</translation>
    </message>
    <message>
        <source>at the target, marked as replayed</source>
        <translation>am Ziel, als erneut gesendet vermerkt</translation>
    </message>
    <message>
        <source>outcome of %1 not known</source>
        <comment>number of events</comment>
        <translation>Ausgang von %1 nicht bekannt</translation>
    </message>
</context>
</TS>
