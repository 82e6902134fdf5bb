#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays of the built command line against a real RabbitMQ that refuses, blocks, loses its way, or whose journal
cannot be written. Each scene looks at the queues through the management API.

scenes.py NAME...   (without a name: all)"""
import base64
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scene import STATE, Scene, counted, sha, until  # noqa: E402

BROKERS = Path(__file__).resolve().parents[1] / 'brokers' / 'brokers.py'


def orders(n, kind='order.placed'):
    return [(f'm-{i}', json.dumps({'id': f'e-{i}', 'type': kind, 'total': i}).encode()) for i in range(n)]


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f'{what}: {got!r}, expected {wanted!r}')


def summary(rows):
    return next(r for r in reversed(rows) if 'success' in r)


def replay(s, *args, check=0, before=(), source='queue:dead'):
    code, rows = s.run('replay', s.url, source, *args, '--yes', check=check, before=before)
    return code, summary(rows) if rows else {}


class Watched:
    """A replay in the background, and what it says meanwhile."""

    def __init__(self, s, *args):
        self.process = subprocess.Popen(s.command('replay', s.url, 'queue:dead', *args, '--yes'), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=s.environment())
        self.notes = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stderr:
            self.notes.append(line.decode())

    def ended(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f'it does not end; its last words: {self.notes[-3:]}') from None
        rows = [json.loads(line) for line in self.process.stdout.read().decode().split('\n') if line]
        return self.process.returncode, summary(rows) if rows else {}


def refusing_target_drains(s):
    """A target that refuses everything for 30 s, then has room: all arrive, none twice; while it refuses, one event is tried."""
    made = orders(60)
    s.queue('narrow', x_max_length=1, x_overflow='reject-publish')
    s.fill('narrow', [('filler', b'x')])
    s.fill('dead', made)
    run = Watched(s, '--all', '--to', 'queue:narrow', '--window', 20, '--attempts', 40)
    time.sleep(30)
    assert run.process.poll() is None, f'gave up while the target refused: {run.notes[-2:]}'
    equal(len(s.bodies('narrow')), 1, 'what the full target holds')
    got, end = [], time.time() + 120
    while run.process.poll() is None:
        assert time.time() < end, 'it does not drain'
        got += s.taken('narrow')
        time.sleep(0.02)
    got += s.taken('narrow')
    code, end = run.ended(10)
    equal((code, end['success'], end['failed']), (0, 60, 0), 'the end')
    equal(counted([x for x in got if x[0] != 'filler']), counted([(i, sha(b)) for i, b in made]), 'what arrived')
    equal(s.bodies('dead'), [], 'the source')


def attempts_are_limited(s):
    """--attempts 3 towards a target that never has room: each event at most three times, nothing lost, in the report."""
    s.queue('full', x_max_length=1, x_overflow='reject-publish')
    s.fill('full', [('filler', b'x')])
    s.fill('dead', orders(3))
    code, end = replay(s, '--all', '--to', 'queue:full', '--attempts', 3, check=1)
    equal((end['success'], end['failed']), (0, 3), 'the end')
    equal(len(s.bodies('dead')), 3, 'the source')
    _, rows = s.run('replay', 'report', end['job'])
    assert all(r['state'] == 'failed' and r['reason'] for r in rows), rows


def unroutable_stay(s):
    """Events whose routing key leads nowhere: exactly those stay, failed with NO_ROUTE."""
    s.api('PUT', f'/api/exchanges/{s.vhost}/events', {'type': 'topic', 'durable': True})
    s.api('POST', f'/api/bindings/{s.vhost}/e/events/q/live', {'routing_key': 'good.#'})
    s.queue('work', x_dead_letter_exchange='', x_dead_letter_routing_key='dead', x_message_ttl=1)
    s.api('POST', f'/api/bindings/{s.vhost}/e/events/q/work', {'routing_key': '#'})
    for i in range(20):
        s.run('publish', s.url, 'exchange:events', '--routing-key', 'good.one' if i % 2 else 'bad.one', '--value', f'v{i}', '--property', f'message_id=m-{i}')
    until(lambda: len(s.bodies('dead')) == 20, 20, 'the queue did not fill')
    s.api('DELETE', f'/api/queues/{s.vhost}/work')
    s.purge('live')
    code, end = replay(s, '--all', '--to', 'origin-exchange', '--window', 6, check=1)
    equal((end['success'], end['failed'], end['returned']), (10, 10, 10), 'the end')
    equal(sorted(i for i, _ in s.bodies('dead')), sorted(f'm-{i}' for i in range(0, 20, 2)), 'what stayed')
    equal(sorted(i for i, _ in s.bodies('live')), sorted(f'm-{i}' for i in range(1, 20, 2)), 'what arrived')
    _, rows = s.run('replay', 'report', end['job'])
    equal({r['reason'] for r in rows if r['state'] == 'failed'}, {'NO_ROUTE'}, 'reasons')


def rabbitmqctl(*args):
    subprocess.run([sys.executable, str(BROKERS), 'rabbitmqctl', '--state', str(STATE), '--', *args], check=True,
                   capture_output=True)


def alarm_blocks_and_can_be_left(s):
    """A memory alarm: said as blocked, `replay cancel` ends it soon, nothing lost; afterwards all arrive."""
    made = orders(200)
    s.fill('dead', made)
    wanted = counted([(i, sha(b)) for i, b in made])
    rabbitmqctl('set_vm_memory_high_watermark', '0.00001')
    try:
        time.sleep(2)
        run = Watched(s, '--all', '--to', 'queue:live', '--window', 50)
        until(lambda: any('"warning"' in n or '"blocked' in n for n in run.notes), 20, lambda: f'blocked is not said: {run.notes[-3:]}')
        _, jobs = s.run('replay', 'jobs')
        t = time.time()
        s.run('replay', 'cancel', jobs[0]['job'])
        run.process.wait(15)
        assert time.time() - t < 12, 'cancel took too long'
    finally:
        rabbitmqctl('set_vm_memory_high_watermark', '0.6')
    until(lambda: counted(s.bodies('dead'), s.bodies('live')) >= wanted, 20, 'events are LOST')
    code, end = replay(s, '--all', '--to', 'queue:live', '--unknown', 'resend', check=None)
    equal(len(s.bodies('dead')), 0, 'the source')


def journal_that_cannot_be_written(s):
    """The disk fails under the journal (EIO, ENOSPC): it stops with a reason and an exit code, nothing is lost, nothing more is sent."""
    made = orders(120)
    wanted = counted([(i, sha(b)) for i, b in made])
    s.fill('dead', made)
    s.run('replay', s.url, 'queue:dead', '--ids', '-', '--to', 'queue:live', '--keep', '--yes', input=b'm-0\n')  # the journal is there
    for error in ('EIO', 'ENOSPC'):
        for call, nth in (('fdatasync', '5+'), ('pwrite64', '40+')):
            s.purge('dead', 'live')
            s.fill('dead', made)
            with tempfile.NamedTemporaryFile() as log:
                done = subprocess.run(['strace', '-f', '-qq', '-o', log.name, '-e', f'trace={call}', '-e', f'inject={call}:error={error}:when={nth}',
                                       *s.command('replay', s.url, 'queue:dead', '--all', '--to', 'queue:live', '--window', 10, '--max-replays', 9, '--yes')],
                                      input=b'', capture_output=True, env=s.environment(), timeout=120)
            what = f'{error} at {call} {nth}'
            assert done.returncode not in (0, -11, -6), f'{what}: exit {done.returncode}'
            equal(done.stderr.count(b'"error"'), 1, f'{what}: errors that are said: {done.stderr[-400:]}')
            end = [json.loads(line) for line in done.stdout.decode().splitlines()]
            assert end or call == 'pwrite64', f'{what}: no last object'
            until(lambda: counted(s.bodies('dead'), s.bodies('live')) >= wanted, 20, f'{what}: events are LOST')
            twice = sum((counted(s.bodies('dead'), s.bodies('live')) - wanted).values())
            assert twice <= 10, f'{what}: {twice} duplicates'
            _, jobs = s.run('replay', 'jobs')
            for e in end:  # none where there was no job yet
                equal((e['job'], e['ended'], e['selected']), (jobs[0]['job'], 'error', 120), f'{what}: the last object')
                equal([e[c] for c in ('success', 'unknown', 'pending')], [jobs[0][c] for c in ('success', 'unknown', 'pending')], f'{what}: what is known')
                equal(jobs[0]['state'], 'interrupted', f'{what}: the state')
            code, _ = s.run('replay', 'resume', jobs[0]['job'], s.url, '--yes', check=None)
            assert code in (0, 1, 2), f'{what}: resume says {code}'
            until(lambda: counted(s.bodies('dead'), s.bodies('live')) >= wanted, 20, f'{what}: events are LOST after resume')


def unknown_is_not_sent_again(s):
    """Killed with events in flight: a new replay says which they are and leaves them where they are, until it is asked to send them."""
    made = orders(120)
    wanted = counted([(i, sha(b)) for i, b in made])
    everything = ('replay', s.url, 'queue:dead', '--all', '--to', 'queue:live', '--window', 20)
    for nth in range(8, 40):
        s.purge('dead', 'live')
        s.fill('dead', made)
        s.run(*everything, '--unknown', 'resend', '--yes', check=None,
              before=['strace', '-f', '-qq', '-o', '/dev/null', '-e', f'inject=fdatasync,fsync:signal=SIGKILL:when={nth}'])
        _, jobs = s.run('replay', 'jobs')
        if jobs and jobs[0]['unknown'] and jobs[0]['success']:
            break
    else:
        raise AssertionError('no kill left something unknown')
    job, open_ = jobs[0]['job'], jobs[0]['unknown']
    equal(jobs[0]['state'], 'interrupted', 'the state of who was killed')
    _, rows = s.run('replay', 'report', job)
    unknown = {r['id'] for r in rows if r['state'] == 'unknown'}
    arrived = {r['id'] for r in rows if r['state'] == 'confirmed'}
    until(lambda: not wanted - counted(s.bodies('dead'), s.bodies('live')), 20, 'events are LOST')
    there = {i for i, _ in s.bodies('dead')}
    arrived &= there
    code, rows = s.run(*everything, '--dry-run', check=None)
    told = {r['id'] for r in rows if 'unknown-in-job' in r.get('warnings', [])}
    equal(told, unknown & there, 'what the plan tells as unknown')
    assert told and all(job in r['refused'] and r['unknown_in'] == job for r in rows if r.get('id') in told), rows
    plan = rows[-1]['plan']
    equal((code, plan['unknown_in_job'], plan['refused'], plan['to_send']), (1, len(told), len(told), len(there - told - arrived)), 'the plan')
    run = Watched(s, '--all', '--to', 'queue:live')
    code, end = run.ended(60)
    equal((code, end['failed'], end['success']), (1, len(told), len(there - told - arrived)), 'the end')
    equal({i for i, _ in s.bodies('dead')}, told | arrived, 'what stays')
    until(lambda: any('"warning"' in n and f'replay report {end["job"]}' in n and job in n for n in run.notes), 5, lambda: f'no reason is said: {run.notes}')
    assert all(n == 1 for i, n in Counter(s.bodies('live')).items() if i[0] not in unknown), 'something else is there twice'
    _, plan = s.run(*everything, '--unknown', 'resend', '--dry-run')
    equal((plan[-1]['plan']['to_send'], plan[-1]['plan']['unknown_in_job']), (len(told), len(told)), 'the plan of those that are sent again')
    code, end = replay(s, '--all', '--to', 'queue:live', '--unknown', 'resend')
    equal((end['success'], {i for i, _ in s.bodies('dead')}), (len(told), arrived), 'the end of those that are sent again')
    assert sum((counted(s.bodies('live')) - wanted).values()) <= open_, 'more are there twice than were unknown'


def limited_quorum_queue_is_looked_at_ten_times(s):
    """A quorum DLQ that allows three deliveries, opened ten times, then replayed: nothing is gone."""
    s.queue('limited', x_queue_type='quorum', x_delivery_limit=3)
    made = orders(30)
    s.fill('limited', made)
    for _ in range(10):
        s.run('dead', 'groups', s.url, 'queue:limited', check=None)
        s.run('replay', s.url, 'queue:limited', '--all', '--to', 'queue:live', '--dry-run')
    equal(s.depth('limited'), 30, 'depth after ten looks')
    replay(s, '--all', '--to', 'queue:live', source='queue:limited')
    equal(counted(s.bodies('live')), counted([(i, sha(b)) for i, b in made]), 'what arrived')


def limited(s, limit, made, looks=1):
    """A quorum DLQ with a delivery limit and what was looked at so often."""
    s.queue('limited', x_queue_type='quorum', x_delivery_limit=limit)
    s.fill('limited', made)
    for _ in range(looks):
        s.run('dead', 'groups', s.url, 'queue:limited')


def all_there(s, made, what, missing=0):
    """Each event is in the source or at the target, once. Depths only: reading bodies would be one more delivery."""
    def left():
        return s.depth('limited') + s.depth('live')
    until(lambda: len(made) - missing <= left() <= len(made), 10, lambda: f'{what}: {left()} of {len(made)} are left')


def emptied(s, made, what):
    """The same by body, for good."""
    got = s.taken('limited') + s.taken('live')
    equal(counted(got), counted([(i, sha(b)) for i, b in made]), what)


def last_deliveries_are_not_returned(s):
    """Messages that a return would destroy: one of a hundred replayed, one discarded, all towards nowhere; none is gone."""
    for limit in (1, 2):
        made = orders(100)
        limited(s, limit, made)
        for n, args in enumerate((('--to', 'queue:live'), ('--to', 'queue:live', '--watch', '2s'), ('--to', 'queue:live'))):
            code, rows = s.run('replay', s.url, 'queue:limited', '--ids', '-', *args, '--yes', input=f'm-{40 + n}\n'.encode())
            equal(summary(rows)['success'], 1, f'limit {limit}, replay {n}')
            all_there(s, made, f'limit {limit}, after replay {n}')
        replay(s, '--all', '--to', 'queue:nowhere', check=1, source='queue:limited')
        all_there(s, made, f'limit {limit}, towards a queue that is not there')
        s.run('discard', s.url, 'queue:limited', '--ids', '-', '--archive', s.home / f'one-{limit}.capture', '--yes', input=b'm-7\n')
        equal(s.depth('limited'), 96, f'limit {limit}, after one was discarded')
        emptied(s, [e for e in made if e[0] != 'm-7'], f'limit {limit}')
        s.api('DELETE', f'/api/queues/{s.vhost}/limited')
        s.purge('live')


def last_deliveries_unroutable(s):
    """Events that come back with NO_ROUTE go back to the queue, though a return would destroy them."""
    s.api('PUT', f'/api/exchanges/{s.vhost}/events', {'type': 'topic', 'durable': True})
    made = orders(30)
    limited(s, 1, made)
    _, end = replay(s, '--all', '--to', 'exchange:events', check=1, source='queue:limited')
    equal((end['success'], end['returned']), (0, 30), 'the end')
    all_there(s, made, 'after NO_ROUTE')
    emptied(s, made, 'after NO_ROUTE')


def last_deliveries_interrupted(s):
    """A paced run ended by SIGINT, resumed, ended again, and resumed to its end: nothing is gone and nothing there twice."""
    for limit in (1, 2):
        made = orders(300)
        limited(s, limit, made)
        arguments = ['replay', s.url, 'queue:limited', '--all', '--to', 'queue:live']
        for n in range(2):
            run = subprocess.Popen(s.command(*arguments, '--rate', 60, '--yes'), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=s.environment())
            until(lambda: s.depth('live') >= 40 * (n + 1), 30, 'it does not send')
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=60)
            equal(run.returncode, 130, f'limit {limit}: exit after SIGINT')
            all_there(s, made, f'limit {limit}, after SIGINT {n + 1}')
            _, jobs = s.run('replay', 'jobs')
            arguments = ['replay', 'resume', jobs[0]['job'], s.url]
        s.run(*arguments, '--yes')
        equal((s.depth('limited'), s.depth('live')), (0, 300), f'limit {limit}: depths at the end')
        emptied(s, made, f'limit {limit}')
        s.api('DELETE', f'/api/queues/{s.vhost}/limited')


def last_deliveries_killed(s):
    """kill -9 in the middle: the broker drops what was held on its last delivery, at most fifty, and each is reported."""
    made = orders(300)
    limited(s, 1, made)
    run = subprocess.Popen(s.command('replay', s.url, 'queue:limited', '--all', '--to', 'queue:live', '--rate', 60, '--yes'),
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=s.environment())
    until(lambda: s.depth('live') >= 60, 30, 'it does not send')
    run.kill()
    run.wait()
    all_there(s, made, 'after kill -9', missing=50)
    _, jobs = s.run('replay', 'jobs')
    s.run('replay', 'resume', jobs[0]['job'], s.url, '--yes', check=None)
    all_there(s, made, 'after the resume', missing=50)
    _, rows = s.run('replay', 'report', jobs[0]['job'])
    told = sum(r['state'] in ('failed', 'unknown') for r in rows)
    assert len(made) - s.depth('live') <= told <= 60, f'{len(made) - s.depth("live")} are gone, {told} are reported'


def motley():
    b64 = lambda b: base64.b64encode(b).decode()
    heads = [{'name': 'x', 'value': '1'}, {'name': 'bin', 'value_base64': b64(b'\x00\xff\x01')}, {'name': 'n', 'type': 'long', 'value': 7}]
    values = [b'{"total":1.10,"huge":1e400,"big":9223372036854775808}', bytes(range(256)), b'', b'{ "a" :\t1.0 , "a":2 }', 'ä€'.encode()]
    return [(f'b-{i}', v, heads) for i, v in enumerate(values)] + [('twin', b'same', heads)] * 2


def fill_motley(s, events):
    text = b''
    for i, body, heads in events:
        e = {'value_base64': base64.b64encode(body).decode(), 'headers': heads, 'amqp': {'properties': {'message_id': i, 'content_type': 'application/json'}}}
        text += json.dumps(e).encode() + b'\n'
    s.run('publish', s.url, 'queue:dead', '--from-json', input=text)


def whole(s, queue):
    _, rows = s.run('scan', s.url, f'queue:{queue}')
    def heads(r):
        return tuple(sorted(json.dumps(h, sort_keys=True) for h in r.get('headers', []) if not h['name'].startswith('flowbench-')))
    return sorted((r.get('value') or '', r.get('value_base64') or '', heads(r), json.dumps(r['amqp']['properties'].get('message_id'))) for r in rows)


def bytes_stay(s):
    """Unedited events arrive byte for byte, twins and binary headers included; an edited one differs only where named; --keep leaves the source."""
    made = motley()
    fill_motley(s, made)
    before = whole(s, 'dead')
    replay(s, '--all', '--to', 'queue:live', '--keep')
    equal(whole(s, 'dead'), before, 'the source after --keep')
    equal(counted(s.bodies('live')), counted([(i, sha(b)) for i, b, _ in made]), 'bodies by SHA-256')
    equal(whole(s, 'live'), before, 'events with their headers')
    s.purge('live')
    recipe = s.home / 'recipe.json'
    recipe.write_text(json.dumps({'recipe': 'fix', 'version': 1, 'edits': [{'set': '/total', 'value': '2'}], 'when': "id == 'b-0' || value.total == 1.1"}))
    code, rows = s.run('replay', s.url, 'queue:dead', '--ids', '-', '--to', 'queue:live', '--max-replays', 5, '--recipe', recipe, '--yes', input=b'b-0\n')
    equal(summary(rows)['success'], 1, 'the edited one')
    equal(s.bodies('live'), [('b-0', sha(b'{"total":2,"huge":1e400,"big":9223372036854775808}'))], 'the edited body')


def twins_move_one_by_one(s):
    """Of two identical messages one is replayed: one is there, one stays."""
    fill_motley(s, [('twin', b'same', [])] * 2)
    _, rows = s.run('replay', s.url, 'queue:dead', '--ids', '-', '--to', 'queue:live', '--yes', check=None, input=s.first_id('dead').encode() + b'\n')
    equal((len(s.bodies('dead')), len(s.bodies('live'))), (1, 1), 'source and target')


def discarded_and_put_back(s):
    """discard takes them into an archive, restore puts the same bodies back, once."""
    made = orders(25)
    s.fill('dead', made)
    archive = s.home / 'archive.capture'
    s.run('discard', s.url, 'queue:dead', '--all', '--archive', archive, '--yes')
    equal(s.bodies('dead'), [], 'after discard')
    s.run('restore', archive, s.url, '--yes')
    equal(counted(s.bodies('dead')), counted([(i, sha(b)) for i, b in made]), 'after restore')
    code, _ = s.run('restore', archive, s.url, '--yes', check=None)
    assert code != 0, 'a second restore says 0'
    equal(len(s.bodies('dead')), 25, 'after a second restore')


def a_restore_broken_off_sends_nothing_twice(s):
    """Killed at any sync, a second restore puts back the rest: none is there twice, and none is neither there nor listed."""
    made = orders(25)
    for nth in (1, 3, 5, 7, 9):
        s.purge('dead')
        s.fill('dead', made)
        archive = s.home / f'broken-{nth}.capture'
        s.run('discard', s.url, 'queue:dead', '--all', '--archive', archive, '--yes')
        s.run('restore', archive, s.url, '--yes', check=None,
              before=['strace', '-f', '-qq', '-o', '/dev/null', '-e', f'inject=fdatasync,fsync:signal=SIGKILL:when={nth}'])
        code, rows = s.run('restore', archive, s.url, '--yes', check=None)
        bodies = s.bodies('dead')
        equal(len(bodies), len(set(bodies)), f'twice there after a kill at sync {nth}')
        if len(bodies) < len(made):
            assert code == 1, f'{len(made) - len(bodies)} are neither back nor told of (exit {code})'
            s.run('restore', archive, s.url, '--unknown', 'resend', '--yes')
            until(lambda: {i for i, _ in s.bodies('dead')} == {i for i, _ in made}, 5, 'not all are back')


def outcomes_are_told(s):
    """--watch: what nobody took is not claimed; what was drained left the queue; what died again came back."""
    s.fill('dead', orders(4))
    _, end = replay(s, '--all', '--to', 'queue:live', '--watch', '2s')
    assert 'left_queue' not in end and 'came_back' not in end, f'claimed though it lies there: {end}'
    s.purge('live')
    s.fill('dead', orders(3))
    run = Watched(s, '--all', '--to', 'queue:live', '--watch', '14s')
    until(lambda: len(s.taken('live')) > 0, 10, 'nothing arrived')
    s.taken('live')
    code, end = run.ended(60)
    equal((code, end.get('left_queue')), (0, 3), f'left_queue in {end}')
    _, rows = s.run('replay', 'report', end['job'])
    equal({r.get('outcome') for r in rows}, {'left_queue'}, 'outcomes in the report')
    s.queue('again', x_dead_letter_exchange='', x_dead_letter_routing_key='dead', x_message_ttl=200)
    s.fill('dead', orders(2))
    _, end = replay(s, '--all', '--to', 'queue:again', '--watch', '4s')
    equal(end.get('came_back'), 2, f'came_back in {end}')


def killed_broker(s):
    """kill -9 of the broker in the middle: the run waits for it and goes on; nothing is lost, what is twice is unknown."""
    made = orders(1500)
    wanted = counted([(i, sha(b)) for i, b in made])
    s.fill('dead', made)
    run = Watched(s, '--all', '--to', 'queue:live', '--window', 50, '--rate', 500)
    time.sleep(1.5)
    for what in ('kill', 'start'):
        subprocess.run([sys.executable, str(BROKERS), what, 'rabbitmq', '--state', str(STATE)], check=True, capture_output=True)
    code, end = run.ended(120)
    until(lambda: s.alive(), 60, 'the broker does not come back')
    until(lambda: not wanted - counted(s.bodies('dead'), s.bodies('live')), 60, 'events are LOST')
    def twice():
        there = s.bodies('dead') + s.bodies('live')
        _, rows = s.run('replay', 'report', end['job'])
        return sum((counted(there) - wanted).values()), sum(r['state'] == 'unknown' or 'again' in (r.get('reason') or '') for r in rows)
    # A broker that was killed forgets acks: such events lie in both, which is said, and a resume takes them out.
    both, listed = twice()
    again = end.get('in_source_again', 0)
    _, rows = s.run('replay', 'report', end['job'])
    equal(again, sum(r['state'] == 'confirmed' and 'source again' in (r.get('reason') or '') for r in rows), 'in_source_again')
    assert not again or any(f'replay resume {end["job"]}' in n for n in run.notes), f'no way out is said: {run.notes[-3:]}'
    assert both <= listed, f'{both} are there twice, {listed} are listed'
    s.run('replay', 'resume', end['job'], s.url, '--yes', check=None)
    until(lambda: not wanted - counted(s.bodies('dead'), s.bodies('live')), 60, 'events are LOST after resume')
    both, _ = twice()
    assert both <= 50, f'{both} are there twice after the resume'
    _, rows = s.run('replay', 'report', end['job'])
    assert {r['state'] for r in rows} <= {'settled', 'unknown'}, {r['state'] for r in rows}


SCENES = [refusing_target_drains, attempts_are_limited, unroutable_stay, alarm_blocks_and_can_be_left,
          journal_that_cannot_be_written, unknown_is_not_sent_again, limited_quorum_queue_is_looked_at_ten_times, last_deliveries_are_not_returned,
          last_deliveries_unroutable, last_deliveries_interrupted, last_deliveries_killed, bytes_stay, twins_move_one_by_one,
          discarded_and_put_back, a_restore_broken_off_sends_nothing_twice, outcomes_are_told, killed_broker]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = sys.argv[1:] or [f.__name__ for f in SCENES]
    failed = 0
    for scene in SCENES:
        if scene.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as home:
            s = Scene(f'scene{time.time_ns()}', home)
            began = time.time()
            try:
                for queue in ('dead', 'live'):
                    s.queue(queue)
                scene(s)
                print(f'ok {scene.__name__} ({time.time() - began:.1f} s)', flush=True)
            except Exception:
                failed += 1
                print(f'FAILED {scene.__name__}: {traceback.format_exc(limit=-2)}', flush=True)
            finally:
                s.close()
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
