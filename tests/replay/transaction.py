#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills transactional replays on a real Kafka with SIGKILL at writes of the journal: every event is at the target once,
and what was committed without having been written down is said to be found so."""
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scene import CLI, environment_of_brokers  # noqa: E402

EVENTS, WINDOW = 200, 50


class Home:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.url = 'kafka://' + environment_of_brokers()['FLOWBENCH_KAFKA']

    def environment(self):
        e = dict(os.environ, HOME=str(self.folder))
        for name in ('CONFIG', 'DATA', 'STATE', 'CACHE'):
            e[f'XDG_{name}_HOME'] = str(self.folder / name.lower())
        return e

    def command(self, *args):
        return [CLI, '--json', '--workspace', str(self.folder / 'workspace'), *map(str, args)]

    def run(self, *args, check=0, input=b'', before=()):
        done = subprocess.run([*before, *self.command(*args)], input=input, capture_output=True, env=self.environment(), timeout=120)
        if check is not None:
            assert done.returncode == check, f'exit {done.returncode}: {args}: {done.stderr[-400:]!r}'
        return done.returncode, [json.loads(line) for line in done.stdout.decode().split('\n') if line]

    def jobs(self):
        return {j['job'] for j in self.run('replay', 'jobs')[1]}


def killed_at(home, nth, log):
    """The states and reasons of a replay that was killed at that write and resumed; nothing: it was not killed."""
    topic = f'txn{os.getpid()}-{time.time_ns()}'
    for name in (topic, topic + '.DLT'):
        home.run('declare', home.url, name, '--yes')
    lines = ''.join(json.dumps({'key': f'k{i}', 'value': f'v{i}'}) + '\n' for i in range(EVENTS))
    home.run('publish', home.url, topic + '.DLT', '--from-json', input=lines.encode())
    old = home.jobs()
    code, _ = home.run('replay', home.url, topic + '.DLT', '--all', '--to', topic, '--transaction', '--window', WINDOW, '--yes',
                       check=None, before=['strace', '-f', '-qq', '-o', log, '-e', 'trace=pwrite64', '-e',
                                           f'inject=pwrite64:signal=SIGKILL:when={nth}'])
    states = Counter()
    new = home.jobs() - old
    if code != 0 and new:
        job = new.pop()
        home.run('replay', 'resume', job, home.url, '--yes')
        states = Counter((r['state'], r.get('reason')) for r in home.run('replay', 'report', job)[1])
    got = Counter(r['key'] for r in home.run('scan', home.url, topic, '--isolation', 'committed')[1])
    if code == 0 or states:
        assert got == Counter(f'k{i}' for i in range(EVENTS)), f'killed at write {nth}: {len(got)} of {EVENTS} events, {sum(n > 1 for n in got.values())} twice'
        assert code == 0 or {s for s, _ in states} == {'settled'}, f'killed at write {nth}: {states}'
    else:
        assert not got, f'killed at write {nth}: events were sent and no job tells of it'
    return states


def refused(home):
    """--transaction is one Kafka cluster's promise: elsewhere it is a wrong use, and nothing is sent."""
    brokers = environment_of_brokers()
    rabbit, other = f'amqp://guest:guest@{brokers["FLOWBENCH_RABBITMQ"]}/', 'kafka://' + brokers['FLOWBENCH_KAFKA39']
    topic = f'refused{os.getpid()}-{time.time_ns()}'
    for url, name in ((home.url, topic), (home.url, topic + '.DLT'), (other, topic)):
        home.run('declare', url, name, '--yes')
    home.run('publish', home.url, topic + '.DLT', '--value', 'v')
    home.run('replay', rabbit, 'queue:any', '--all', '--transaction', '--yes', check=2)
    home.run('replay', home.url, topic + '.DLT', '--all', '--to', topic, '--to-connection', other, '--transaction', '--yes', check=2)
    home.run('replay', home.url, topic + '.DLT', '--all', '--to', 'queue:any', '--to-connection', rabbit, '--transaction', '--yes', check=2)
    for url in (home.url, other):
        assert not home.run('scan', url, topic)[1], 'something was sent'


def main():
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        refused(home)
        log = str(home.folder / 'log')
        home.jobs()
        found = Counter()
        for nth in (56, 60, 62, 64, 66, 68, 70, 72):
            found.update(killed_at(home, nth, log))
        print(dict(found))
        reasons = {reason for _, reason in found}
        assert 'its transaction was committed' in reasons, f'no kill came between a commit and its note: {reasons}'


if __name__ == '__main__':
    try:
        main()
    except AssertionError as trouble:
        print(f'FAILED: {trouble}', file=sys.stderr)
        sys.exit(1)
