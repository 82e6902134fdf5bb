# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual host of its own on the tests' RabbitMQ, watched through the management API: a witness that is not ours."""
import base64
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

CLI = os.environ['FLOWBENCH_CLI']
STATE = Path(os.environ['FLOWBENCH_BROKERS_STATE'])


def environment_of_brokers():
    lines = (STATE / 'brokers.env').read_text().splitlines()
    return dict(line.split('=', 1) for line in lines if '=' in line)


def sha(body):
    return hashlib.sha256(body).hexdigest()


def until(ok, seconds, what):
    end = time.time() + seconds
    while not ok():
        if time.time() > end:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.1)


class Api:
    def __init__(self, base, user='guest', password='guest'):
        self.base = base.rstrip('/')
        token = base64.b64encode(f'{user}:{password}'.encode()).decode()
        self.headers = {'Authorization': f'Basic {token}', 'Content-Type': 'application/json'}

    def __call__(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, self.headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


class Scene:
    """One vhost; queues `dead` and `live` that nothing consumes."""

    def __init__(self, name, home):
        known = environment_of_brokers()
        management = f'http://{known["FLOWBENCH_RABBITMQ_MANAGEMENT"]}'
        self.api = Api(management)
        self.vhost = name
        self.home = Path(home)
        self.url = f'amqp://guest:guest@{known["FLOWBENCH_RABBITMQ"]}/{name}?management={management}'
        self.api('PUT', f'/api/vhosts/{name}', {})
        self.api('PUT', f'/api/permissions/{name}/guest', {'configure': '.*', 'write': '.*', 'read': '.*'})

    def close(self):
        try:
            self.api('DELETE', f'/api/vhosts/{self.vhost}')
        except urllib.error.URLError:
            pass

    def queue(self, name, **arguments):
        self.api('PUT', f'/api/queues/{self.vhost}/{name}',
                 {'durable': True, 'arguments': {k.replace('_', '-'): v for k, v in arguments.items()}})

    def purge(self, *names):
        for name in names:
            self.api('DELETE', f'/api/queues/{self.vhost}/{name}/contents')

    def there(self, ask):
        """The answer of a broker that may have been started a moment ago: it answers before it knows all its queues."""
        end = time.time() + 20
        while True:
            try:
                return ask()
            except urllib.error.HTTPError as e:
                if e.code not in (404, 500, 503) or time.time() > end:
                    raise
                time.sleep(0.3)

    def bodies(self, name, most=100000):
        """What lies ready in a queue, by SHA-256 and message id; put back at once."""
        got = self.there(lambda: self.api('POST', f'/api/queues/{self.vhost}/{name}/get',
                                          {'count': most, 'ackmode': 'ack_requeue_true', 'encoding': 'base64'}))
        out = []
        for m in got:
            body = base64.b64decode(m['payload']) if m['payload_encoding'] == 'base64' else m['payload'].encode()
            out.append((m['properties'].get('message_id'), sha(body)))
        return out

    def taken(self, name):
        """The same, but taken out for good: a consumer."""
        got = self.api('POST', f'/api/queues/{self.vhost}/{name}/get', {'count': 1000, 'ackmode': 'ack_requeue_false', 'encoding': 'base64'})
        return [(m['properties'].get('message_id'), sha(base64.b64decode(m['payload']) if m['payload_encoding'] == 'base64' else m['payload'].encode()))
                for m in got]

    def depth(self, name):
        _, rows = self.run('channels', self.url, f'queue:{name}')
        return next(r['depth'] for r in rows if r['channel'] == f'queue:{name}')

    def first_id(self, name):
        _, rows = self.run('replay', self.url, f'queue:{name}', '--all', '--to', f'queue:{name}', '--dry-run', check=None)
        return next(r['id'] for r in rows if 'id' in r)

    def alive(self):
        try:
            return self.api('GET', f'/api/queues/{self.vhost}/dead') is not None
        except (urllib.error.URLError, OSError):
            return False

    def environment(self):
        e = dict(os.environ, HOME=str(self.home), FLOWBENCH_PASSWORD='guest')
        for name in ('CONFIG', 'DATA', 'STATE', 'CACHE'):
            e[f'XDG_{name}_HOME'] = str(self.home / name.lower())
        return e

    def command(self, *args):
        return [CLI, '--json', '--workspace', str(self.home / 'workspace'), *map(str, args)]

    def run(self, *args, check=0, input=b'', before=()):
        done = subprocess.run([*before, *self.command(*args)], input=input, capture_output=True, env=self.environment(),
                              timeout=300)
        if check is not None and done.returncode != check:
            raise AssertionError(f'exit {done.returncode}, expected {check}: {args}: {done.stderr.decode()[-400:]}')
        rows = [json.loads(line) for line in done.stdout.decode().split('\n') if line.strip()]
        return done.returncode, rows

    def fill(self, name, events):
        """events: (message id, body as bytes), each confirmed."""
        lines = b''
        for i, body in events:
            try:
                event = {'value': body.decode()}
            except UnicodeDecodeError:
                event = {'value_base64': base64.b64encode(body).decode()}
            event['amqp'] = {'properties': {'message_id': i, 'delivery_mode': 2}}
            lines += json.dumps(event).encode() + b'\n'
        self.run('publish', self.url, f'queue:{name}', '--from-json', input=lines)


def counted(*lists):
    return Counter(h for bodies in lists for _, h in bodies)


def fail(text):
    print(f'FAILED: {text}', file=sys.stderr)
    sys.exit(1)
