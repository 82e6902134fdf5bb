# SPDX-License-Identifier: GPL-3.0-or-later
"""A private RabbitMQ node of Debian's package: management, AMQP, AMQPS, and TLS doors with bad certificates in front of it.

Nothing of a RabbitMQ that the machine may run already is used: own node name, own folders, own epmd, own ports.
"""
import base64
import os
import sys
import urllib.request
from pathlib import Path

from common import HOST, listening, need_program, spawn, until

DOOR = Path(__file__).resolve().parent / 'tlsdoor.py'
SCRIPTS = '/usr/lib/rabbitmq/bin'


class RabbitMq:
    def __init__(self, folder, ports, certificates):
        self.dir = Path(folder)
        self.dir.mkdir(mode=0o700)
        self.log = self.dir / 'rabbitmq.log'
        self.process = None
        self.certificates = certificates
        self.server = need_program('rabbitmq-server', 'rabbitmq-server', [f'{SCRIPTS}/rabbitmq-server'])
        self.ctl = need_program('rabbitmqctl', 'rabbitmq-server', [f'{SCRIPTS}/rabbitmqctl'])
        self.epmd_program = need_program('epmd', 'erlang-base')
        self.port, self.tls, self.management, self.dist, self.epmd_port = (ports.free() for _ in range(5))
        self.doors = {'wronghost': ports.free(), 'expired': ports.free()}
        self.others = []
        self._configure()

    def _configure(self):
        pem = self.certificates.path
        (self.dir / 'rabbitmq.conf').write_text('\n'.join([
            f'listeners.tcp.1 = {HOST}:{self.port}',
            f'listeners.ssl.1 = {HOST}:{self.tls}',
            f'ssl_options.cacertfile = {pem("ca.pem")}',
            f'ssl_options.certfile = {pem("server.pem")}',
            f'ssl_options.keyfile = {pem("server.key")}',
            'ssl_options.verify = verify_none',
            'ssl_options.fail_if_no_peer_cert = false',
            f'management.tcp.ip = {HOST}',
            f'management.tcp.port = {self.management}',
            'collect_statistics_interval = 1000',  # figures are a second old, not five: tests wait less
            'disk_free_limit.absolute = 50MB', '']))
        (self.dir / 'enabled_plugins').write_text('[rabbitmq_management].\n')
        d = str(self.dir)
        self.env = dict(os.environ, HOME=d, RABBITMQ_NODENAME=f'flowbench{self.port}@localhost', RABBITMQ_CONFIG_FILE=f'{d}/rabbitmq',
                        RABBITMQ_CONF_ENV_FILE=f'{d}/rabbitmq-env.conf', RABBITMQ_MNESIA_BASE=f'{d}/mnesia', RABBITMQ_LOG_BASE=f'{d}/log',
                        RABBITMQ_ENABLED_PLUGINS_FILE=f'{d}/enabled_plugins', RABBITMQ_PID_FILE=f'{d}/pid',
                        RABBITMQ_DIST_PORT=str(self.dist), ERL_EPMD_PORT=str(self.epmd_port), ERL_EPMD_ADDRESS=HOST)
        (self.dir / 'rabbitmq-env.conf').write_text('')

    def launch(self):
        if not self.others:
            # Our own epmd, as a child: one that Erlang starts by itself would stay behind as a daemon.
            epmd = spawn([self.epmd_program, '-port', self.epmd_port, '-address', HOST], self.dir / 'epmd.log', self.env)
            until(lambda: listening(self.epmd_port), epmd, 'epmd', self.dir / 'epmd.log', 20)
            self.others.append(epmd)
            for name, port in self.doors.items():
                pem = self.certificates.path
                self.others.append(spawn([sys.executable, DOOR, port, self.port, pem(f'{name}.pem'), pem(f'{name}.key')], self.dir / f'{name}.log'))
        self.process = spawn([self.server], self.log, self.env)

    def wait(self):
        until(lambda: self._answers() and listening(self.port) and listening(self.tls), self.process, 'RabbitMQ', self.log)
        for (name, port), door in zip(self.doors.items(), self.others[1:]):
            until(lambda port=port: listening(port), door, f'The TLS door {name}', self.dir / f'{name}.log', 20)

    def _answers(self):
        request = urllib.request.Request(f'http://{HOST}:{self.management}/api/overview',
                                         headers={'Authorization': 'Basic ' + base64.b64encode(b'guest:guest').decode()})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as r:
                return r.status == 200
        except OSError:
            return False

    def variables(self):
        return {'FLOWBENCH_RABBITMQ': f'{HOST}:{self.port}', 'FLOWBENCH_RABBITMQ_MANAGEMENT': f'{HOST}:{self.management}',
                'FLOWBENCH_AMQPS': f'{HOST}:{self.tls}', 'FLOWBENCH_AMQPS_WRONGHOST': f'{HOST}:{self.doors["wronghost"]}',
                'FLOWBENCH_AMQPS_EXPIRED': f'{HOST}:{self.doors["expired"]}',
                'FLOWBENCH_RABBITMQ_USER': 'guest', 'FLOWBENCH_RABBITMQ_PASSWORD': 'guest'}

    def command(self, arguments):
        """(argv, environment) of rabbitmqctl against this node."""
        return [self.ctl, *arguments], self.env
