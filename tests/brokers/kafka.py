# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Apache Kafka: one KRaft node from Maven Central's jars, with a listener for every way to connect.

There are two. `kafka` (4.1.1) is the one that tests use. `kafka39` (3.9.1) stands beside it for SCRAM: librdkafka before
2.6.1, Debian 12's 2.0.2 too, sends the client's nonce twice (librdkafka #4895); Kafka up to 3.9 lets that pass, Kafka 4
answers "invalid credentials". So SCRAM that works is tested against 3.9, and against 4 that the sentence is a good one.
"""
import base64
import os
import socket
import struct
import uuid
from pathlib import Path

from common import HOST, listening, must_run, need_program, spawn, until
from maven import cached, maven_run

POM = Path(__file__).resolve().parent / 'pom.xml'
USER, PASSWORD = 'flowbench', 'flowbench-secret'

# name in brokers.env -> (listener, protocol, key store)
LISTENERS = {
    'FLOWBENCH_KAFKA': ('PLAINTEXT', 'PLAINTEXT', None),
    'FLOWBENCH_KAFKA_TLS': ('TLS', 'SSL', 'server'),
    'FLOWBENCH_KAFKA_MTLS': ('MTLS', 'SSL', 'server'),
    'FLOWBENCH_KAFKA_SASL': ('SASL', 'SASL_PLAINTEXT', None),
    'FLOWBENCH_KAFKA_SASL_TLS': ('SASLTLS', 'SASL_SSL', 'server'),
    'FLOWBENCH_KAFKA_WRONGHOST': ('WRONGHOST', 'SSL', 'wronghost'),
    'FLOWBENCH_KAFKA_EXPIRED': ('EXPIRED', 'SSL', 'expired'),
}


def jars(version):
    """The folder of the jars of a Kafka; fetched on first use."""
    def fetch(maven, folder):
        return maven_run([maven, '-q', '-B', '-f', POM, f'-Dkafka.version={version}', 'dependency:copy-dependencies', f'-DoutputDirectory={folder}',
                          '-DincludeScope=runtime'], lambda: any(folder.glob('kafka_*.jar')))
    return cached(f'kafka-{version}', f'Kafka {version}', fetch)


class Kafka:
    version = '4.1.1'
    listeners = LISTENERS
    heap = '-Xmx768m'

    def __init__(self, folder, ports, certificates):
        self.dir = Path(folder)
        self.dir.mkdir(mode=0o700)
        self.log = self.dir / 'kafka.log'
        self.process = None
        self.java = need_program('java', 'default-jre-headless')
        self.classpath = f'{jars(self.version)}/*'
        self.ports = {key: ports.free() for key in self.listeners}
        self.properties = self.dir / 'server.properties'
        self.properties.write_text(self._properties(ports.free(), certificates))
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip('=')
        scram = [x for m in ('SCRAM-SHA-256', 'SCRAM-SHA-512') for x in ('--add-scram', f'{m}=[name={USER},password={PASSWORD}]')]
        must_run('Preparing the storage of Kafka', self._java('kafka.tools.StorageTool', 'format', f'--cluster-id={cluster}',
                                                              '-c', self.properties, *scram))

    def _java(self, main, *arguments):
        return [self.java, '-Xmx256m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', self.classpath, main, *arguments]

    def _properties(self, controller, certificates):
        plain = 'org.apache.kafka.common.security.plain.PlainLoginModule'
        scram = 'org.apache.kafka.common.security.scram.ScramLoginModule'
        where = [(listener, protocol, store, self.ports[key]) for key, (listener, protocol, store) in self.listeners.items()]
        addresses = [f'{listener}://{HOST}:{port}' for listener, _, _, port in where]
        lines = [
            'process.roles=broker,controller', 'node.id=1', f'controller.quorum.voters=1@{HOST}:{controller}',
            'listeners=' + ','.join(addresses + [f'CONTROLLER://{HOST}:{controller}']),
            'advertised.listeners=' + ','.join(addresses),
            'controller.listener.names=CONTROLLER', 'inter.broker.listener.name=PLAINTEXT',
            'listener.security.protocol.map=CONTROLLER:PLAINTEXT,' + ','.join(f'{n}:{p}' for n, p, _, _ in where),
            f'log.dirs={self.dir}/data', 'offsets.topic.replication.factor=1', 'offsets.topic.num.partitions=5',
            'transaction.state.log.replication.factor=1', 'transaction.state.log.min.isr=1', 'transaction.state.log.num.partitions=5',
            'group.initial.rebalance.delay.ms=0',
            # Topics appear by being asked for: so a program that creates topics by looking is caught.
            'auto.create.topics.enable=true',
            'message.max.bytes=120000000', 'replica.fetch.max.bytes=120000000', 'socket.request.max.bytes=150000000',
            'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        ]
        for listener, protocol, store, _ in where:
            own = f'listener.name.{listener.lower()}.'
            if store:
                lines += [f'{own}ssl.keystore.type=PEM', f'{own}ssl.keystore.location={certificates.path(store + "-keystore.pem")}']
            if listener == 'MTLS':
                lines += [f'{own}ssl.client.auth=required', f'{own}ssl.truststore.type=PEM', f'{own}ssl.truststore.location={certificates.path("ca.pem")}']
            if protocol.startswith('SASL'):
                lines.append(f'{own}plain.sasl.jaas.config={plain} required user_{USER}="{PASSWORD}";')
                lines += [f'{own}scram-sha-{n}.sasl.jaas.config={scram} required;' for n in (256, 512)]
        return '\n'.join(lines) + '\n'

    def launch(self):
        self.process = spawn([self.java, '-Xms256m', self.heap, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', self.classpath,
                              'kafka.Kafka', self.properties], self.log)

    def wait(self):
        until(lambda: self._answers() and all(listening(p) for p in self.ports.values()), self.process, f'Kafka {self.version}', self.log)

    def _answers(self):
        """A metadata request, version 1, for all topics, in the bare protocol: ready when the answer lists a broker."""
        try:
            with socket.create_connection((HOST, next(iter(self.ports.values()))), timeout=3) as s:
                s.settimeout(3)
                request = struct.pack('>hhih', 3, 1, 1, -1) + struct.pack('>i', -1)
                s.sendall(struct.pack('>i', len(request)) + request)
                answer = s.makefile('rb').read(12)
        except OSError:
            return False
        return len(answer) == 12 and struct.unpack('>iii', answer)[2] > 0

    def variables(self):
        values = {key: f'{HOST}:{port}' for key, port in self.ports.items()}
        return values | {'FLOWBENCH_SASL_USER': USER, 'FLOWBENCH_SASL_PASSWORD': PASSWORD}

    def command(self, arguments):
        """(argv, environment) of one of Kafka's own tools, named by its main class."""
        return self._java(*arguments), dict(os.environ)


class Kafka39(Kafka):
    version = '3.9.1'
    listeners = {
        'FLOWBENCH_KAFKA39': ('PLAINTEXT', 'PLAINTEXT', None),
        'FLOWBENCH_KAFKA39_SASL': ('SASL', 'SASL_PLAINTEXT', None),
        'FLOWBENCH_KAFKA39_SASL_TLS': ('SASLTLS', 'SASL_SSL', 'server'),
    }
    heap = '-Xmx384m'
