#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Flowbench against its references, both in one run.

    run.py [NAME...] [--json] [--build DIR] [--events N] [--pairs N] [--no-wait]

Reference and ours alternate; the figure is the median over the pairs. Builds nothing (./dev bench does), starts a
private Kafka where a bench needs one, and ends it. Exit code 1: a goal was missed or a bench failed. README.md says
what each name measures. Python 3 and its standard library only.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import desk  # noqa: E402
import machine  # noqa: E402
from machine import Failed, median, run_json, timed  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TOPIC, PARTITIONS = 'bench', 6


class Bench:
    """What the benches share: the build, the broker with its topic, a folder that goes away."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.build = Path(options.build).resolve()
        self.kafka = None
        self.states = {}

    def program(self, name):
        for place in ('tests/bench', 'app', 'app/gui'):
            path = self.build / place / name
            if path.is_file():
                return str(path)
        raise Failed(f'the build has no {name}: ./dev bench builds it')

    def started(self, kind):
        """What the tests' brokers tell of a broker of that kind; started once."""
        state = self.folder / kind
        if kind not in self.states:
            self.states[kind] = state
            machine.quietly([sys.executable, str(ROOT / 'tests/brokers/brokers.py'), 'up', '--state', str(state), '--only', kind, '--ttl', '0',
                             '--watch', str(os.getpid())])
        return dict(line.split('=', 1) for line in (state / 'brokers.env').read_text().splitlines())

    def broker(self):
        """host:port of a Kafka that holds the topic; started and filled once."""
        if self.kafka:
            return self.kafka
        self.kafka = self.started('kafka')['FLOWBENCH_KAFKA']
        self.say(f'filling a topic with {self.options.events:,} events')
        filled = run_json([self.program('bench_kafka_fill'), self.kafka, TOPIC, str(PARTITIONS), str(self.options.events)])
        self.say(f'{filled["mean_bytes"]:.0f} bytes an event, {filled["events_per_second"] / 1e3:.0f} k events/s written')
        return self.kafka

    def finish(self):
        for state in self.states.values():
            machine.quietly([sys.executable, str(ROOT / 'tests/brokers/brokers.py'), 'down', '--state', str(state)])

    def say(self, text):
        print(f'# {text}', file=sys.stderr, flush=True)

    def pairs(self, reference, ours):
        """Both in turns, who begins changing; each waits for a quiet machine first. [(reference, ours)]"""
        runs = []
        for i in range(self.options.pairs):
            got = {}
            for name, work in ([('r', reference), ('o', ours)] if i % 2 == 0 else [('o', ours), ('r', reference)]):
                machine.wait_until_quiet(self.options.wait)
                got[name] = work()
            runs.append((got['r'], got['o']))
        return runs


def answer(figure, unit, goal, runs, smaller=True, **more):
    met = figure <= goal if smaller else figure >= goal
    return {'figure': round(figure, 3), 'unit': unit, 'goal': goal, 'met': met and more.pop('also', True), 'runs': runs, **more}


# ---- the benches

def kafka_tail(b):
    kafka = b.broker()
    bare, tail = b.program('bench_kafka_bare'), b.program('bench_kafka_tail')
    pairs = b.pairs(lambda: run_json([bare, kafka, TOPIC]), lambda: run_json([tail, kafka, TOPIC], env=machine.OFFSCREEN))
    if any(r['events'] != o['events'] for r, o in pairs):
        raise Failed('the two did not read the same events')
    p99 = median([o['lateness']['p99_ms'] for _, o in pairs])
    worst = median([o['lateness']['max_ms'] for _, o in pairs])
    return answer(median([r['seconds'] / o['seconds'] for r, o in pairs]), 'x of a bare batch loop', .85,
                  [{'bare': r, 'flowbench': o} for r, o in pairs], smaller=False, aim=.9, lateness_p99_ms=p99, lateness_max_ms=worst,
                  lateness_goal='p99 < 16 ms, max < 100 ms', also=p99 < 16 and worst < 100,
                  bare_events_per_second=round(median([r['events_per_second'] for r, _ in pairs])),
                  events_per_second=round(median([o['events_per_second'] for _, o in pairs])))


def kafka_scan(b):
    kafka = b.broker()
    bare, cli = b.program('bench_kafka_bare'), b.program('flowbench-cli')

    def scan():
        seconds, out = timed([cli, 'scan', f'kafka://{kafka}', TOPIC, '--count', '--quiet'], env=machine.private(b.folder))
        if int(out.strip() or 0) != b.options.events:
            raise Failed(f'flowbench-cli counted {out.strip()} of {b.options.events}')
        return {'seconds': seconds}

    pairs = b.pairs(lambda: {'seconds': timed([bare, kafka, TOPIC])[0]}, scan)
    return answer(median([r['seconds'] / o['seconds'] for r, o in pairs]), 'x of a bare batch loop, whole process', .95,
                  [{'bare': r, 'flowbench-cli': o} for r, o in pairs], smaller=False)


def search(b, expression, jq, wanted=None):
    """flowbench-cli scan --filter against the bare loop that only counts, whole processes; beside it kcat | jq, once."""
    kafka = b.broker()
    bare, cli = b.program('bench_kafka_bare'), b.program('flowbench-cli')

    def scan():
        seconds, out = timed([cli, 'scan', f'kafka://{kafka}', TOPIC, '--filter', expression, '--count', '--quiet'], env=machine.private(b.folder))
        found = int(out.strip() or 0)
        if wanted not in (None, found):
            raise Failed(f'{expression}: {found} events were found, {wanted} are there')
        return {'seconds': seconds, 'found': found}

    pairs = b.pairs(lambda: {'seconds': timed([bare, kafka, TOPIC])[0]}, scan)
    more = {'events': b.options.events, 'seconds': median([o['seconds'] for _, o in pairs]), 'bare_seconds': median([r['seconds'] for r, _ in pairs])}
    if shutil.which('kcat') and shutil.which('jq'):
        machine.wait_until_quiet(b.options.wait)
        seconds, out = timed(['sh', '-c', f"kcat -C -b {kafka} -t {TOPIC} -o beginning -e -q -J | jq -c '{jq}' | wc -l"], timeout=1800)
        if int(out) != pairs[0][1]['found']:
            raise Failed(f'kcat | jq found {out.strip()} events, Flowbench {pairs[0][1]["found"]}')
        more |= {'kcat_jq_seconds': seconds, 'times_faster_than_kcat_jq': round(seconds / more['seconds'], 1)}
    return answer(median([r['seconds'] / o['seconds'] for r, o in pairs]), 'x of a bare batch loop that only counts, whole process', .85,
                  [{'bare': r, 'flowbench-cli': o} for r, o in pairs], smaller=False, **more)


def search_key(b):
    # The keys of orders.cpp come again after 900,000 events.
    i = b.options.events // 2
    key = f'customer-{100000 + i * 7919 % 900000}'
    return search(b, f'key == "{key}"', f'select(.key == "{key}")', len(range(i % 900000, b.options.events, 900000)))


def search_field(b):
    return search(b, 'value.data.customerId == 4242424', 'select((.payload | fromjson).data.customerId == 4242424)')


def store_memory(b):
    program = b.program('bench_store_memory')
    machine.wait_until_quiet(b.options.wait)
    runs = [run_json([program]) for _ in range(3)]
    return answer(median([r['ratio'] for r in runs]), 'x of the events\' own bytes', 1.08, runs)


def open_capture(b):
    """A million events from a capture into the store."""
    program = b.program('bench_open_capture')
    runs = [b_run(b, [program, str(b.folder)]) for _ in range(b.options.pairs)]
    return answer(median([r['seconds'] for r in runs]), 's for 1 M events', 1.0, runs, read_the_bytes_s=median([r['read_seconds'] for r in runs]),
                  first_events_ms=1e3 * median([r['first_seconds'] for r in runs]), search_s=median([r['search_seconds'] for r in runs]))


def export(b):
    """A million events as NDJSON, beside writing the same bytes."""
    run = b_run(b, [b.program('bench_export'), str(b.folder), '1000000', str(b.options.pairs)])
    return answer(run['ratio'], 'x of writing the same bytes', 0.5, [run], smaller=False, seconds=run['seconds'], bare_s=run['bare_seconds'])


def table_10m(b):
    program = b.program('bench_table_10m')
    pairs = [(None, o) for o in (b_run(b, [program]) for _ in range(b.options.pairs))]
    steps = {step: median([o[step]['p99_ms'] for _, o in pairs]) for step in ('append', 'jump', 'filter_on', 'filter_off', 'trim')}
    reference = b_run(b, [program, '10000000', 'reference'])
    return answer(max(steps.values()), 'ms p99, the slowest step', 8, [o for _, o in pairs], steps_p99_ms=steps,
                  plain_table_view={k: reference[k]['p99_ms'] for k in ('append', 'jump')})


def b_run(b, command):
    machine.wait_until_quiet(b.options.wait)
    return run_json(command, env=machine.OFFSCREEN)


def first_event(b):
    kafka = b.broker()
    bare, ours = b.program('bench_kafka_bare'), b.program('bench_first_event')
    pairs = b.pairs(lambda: run_json([bare, kafka, TOPIC, 'first']), lambda: run_json([ours, kafka, TOPIC], env=machine.OFFSCREEN))
    return answer(median([o['painted_ms'] for _, o in pairs]), 'ms from connect to painted', 120, [{'bare': r, 'flowbench': o} for r, o in pairs],
                  stored_ms=median([o['stored_ms'] for _, o in pairs]), bare_first_ms=1e3 * median([r['seconds'] for r, _ in pairs]))


def start_window(b):
    bare, window = b.program('bench_bare_window'), b.program('flowbench')
    env = machine.private(b.folder)
    desk.save_connections(b.program('flowbench-cli'), env, 50)
    with desk.Screen() as screen:
        def start(command, cold):
            if cold:
                machine.forget_files(command[0])
            return screen.start(command, env) * 1e3
        ours = [window, '--page', 'traffic', '--theme', 'light', '--size', '1280x800']
        for command in ([bare], ours):
            start(command, False)
        warm = b.pairs(lambda: start([bare], False), lambda: start(ours, False))
        cold = b.pairs(lambda: start([bare], True), lambda: start(ours, True))
    w, c = median([o for _, o in warm]), median([o for _, o in cold])
    return answer(w, 'ms from exec to painted, warm', 100, [{'bare': r, 'flowbench': o, 'files': name} for name, pairs in (('warm', warm), ('cold', cold))
                                                             for r, o in pairs],
                  cold_ms=c, cold_goal=350, also=c <= 350, bare_warm_ms=median([r for r, _ in warm]), bare_cold_ms=median([r for r, _ in cold]))


def idle(b):
    kafka = b.broker()
    bare, window = b.program('bench_kafka_idle'), b.program('flowbench')
    env = machine.private(b.folder) | machine.OFFSCREEN
    # Ten different connections to one broker: their names to it differ.
    connect = [x for i in range(10) for x in ('--connect', f'kafka://{kafka}/?client.id=bench-{i}')]
    pairs = []
    for _ in range(min(b.options.pairs, 3)):
        machine.wait_until_quiet(b.options.wait)
        pairs.append((run_json([bare, kafka, TOPIC, '10', '20']), desk.used([window, *connect], env, settle=12, seconds=20)))
    return answer(100 * median([max(o['core'] - r['core'], 0) for r, o in pairs]), '% of a core above ten bare idle consumers', 1,
                  [{'bare': r, 'flowbench': o} for r, o in pairs], core_percent=100 * median([o['core'] for _, o in pairs]),
                  rss_mb=median([o['rss_bytes'] for _, o in pairs]) / 1e6)


def chart_frame(b):
    program = b.program('bench_chart_frame')
    pairs = b.pairs(lambda: run_json([program, 'reference'], env=machine.OFFSCREEN), lambda: run_json([program], env=machine.OFFSCREEN))
    return answer(median([o['p50_ms'] for _, o in pairs]), 'ms a frame', 4, [{'qlineseries': r, 'flowbench': o} for r, o in pairs],
                  p99_ms=median([o['p99_ms'] for _, o in pairs]), times_faster_than_qlineseries=round(median([r['p50_ms'] / o['p50_ms'] for r, o in pairs]), 1))


TOTAL = 'value.data.total > 100'
THREE = "value.data.total > 100 && value.data.currency == 'EUR' && value.type.matches('^order[.]')"


def cel(b, expression, goal):
    program = b.program('bench_cel')
    pairs = b.pairs(lambda: run_json([program, 'bare']), lambda: run_json([program, expression]))
    if expression == TOTAL and any(r['hits'] != o['hits'] for r, o in pairs):
        raise Failed('the two did not find the same events')
    ours = median([o['events_per_second'] for _, o in pairs])
    return answer(median([o['events_per_second'] / r['events_per_second'] for r, o in pairs]), 'x of a bare one-field simdjson loop', goal,
                  [{'bare': r, 'flowbench': o} for r, o in pairs], smaller=False, events_per_second=round(ours),
                  bare_events_per_second=round(median([r['events_per_second'] for r, _ in pairs])), **cel_go(b, expression, ours, pairs[0][1]['hits']))


def cel_go(b, expression, ours, hits):
    """The engine others embed, on the same bodies; told, not a goal."""
    go = shutil.which('go')
    if not go:
        return {'cel_go': 'not measured: no Go here'}
    program, bodies = b.folder / 'celgo', b.folder / 'bodies.ndjson'
    if not program.exists():
        r = subprocess.run([go, 'build', '-o', str(program), '.'], cwd=ROOT / 'tests/bench/celgo', capture_output=True, text=True,
                           env=os.environ | {'GOFLAGS': '-mod=mod'})
        if r.returncode:
            return {'cel_go': f'not measured: {r.stderr.strip().splitlines()[-1][:120]}'}
        machine.quietly([b.program('bench_cel'), 'write', str(bodies)])
    machine.wait_until_quiet(b.options.wait)
    got = run_json([str(program), str(bodies), expression])
    if got['hits'] != hits:
        raise Failed(f'cel-go found {got["hits"]} events, Flowbench {hits}')
    return {'cel_go_events_per_second': got['events_per_second'], 'times_faster_than_cel_go': round(ours / got['events_per_second'], 1)}


def cel_one(b):
    return cel(b, TOTAL, .6)


def cel_three(b):
    return cel(b, THREE, .3)


def literal(b):
    if not shutil.which('rg'):
        raise Failed('there is no ripgrep here (rg): it is what is compared with')
    program, bodies, word = b.program('bench_literal'), b.folder / 'literal.ndjson', 'SKU-0424'
    machine.quietly([program, 'write', str(bodies)])
    grep = ['rg', '--no-config', '--count', word, str(bodies)]
    timed(grep)
    pairs = b.pairs(lambda: dict(zip(('seconds', 'hits'), timed(grep))), lambda: run_json([program, word]))
    bodies.unlink()
    if any(int(r['hits']) != o['hits'] for r, o in pairs):
        raise Failed('the two did not find the same events')
    return answer(median([r['seconds'] / o['seconds'] for r, o in pairs]), 'x of ripgrep on the same bytes', 1.6,
                  [{'ripgrep': r, 'flowbench': o} for r, o in pairs], smaller=False, gigabytes_per_second=median([o['gigabytes_per_second'] for _, o in pairs]))


def filter_store(b):
    machine.wait_until_quiet(b.options.wait)
    got = run_json([b.program('bench_filter_store'), '10000000', str(b.options.pairs)], env=machine.OFFSCREEN, timeout=1800)
    rate, p99 = got['events'] / got['seconds'], got['lateness']['p99_ms']
    more = {}
    if shutil.which('jq'):
        bodies, count = b.folder / 'jq.ndjson', 100_000
        machine.quietly([b.program('bench_literal'), 'write', str(bodies), str(count)])
        machine.wait_until_quiet(b.options.wait)
        seconds = timed(['jq', '-c', 'select(.data.total > 100)', str(bodies)])[0]
        more = {'times_faster_than_jq': round(rate / (count / seconds)), 'jq_goal': 150}
    else:
        more = {'jq': 'not measured: no jq here'}
    return answer(got['ratio'], 'x of a bare two-thread simdjson loop', .8, [got], smaller=False, events_per_second=round(rate), lateness_p99_ms=p99,
                  first_hit_ms=got['first_hit_ms'], first_hit_goal_ms=50, **more,
                  also=p99 < 16 and got['first_hit_ms'] < 50 and more.get('times_faster_than_jq', 150) >= 150)


# ---- replays

WINDOW = 1000  # what a replay has on its way at most; the bare loops have the same
RECIPE = {'recipe': 'bench', 'version': 1, 'when': "value.data.total > 0.0", 'edits': [{'set': '/data/currency', 'value': "'USD'"}]}


SCHEMA = {'$schema': 'http://json-schema.org/draft-07/schema#', 'type': 'object', 'required': ['id', 'type', 'timestamp', 'data'],
          'properties': {'id': {'type': 'string', 'format': 'uuid'}, 'type': {'type': 'string', 'pattern': '^[a-z]+[.][a-z]+$'},
                         'timestamp': {'type': 'string', 'format': 'date-time'}, 'retries': {'type': 'integer', 'minimum': 0},
                         'data': {'type': 'object', 'required': ['customerId', 'email', 'items', 'total', 'currency'],
                                  'properties': {'customerId': {'type': 'integer'}, 'email': {'type': 'string', 'format': 'email'},
                                                 'total': {'type': 'number', 'minimum': 0}, 'currency': {'type': 'string', 'minLength': 3, 'maxLength': 3},
                                                 'items': {'type': 'array', 'items': {'type': 'object', 'required': ['sku', 'quantity', 'price']}},
                                                 'address': {'type': 'object', 'properties': {'city': {'type': 'string', 'minLength': 1}}}}}}}


def schemas(b):
    """A workspace with the schema of what goes to bench.live."""
    folder = b.folder / 'workspace'
    (folder / 'schemas').mkdir(parents=True, exist_ok=True)
    (folder / 'schemas' / 'bench.live-value.json').write_text(json.dumps(SCHEMA))
    return str(folder)


def rabbit(b, more, goal):
    """Dead letters moved to where they came from, on both types of queue; the slower of the two counts."""
    brokers, bare, ours = b.started('rabbitmq'), b.program('bench_rabbit_bare'), b.program('bench_replay')
    host, events = brokers['FLOWBENCH_RABBITMQ'], b.options.dead_letters
    url = f'amqp://guest:guest@{host}/?management=http://{brokers["FLOWBENCH_RABBITMQ_MANAGEMENT"]}'

    def moved(kind, command):
        machine.quietly([bare, host, 'fill', kind, str(events)])
        got = run_json(command)
        if got['events'] != events:
            raise Failed(f'{got["events"]} of {events} events were moved')
        return got

    def replayed(kind):
        with tempfile.TemporaryDirectory(dir=b.folder) as state:
            return moved(kind, [ours, url, 'queue:bench.dead', 'origin-queue', state, str(WINDOW), *more])

    ratios, rates, runs = {}, {}, []
    for kind in ('classic', 'quorum'):
        pairs = b.pairs(lambda: moved(kind, [bare, host, 'replay', str(events), str(WINDOW)]), lambda: replayed(kind))
        ratios[kind] = median([r['seconds'] / o['seconds'] for r, o in pairs])
        rates |= {f'bare_{kind}_per_second': round(median([r['events_per_second'] for r, _ in pairs])),
                  f'{kind}_per_second': round(median([o['events_per_second'] for _, o in pairs]))}
        runs += [{'queue': kind, 'bare': r, 'flowbench': o} for r, o in pairs]
    machine.quietly([bare, host, 'remove'])
    return answer(min(ratios.values()), 'x of a bare consume-publish-confirm-ack loop', goal, runs, smaller=False,
                  **{k: round(v, 3) for k, v in ratios.items()}, **rates)


def rabbit_replay(b):
    return rabbit(b, [], .95)


def rabbit_replay_checked(b):
    recipe = b.folder / 'recipe.json'
    recipe.write_text(json.dumps(RECIPE))
    return rabbit(b, ['recipe', str(recipe), 'schemas', schemas(b)], .8)


def kafka_moved(b, window, goal, what):
    """Dead letters as Spring Kafka writes them, to a topic; each run to a new one."""
    host, events = b.started('kafka')['FLOWBENCH_KAFKA'], b.options.dead_letters * 8
    fill, bare, ours = b.program('bench_kafka_fill'), b.program('bench_kafka_produce'), b.program('bench_replay')

    def topic(name, count, *origin):
        machine.quietly([fill, host, name, str(PARTITIONS), str(count), *origin])
        return name

    b.topics = getattr(b, 'topics', 0) + 1
    dead = topic(f'dead-{b.topics}', events, 'orders')

    def fresh():
        b.topics += 1
        return topic(f'target-{b.topics}', 0)

    def replayed():
        with tempfile.TemporaryDirectory(dir=b.folder) as state:
            got = run_json([ours, f'kafka://{host}', dead, fresh(), state, str(window or WINDOW), *(['transaction'] if window else [])])
        if got['events'] != events:
            raise Failed(f'{got["events"]} of {events} events were replayed')
        return got

    # The same events, own headers included; and, to be said beside it, without any headers.
    pairs = b.pairs(lambda: run_json([bare, host, fresh(), str(events), str(window)]), replayed)
    plain = median([run_json([bare, host, fresh(), str(events), str(window), 'plain'])['events_per_second'] for _ in pairs])
    return answer(median([r['seconds'] / o['seconds'] for r, o in pairs]), what, goal, [{'bare': r, 'flowbench': o} for r, o in pairs], smaller=False,
                  bare_per_second=round(median([r['events_per_second'] for r, _ in pairs])), bare_without_headers_per_second=round(plain),
                  events_per_second=round(median([o['events_per_second'] for _, o in pairs])))


def kafka_replay(b):
    return kafka_moved(b, 0, .85, 'x of a bare producer of the same events, acks=all and idempotent')


def kafka_replay_txn(b):
    return kafka_moved(b, 10 * WINDOW, .7, f'x of a bare transactional producer of the same events, {10 * WINDOW} events a transaction')


def plan(b):
    """A hundred thousand dead letters of a queue's snapshot: read, grouped, planned."""
    brokers, bare, ours, events = b.started('rabbitmq'), b.program('bench_rabbit_bare'), b.program('bench_plan'), 100_000
    host = brokers['FLOWBENCH_RABBITMQ']
    machine.quietly([bare, host, 'fill', 'quorum', str(events), '20'])
    url = f'amqp://guest:guest@{host}/?management=http://{brokers["FLOWBENCH_RABBITMQ_MANAGEMENT"]}'
    with tempfile.TemporaryDirectory(dir=b.folder) as state:
        runs = [b_run(b, [ours, url, 'queue:bench.dead', state, schemas(b)]) for _ in range(b.options.pairs)]
    machine.quietly([bare, host, 'remove'])
    if any(r['events'] != events or r['to_send'] != events or r['valid'] != events for r in runs):
        raise Failed('not every event was planned')
    first = median([r['first_groups_ms'] for r in runs])
    return answer(median([r['seconds'] for r in runs]), 's for 100,000 dead letters', 2, runs, first_groups_ms=first, first_groups_goal_ms=200,
                  also=first < 200)


BENCHES = {f.__name__: f for f in (kafka_tail, kafka_scan, search_key, search_field, store_memory, table_10m, first_event, start_window, idle, chart_frame,
                                   cel_one, cel_three, literal, filter_store, open_capture, export,
                                   rabbit_replay, rabbit_replay_checked, kafka_replay, kafka_replay_txn, plan)}


def line(name, a):
    more = ', '.join(f'{k} {v if not isinstance(v, float) else round(v, 1)}' for k, v in a.items()
                     if k not in ('name', 'figure', 'unit', 'goal', 'met', 'runs'))
    return f'{name:13} {a["figure"]:8.3f} {a["unit"]} (goal {a["goal"]}): {"met" if a["met"] else "MISSED"}{"; " + more if more else ""}'


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*', metavar='NAME', help=', '.join(BENCHES))
    parser.add_argument('--json', action='store_true', help='one object a line')
    parser.add_argument('--build', default=str(ROOT / 'build/release'), metavar='DIR')
    parser.add_argument('--events', type=int, default=4_000_000, help='in the Kafka topic (4000000)')
    parser.add_argument('--dead-letters', type=int, default=50_000, help='of a RabbitMQ replay, an eighth of a Kafka one (50000)')
    parser.add_argument('--pairs', type=int, default=5, help='of reference and ours (5)')
    parser.add_argument('--no-wait', dest='wait', action='store_const', const=0, default=120, help='measure at once, however busy the machine is')
    o = parser.parse_args()
    if unknown := [n for n in o.names if n not in BENCHES]:
        parser.error(f'there is no bench {unknown[0]!r}: {", ".join(BENCHES)}')
    return o


def main():
    o = options()
    code = 0
    with tempfile.TemporaryDirectory(prefix='flowbench-bench-') as folder:
        b = Bench(o, Path(folder))
        try:
            for name in o.names or BENCHES:
                try:
                    a = {'name': name, **BENCHES[name](b)}
                except Failed as e:
                    print(f'{name}: {e}', file=sys.stderr, flush=True)
                    a, code = {'name': name, 'met': False, 'error': str(e)}, 1
                    if o.json:
                        print(json.dumps(a), flush=True)
                    continue
                code = code if a['met'] else 1
                print(json.dumps(a) if o.json else line(name, a), flush=True)
        finally:
            b.finish()
    return code


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
