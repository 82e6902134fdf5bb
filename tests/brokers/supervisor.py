# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that keeps the brokers, and the warden that ends them whatever becomes of it.

The supervisor is the parent of all brokers and obeys a socket. The warden is its child in a session of its own and knows
nothing but a pipe: it is told of every process group and of the folder, and when the pipe closes (the supervisor ended,
was killed, crashed) it kills the groups and removes the folder. So there is one way to end, and it is always taken.
"""
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

from certificates import Certificates
from common import Ports, Trouble, kill_group, process_start
from kafka import Kafka, Kafka39
from rabbitmq import RabbitMq
from registry import Registry

KINDS = {'kafka': Kafka, 'kafka39': Kafka39, 'rabbitmq': RabbitMq, 'registry': Registry}
DEFAULT = ('kafka', 'kafka39', 'rabbitmq')  # what most tests need; the others by --only


class Warden:
    """What must be gone at the end."""

    def __init__(self, folder):
        reading, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            # Nothing of the supervisor's may stay open here: others wait for the ends of its pipes.
            os.closerange(3, reading)
            os.closerange(reading + 1, 4096)
            os.setsid()
            for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(s, signal.SIG_IGN)
            _ward(os.fdopen(reading), folder)
            os._exit(0)
        os.close(reading)

    def add(self, pgid):
        os.write(self.pipe, f'+{pgid}\n'.encode())

    def forget(self, pgid):
        os.write(self.pipe, f'-{pgid}\n'.encode())

    def finish(self):
        os.close(self.pipe)
        os.waitpid(self.pid, 0)


def _ward(lines, folder):
    groups = set()
    for line in lines:
        (groups.add if line[0] == '+' else groups.discard)(int(line[1:]))
    for _ in range(3):  # a group may fork while it is being killed
        for g in groups:
            kill_group(g)
        time.sleep(.1)
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            break
        time.sleep(.2)


class Supervisor:
    def __init__(self, state, names, ttl, watched):
        self.state, self.names = Path(state), names
        self.end = time.monotonic() + ttl if ttl else None
        self.watched = [(pid, process_start(pid)) for pid in watched]
        self.folder = Path(tempfile.mkdtemp(prefix='flowbench-brokers-'))
        self.warden = Warden(self.folder)
        self.brokers = {}
        self.stopping = False

    def bring_up(self):
        ports = Ports()
        certificates = Certificates(self.folder / 'certificates')
        for name in self.names:
            broker = KINDS[name](self.folder / name, ports, certificates)
            self.brokers[name] = broker
            self._launch(broker)
        for broker in self.brokers.values():
            broker.wait()
        self._listen()
        self._write(certificates)

    def _launch(self, broker):
        broker.launch()
        for p in [broker.process, *getattr(broker, 'others', [])]:
            self.warden.add(p.pid)

    def _listen(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.folder / 'control'))
        self.socket.listen()

    def _write(self, certificates):
        pem = certificates.path
        values = {
            'FLOWBENCH_CA': pem('ca.pem'), 'FLOWBENCH_UNKNOWN_CA': pem('unknown-ca.pem'),
            'FLOWBENCH_CLIENT_CERT': pem('client.pem'), 'FLOWBENCH_CLIENT_KEY': pem('client.key'),
            'FLOWBENCH_BROKERS_CONTROL': self.folder / 'control', 'FLOWBENCH_BROKERS_FOLDER': self.folder,
            'FLOWBENCH_BROKERS_PID': os.getpid(),
        }
        for name, broker in self.brokers.items():
            values |= broker.variables() | {f'FLOWBENCH_{name.upper()}_PID': broker.process.pid}
        whole = self.state / 'brokers.env.new'
        whole.write_text(''.join(f'{k}={v}\n' for k, v in values.items()))
        whole.rename(self.state / 'brokers.env')

    def keep(self):
        """Serves commands until stopped, out of time, or alone."""
        while not self.stopping and not self._is_over():
            ready, _, _ = select.select([self.socket], [], [], .5)
            if ready:
                with self.socket.accept()[0] as client:
                    self._serve(client)

    def _is_over(self):
        if self.end and time.monotonic() > self.end:
            return True
        if any(process_start(pid) != start for pid, start in self.watched):
            return True
        return process_start(self.warden.pid) is None

    def _serve(self, client):
        try:
            client.settimeout(10)
            request = json.loads(client.makefile().readline())
            client.settimeout(None)
            answer = self._do(request)
        except (OSError, ValueError, KeyError) as e:
            answer = {'error': f'The brokers did not understand the request: {e}'}
        except Trouble as e:
            answer = {'error': str(e)}
        try:
            client.sendall(json.dumps(answer).encode() + b'\n')
        except OSError:
            pass

    def _do(self, request):
        what = request['do']
        if what == 'down':
            self.stopping = True
            return {}
        broker = self.brokers.get(request['name'])
        if not broker:
            raise Trouble(f'There is no broker {request["name"]!r}: these run: {", ".join(self.brokers)}.')
        if what == 'command':
            command, env = broker.command(request['arguments'])
            return {'command': [str(c) for c in command], 'env': env}
        {'kill': self._kill, 'start': self._start, 'pause': self._pause, 'continue': self._continue}[what](broker)
        return {}

    def _kill(self, broker):
        kill_group(broker.process.pid)
        broker.process.wait()
        self.warden.forget(broker.process.pid)

    def _start(self, broker):
        if broker.process.poll() is None:
            return
        self._launch(broker)
        broker.wait()

    def _pause(self, broker):
        kill_group(broker.process.pid, signal.SIGSTOP)

    def _continue(self, broker):
        kill_group(broker.process.pid, signal.SIGCONT)

    def finish(self):
        try:
            (self.state / 'brokers.env').unlink(missing_ok=True)
        finally:
            self.warden.finish()


def main(state, names, ttl, watched, say):
    """Runs in the background process. say(text) reports once to who waits: '' for ready, else the trouble."""
    def stop(*_):
        sys.exit(0)
    for s in (signal.SIGTERM, signal.SIGINT):
        signal.signal(s, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    supervisor = Supervisor(state, names, ttl, watched)
    try:
        supervisor.bring_up()
        say('')
        supervisor.keep()
    except Trouble as e:
        say(str(e))
    except Exception as e:
        say(f'{type(e).__name__}: {e}')
        raise
    finally:
        supervisor.finish()
