#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dead letters as Spring Kafka and Kafka Connect write them, on a real Kafka, from end to end: grouped by what really
failed, replayed to where they came from, without what tells of the failure, and known to be consumed once a group has
read past them.

kafka.py NAME...   (without a name: all)"""
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scene import environment_of_brokers  # noqa: E402
from transaction import Home  # noqa: E402


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f'{what}: {got!r}, expected {wanted!r}')


def text(name, value):
    return {'name': name, 'value': value}


def number(name, value, size):
    return {'name': name, 'value_base64': base64.b64encode(value.to_bytes(size, 'big')).decode()}


def spring(topic, i, cause):
    return [text('trace', f't-{i}'), text('kafka_dlt-original-topic', topic), number('kafka_dlt-original-partition', 1, 4),
            number('kafka_dlt-original-offset', i, 8), number('kafka_dlt-original-timestamp', 1760000000000 + i, 8),
            text('kafka_dlt-original-timestamp-type', 'CreateTime'), text('kafka_dlt-original-consumer-group', 'warehouse'),
            text('kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'),
            text('kafka_dlt-exception-cause-fqcn', cause),
            text('kafka_dlt-exception-message', f"Listener method 'on' threw exception; order {i} is broken"),
            text('kafka_dlt-exception-stacktrace', f'{cause}: order {i} is broken\n\tat com.example.Orders.on(Orders.java:42)\n')]


def connect(topic, i, exception):
    return [text('trace', f't-{i}'), text('__connect.errors.topic', topic), text('__connect.errors.partition', '0'), text('__connect.errors.offset', str(i)),
            text('__connect.errors.connector.name', 'sink'), text('__connect.errors.task.id', '0'), text('__connect.errors.stage', 'VALUE_CONVERTER'),
            text('__connect.errors.class.name', 'org.apache.kafka.connect.json.JsonConverter'), text('__connect.errors.exception.class.name', exception),
            text('__connect.errors.exception.message', f'Converting byte[] to Kafka Connect data failed due to serialization error of topic {topic}: '),
            text('__connect.errors.exception.stacktrace', f'{exception}: no\n\tat org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:333)\n')]


class Topics:
    def __init__(self, home, suffix):
        self.home, self.name = home, f'e2e{os.getpid()}-{time.time_ns()}'
        self.dead = self.name + suffix
        for topic in (self.name, self.dead):
            home.run('declare', home.url, topic, '--partitions', 3, '--yes')

    def fill(self, events):
        lines = ''.join(json.dumps({'key': f'k{i}', 'value': f'{{"id":"e-{i}","n":1.10}}', 'headers': h}) + '\n' for i, h in enumerate(events))
        self.home.run('publish', self.home.url, self.dead, '--from-json', input=lines.encode())

    def groups(self):
        return {g['exception']: g['count'] for g in self.home.run('dead', 'groups', self.home.url, self.dead)[1]}

    def arrived(self):
        return sorted(self.home.run('scan', self.home.url, self.name)[1], key=lambda r: int(r['key'][1:]))


def look_over(topics, rows, count):
    equal([r['key'] for r in rows], [f'k{i}' for i in range(count)], 'keys that arrived')
    equal({r['value'] for r in rows}, {f'{{"id":"e-{i}","n":1.10}}' for i in range(count)}, 'bodies that arrived')
    for r in rows:
        names = [h['name'] for h in r['headers']]
        equal(names, ['trace', 'flowbench-replay-id', 'flowbench-replay-of', 'flowbench-replay-count'], f'headers of {r["key"]}')


def spring_is_grouped_and_replayed(home):
    """Grouped by the cause behind the wrapper, not by the number in the message; back to topic and partition."""
    t = Topics(home, '-dlt')
    t.fill([spring(t.name, i, 'com.example.NoStock' if i % 3 else 'java.lang.IllegalStateException') for i in range(30)])
    equal(t.groups(), {'com.example.NoStock': 20, 'java.lang.IllegalStateException': 10}, 'groups')
    _, rows = home.run('replay', home.url, t.dead, '--all', '--to', 'origin', '--yes')
    equal((rows[-1]['success'], rows[-1]['failed']), (30, 0), 'the end')
    rows = t.arrived()
    look_over(t, rows, 30)
    equal({r['partition'] for r in rows}, {1}, 'partitions')
    _, again = home.run('replay', home.url, t.dead, '--all', '--to', 'origin', '--yes', check=None)
    equal((again[-1]['skipped'], len(t.arrived())), (30, 30), 'a second replay')


def connect_is_grouped_and_replayed(home):
    """The same for a sink's dead letters."""
    t = Topics(home, '.dlq')
    t.fill([connect(t.name, i, 'org.apache.kafka.connect.errors.DataException') for i in range(12)])
    equal(t.groups(), {'org.apache.kafka.connect.errors.DataException': 12}, 'groups')
    _, rows = home.run('replay', home.url, t.dead, '--all', '--to', 'origin', '--yes')
    equal(rows[-1]['success'], 12, 'the end')
    look_over(t, t.arrived(), 12)


def consumed_is_told(home):
    """--watch: consumed once every known group is past the copy; before that it is not claimed."""
    host = environment_of_brokers()['FLOWBENCH_KAFKA']
    t = Topics(home, '-dlt')
    home.run('publish', home.url, t.name, '--value', 'first')
    group = f'g-{t.name}'
    def consume():
        done = subprocess.run(['kcat', '-b', host, '-G', group, '-e', '-q', '-X', 'auto.offset.reset=earliest', '-X', 'enable.auto.commit=true', t.name],
                              capture_output=True, timeout=60)
        equal(done.returncode, 0, f'kcat: {done.stderr[-200:]!r}')
    consume()
    t.fill([spring(t.name, i, 'com.example.NoStock') for i in range(5)])
    _, rows = home.run('replay', home.url, t.dead, '--all', '--to', 'origin', '--watch', '2s', '--yes')
    assert 'consumed' not in rows[-1], f'claimed though nobody read them: {rows[-1]}'
    consume()
    run = subprocess.Popen(home.command('replay', home.url, t.dead, '--all', '--to', 'origin', '--max-replays', 5, '--watch', '15s', '--yes'),
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=home.environment())
    time.sleep(3)
    consume()
    out, _ = run.communicate(timeout=60)
    equal(json.loads(out.decode().strip().split('\n')[-1]).get('consumed'), 5, 'consumed')


SCENES = [spring_is_grouped_and_replayed, connect_is_grouped_and_replayed, consumed_is_told]


def main():
    wanted = sys.argv[1:] or [f.__name__ for f in SCENES]
    failed = 0
    for scene in SCENES:
        if scene.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                scene(Home(folder))
                print(f'ok {scene.__name__}', flush=True)
            except Exception:
                failed += 1
                print(f'FAILED {scene.__name__}: {traceback.format_exc(limit=-2)}', flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
