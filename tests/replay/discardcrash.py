#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a discard with SIGKILL at every of its syncs to the disk, goes on with it, and puts back what it took: the queue
is empty in between, and afterwards every body is there once.

discardcrash.py EVENTS"""
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from crash import SYNCS, count_syncs, events, strace  # noqa: E402
from scene import Scene, counted, sha, until  # noqa: E402


def kill_at(scene, made, archive, nth):
    """Whether there was something to go on with."""
    wanted = counted([(i, sha(b)) for i, b in made])
    scene.purge('dead')
    scene.fill('dead', made)
    _, before = scene.run('replay', 'jobs')
    with tempfile.NamedTemporaryFile() as log:
        code, _ = scene.run('discard', scene.url, 'queue:dead', '--all', '--archive', archive, '--yes', check=None,
                            before=strace('-o', log.name, '-e', f'inject={SYNCS}:signal=SIGKILL:when={nth}'))
    when = f'killed at sync {nth}'
    _, after = scene.run('replay', 'jobs')
    new = {j['job'] for j in after} - {j['job'] for j in before}
    assert len(new) <= 1, f'{when}: {len(new)} jobs'
    if not new:
        until(lambda: counted(scene.bodies('dead')) == wanted, 30, lambda: f'{when}: no job, and events are not there')
        return False
    if code != 0:
        # The broker gives back what the dead process held.
        time.sleep(0.2)
        code, said = scene.run('replay', 'resume', *new, scene.url, '--yes', check=None)
        assert code == 0, f'{when}: resume ended with {code}: {said}'
    left = scene.bodies('dead')
    assert not left, f'{when}: {len(left)} events are still in the queue'
    scene.run('restore', archive, scene.url, '--yes')
    back = counted(scene.bodies('dead'))
    lost, twice = wanted - back, back - wanted
    assert not lost and not twice, f'{when}: {sum(lost.values())} are lost, {sum(twice.values())} are there twice'
    return True


def main():
    made = events(int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        scene = Scene(f'away{time.time_ns()}', home)
        try:
            scene.queue('dead')
            scene.fill('dead', made)
            syncs = count_syncs(scene, ('discard', scene.url, 'queue:dead', '--all', '--archive', Path(home) / 'a', '--yes'), home)
            gone_on = sum(kill_at(scene, made, Path(home) / f'a{nth}', nth) for nth in range(1, syncs + 1))
            assert gone_on >= 5, f'only {gone_on} of {syncs} runs left a job: the test says too little'
            print(f'{len(made)} events discarded: {syncs} syncs, {gone_on} left a job: all put back, each once')
        finally:
            scene.close()


if __name__ == '__main__':
    try:
        main()
    except (AssertionError, subprocess.TimeoutExpired) as trouble:
        print(f'FAILED: {trouble}', file=sys.stderr)
        sys.exit(1)
