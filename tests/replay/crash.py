#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a replay with SIGKILL at its syncs to the disk, one after the other, and looks each time: every body is in the
source or the target, a resume finishes, what is there twice is listed, and duplicates stay within the window.

crash.py EVENTS WINDOW all|SPREAD   (SPREAD: so many syncs, spread over the run)"""
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scene import Scene, counted, sha, until  # noqa: E402

SYNCS = 'fdatasync,fsync'


def events(n):
    made = [(f'm-{i}', f'{{"id":"e-{i}","data":{{"total":{i}.10,"huge":1e400}}}}'.encode()) for i in range(n)]
    made[1] = ('m-1', bytes(range(256)))
    made[2] = ('m-2', b'')
    made[4] = (made[4][0], made[3][1])  # the same body under another id
    return made


def strace(*more):
    return ['strace', '-f', '-qq', '-e', f'trace={SYNCS}', *more]


def count_syncs(scene, args, folder):
    log = Path(folder) / 'syncs'
    scene.run(*args, before=strace('-o', str(log)))
    return len(re.findall(r'(?:fdatasync|fsync)\(', log.read_text()))


class Round:
    """One kill and what is found after it."""

    def __init__(self, scene, made, window):
        self.scene, self.made, self.window = scene, made, window
        self.wanted = counted([(i, sha(b)) for i, b in made])
        self.unknown = self.twice = 0

    def nothing_lost(self, when):
        def missing():
            return self.wanted - counted(self.scene.bodies('dead'), self.scene.bodies('live'))
        until(lambda: not missing(), 30, lambda: f'{when}: {sum(missing().values())} events are LOST')

    def resumed(self, job, when):
        code, _ = self.scene.run('replay', 'resume', job, self.scene.url, '--yes', check=None)
        assert code in (0, 1), f'{when}: resume ended with {code}'
        self.nothing_lost(f'{when}, resumed')
        source, target = self.scene.bodies('dead'), self.scene.bodies('live')
        _, rows = self.scene.run('replay', 'report', job)
        state = {r['id']: r for r in rows}
        assert set(state) == {i for i, _ in self.made}, f'{when}: the report tells of {len(state)} events'
        states = {r['state'] for r in rows}
        assert states <= {'settled', 'unknown'}, f'{when}: states {states}'
        self.unknown = sum(r['state'] == 'unknown' for r in rows)
        both = counted(source, target) - self.wanted
        self.twice = sum(both.values())
        assert self.twice <= self.window, f'{when}: {self.twice} duplicates, the window is {self.window}'
        there = {}
        for i, _ in source + target:
            there[i] = there.get(i, 0) + 1
        silent = [i for i, n in there.items() if n > 1 and state[i]['state'] != 'unknown' and not state[i].get('reason')]
        assert not silent, f'{when}: {silent[:3]} are there twice and not listed'
        assert code == 1 or not source, f'{when}: resume says 0, {len(source)} events are still in the source'


def kill_at(scene, made, window, nth):
    scene.purge('dead', 'live')
    scene.fill('dead', made)
    # The same events as in the rounds before, some of which those do not know of.
    args = ('replay', scene.url, 'queue:dead', '--all', '--to', 'queue:live', '--window', window, '--unknown', 'resend', '--yes')
    _, before = scene.run('replay', 'jobs')
    with tempfile.NamedTemporaryFile() as log:
        code, _ = scene.run(*args, check=None,
                            before=strace('-o', log.name, '-e', f'inject={SYNCS}:signal=SIGKILL:when={nth}'))
    when = f'killed at sync {nth}'
    round_ = Round(scene, made, window)
    # The broker gives back what the dead process held.
    time.sleep(0.2)
    round_.nothing_lost(when)
    _, after = scene.run('replay', 'jobs')
    new = {j['job'] for j in after} - {j['job'] for j in before}
    assert len(new) <= 1, f'{when}: {len(new)} jobs'
    if new and code != 0:
        round_.resumed(new.pop(), when)
    else:
        assert code == 0 or not scene.bodies('live'), f'{when}: events were sent and no job tells of it'
    return code, round_


def main():
    n, window, which = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    made = events(n)
    with tempfile.TemporaryDirectory() as home:
        scene = Scene(f'crash{n}x{time.time_ns()}', home)
        try:
            for queue in ('dead', 'live'):
                scene.queue(queue)
            scene.fill('dead', made)
            args = ('replay', scene.url, 'queue:dead', '--all', '--to', 'queue:live', '--window', window, '--yes')
            count_syncs(scene, args, home)  # makes the journal
            scene.purge('live')
            scene.fill('dead', made)
            syncs = count_syncs(scene, args, home)
            points = range(1, syncs + 1)
            if which != 'all':
                spread = int(which)
                points = sorted({1 + i * (syncs - 1) // max(spread - 1, 1) for i in range(spread)})
            killed = unknown = twice = 0
            for nth in points:
                code, r = kill_at(scene, made, window, nth)
                killed += code != 0
                unknown += r.unknown
                twice += r.twice
            assert killed >= len(points) * 0.8, f'only {killed} of {len(points)} runs were killed: the test says too little'
            print(f'{n} events, window {window}: {syncs} syncs, killed at {killed}: 0 lost, {twice} duplicates, '
                  f'{unknown} unknown, each listed')
        finally:
            scene.close()


if __name__ == '__main__':
    try:
        main()
    except (AssertionError, subprocess.TimeoutExpired) as trouble:
        print(f'FAILED: {trouble}', file=sys.stderr)
        sys.exit(1)
