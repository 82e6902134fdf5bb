#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real brokers for tests and for trying: started privately, ended for certain.

    brokers.py up --state DIR [--only kafka,kafka39,rabbitmq,registry] [--ttl S] [--watch PID | --watch-ancestor NAME]
    brokers.py down --state DIR
    brokers.py kill|start|pause|continue NAME --state DIR     kill -9; back on the same ports with its data; SIGSTOP; SIGCONT
    brokers.py rabbitmqctl --state DIR -- ARGUMENTS           rabbitmqctl against the private node
    brokers.py kafka-tool --state DIR -- CLASS ARGUMENTS      one of Kafka's own tools

`up` returns when the brokers answer and leaves a supervisor behind, which writes DIR/brokers.env (KEY=VALUE lines). It ends
with `down`, after --ttl seconds, or when a watched process is gone. Python 3 and its standard library only.
"""
import argparse
import json
import os
import socket
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import supervisor  # noqa: E402
from common import Trouble, ancestor, process_start  # noqa: E402


def environment(state):
    try:
        lines = (Path(state) / 'brokers.env').read_text().splitlines()
    except OSError:
        raise Trouble(f'No brokers run for {state}: start them with `tests/brokers/brokers.py up --state {state}`.')
    return dict(line.split('=', 1) for line in lines if '=' in line)


def ask(state, **request):
    env = environment(state)
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(300)
        try:
            s.connect(env['FLOWBENCH_BROKERS_CONTROL'])
            s.sendall(json.dumps(request).encode() + b'\n')
            answer = json.loads(s.makefile().readline() or '{}')
        except (OSError, ValueError) as e:
            raise Trouble(f'The brokers of {state} do not answer ({e}): they ended, or another run stopped them.')
    if 'error' in answer:
        raise Trouble(answer['error'])
    return answer


def detach(work):
    """Runs work(say) in a process that belongs to nobody here: own session, no terminal, our outputs closed. Returns what it said."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.close(reading)
        code = 1
        try:
            def say(text):
                nonlocal writing
                if writing is not None:
                    os.write(writing, ('ok' if not text else text).encode())
                    os.close(writing)
                    writing = None
            work(say)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as f:
        return f.read()


def up(o):
    state = Path(o.state).resolve()
    state.mkdir(parents=True, exist_ok=True)
    try:
        down(o)  # those of a run that was broken off
    except Trouble:
        (state / 'brokers.env').unlink(missing_ok=True)
    names = [n for n in o.only.split(',') if n]
    unknown = [n for n in names if n not in supervisor.KINDS]
    if unknown:
        raise Trouble(f'Unknown broker {unknown[0]!r}: there are {", ".join(supervisor.KINDS)}.')
    watched = [p for p in (o.watch, o.watch_ancestor and ancestor(o.watch_ancestor)) if p]
    begin = time.monotonic()

    def work(say):
        log = os.open(state / 'supervisor.log', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        null = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, null), (1, log), (2, log)):
            os.dup2(source, target)
        os.chdir('/')
        supervisor.main(state, names, o.ttl, watched, say)

    said = detach(work)
    if said != 'ok':
        raise Trouble(said or f'The brokers ended while starting: see {state}/supervisor.log.')
    print(f'{", ".join(names)}: ready after {time.monotonic() - begin:.1f} s; addresses in {state}/brokers.env')


def down(o):
    env = environment(o.state)
    pid, folder = int(env['FLOWBENCH_BROKERS_PID']), Path(env['FLOWBENCH_BROKERS_FOLDER'])
    ask(o.state, do='down')
    for _ in range(300):
        if process_start(pid) is None and not folder.exists():
            return
        time.sleep(.1)
    raise Trouble(f'The brokers of {o.state} did not end within 30 s (supervisor {pid}, folder {folder}).')


def stop(o):
    try:
        down(o)
    except Trouble as e:
        if (Path(o.state) / 'brokers.env').exists():
            raise
        print(e, file=sys.stderr)  # nothing runs: that is what was wanted


def tell(o):
    ask(o.state, do=o.verb, name=o.name)


def tool(o):
    name = {'rabbitmqctl': 'rabbitmq', 'kafka-tool': 'kafka'}[o.verb]
    found = ask(o.state, do='command', name=name, arguments=o.arguments)
    os.execvpe(found['command'][0], found['command'], found['env'])


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest='verb', required=True, metavar='VERB')

    def verb(name, call):
        v = verbs.add_parser(name)
        v.add_argument('--state', required=True, metavar='DIR')
        v.set_defaults(call=call)
        return v
    v = verb('up', up)
    v.add_argument('--only', default=','.join(supervisor.DEFAULT), metavar='NAMES')
    v.add_argument('--ttl', type=float, default=3600, metavar='S', help='end by itself after so many seconds (3600); 0 is never')
    v.add_argument('--watch', type=int, metavar='PID', help='end when this process is gone')
    v.add_argument('--watch-ancestor', metavar='NAME', help='end when the nearest ancestor of this name is gone')
    verb('down', stop)
    for name in ('kill', 'start', 'pause', 'continue'):
        verb(name, tell).add_argument('name', metavar='NAME')
    for name in ('rabbitmqctl', 'kafka-tool'):
        verb(name, tool).add_argument('arguments', nargs='*')
    return parser.parse_args()


if __name__ == '__main__':
    o = options()
    try:
        o.call(o)
    except Trouble as e:
        sys.exit(f'brokers: {e}')
    except KeyboardInterrupt:
        sys.exit(130)
