# SPDX-License-Identifier: GPL-3.0-or-later
"""traffic.py --state DIR --cli FLOWBENCH-CLI [--rate N]: a shop's order flow into the running brokers, until Ctrl+C.

Publishing is flowbench-cli's work: what it sends is what anybody would send with it. The topology of RabbitMQ is made, and
its queues are consumed, over the management API, so that some orders are rejected into a dead-letter queue.
"""
import argparse
import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone
from pathlib import Path

sys.dont_write_bytecode = True
BROKERS = Path(__file__).resolve().parent / 'brokers.py'
TOPICS = {'order.placed': 'orders.placed', 'payment.processed': 'payments', 'inventory.reserved': 'inventory.reserved',
          'shipment.created': 'shipments'}
DEAD_TOPIC = 'orders.placed.DLT'
FAILURES = [('io.shop.PaymentDeclined', 'Card was declined by the issuer'), ('io.shop.StockException', 'SKU-0441 is not in stock'),
            ('java.net.SocketTimeoutException', 'Read timed out after 5000 ms')]


class Management:
    """The management API of the private RabbitMQ."""

    def __init__(self, address):
        self.base = f'http://{address}/api'
        self.open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def call(self, method, path, body=None):
        login = base64.b64encode(b'guest:guest').decode()
        request = urllib.request.Request(self.base + path, method=method, data=json.dumps(body or {}).encode(),
                                         headers={'Authorization': f'Basic {login}', 'Content-Type': 'application/json'})
        with self.open(request, timeout=20) as r:
            text = r.read()
        return json.loads(text) if text else None

    def make_topology(self):
        for name, kind in (('events', 'topic'), ('dead', 'fanout')):
            self.call('PUT', f'/exchanges/%2F/{name}', {'type': kind, 'durable': True})
        dead = {'x-dead-letter-exchange': 'dead'}
        for name, arguments in (('orders', dead), ('billing', dead), ('mail', {}), ('orders.dlq', {'x-max-length': 5000})):
            self.call('PUT', f'/queues/%2F/{name}', {'durable': True, 'arguments': arguments})
        for queue, pattern in (('orders', 'order.#'), ('billing', 'payment.#'), ('mail', '#')):
            self.call('POST', f'/bindings/%2F/e/events/q/{queue}', {'routing_key': pattern})
        self.call('POST', '/bindings/%2F/e/dead/q/orders.dlq', {'routing_key': ''})

    def consume(self, queue, count, mode='ack_requeue_false'):
        if count > 0:
            self.call('POST', f'/queues/%2F/{queue}/get', {'count': count, 'ackmode': mode, 'encoding': 'auto', 'truncate': 100})


class Shop:
    """Orders and what becomes of them, as event objects of flowbench-cli."""

    def __init__(self):
        self.number = random.randrange(10000, 20000)

    def order(self):
        """All events of one order, with one correlation id, each caused by the one before."""
        self.number += 1
        cause, correlation = None, f'c-{self.number}'
        total = round(random.uniform(8, 380), 2)
        events = []
        for kind in TOPICS:
            event = self._event(kind, correlation, cause, total)
            cause = event['id']
            events.append((kind, f'order-{self.number}', event))
            if random.random() < .08:  # not every order gets to the end
                break
        return events

    def _event(self, kind, correlation, cause, total):
        data = {'orderId': f'order-{self.number}', 'total': total, 'currency': random.choice(['EUR', 'EUR', 'USD']),
                'items': [{'sku': f'SKU-{random.randrange(9999):04}', 'qty': random.randrange(1, 5)} for _ in range(random.randrange(1, 4))]}
        if random.random() < .02:
            del data['currency']
        now = datetime.now(timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')
        metadata = {'correlationId': correlation} | ({'causationId': cause} if cause else {})
        return {'id': str(uuid.uuid4()), 'type': kind, 'timestamp': now, 'source': 'shop', 'version': '1.2', 'data': data, 'metadata': metadata}


class Sender:
    def __init__(self, cli):
        self.cli, self.complained = cli, set()

    def send(self, url, channel, events):
        if not events:
            return
        r = subprocess.run([self.cli, 'publish', url, channel, '--from-json', '--quiet', '--json'], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           input='\n'.join(json.dumps(e) for e in events).encode() + b'\n')
        if r.returncode and channel not in self.complained:
            self.complained.add(channel)
            print(f'publishing to {channel} did not work (exit {r.returncode}): {r.stderr.decode(errors="replace").strip()[:400]}', flush=True)


def dead_letter(key, event, partition):
    exception, message = random.choice(FAILURES)
    headers = {'kafka_dlt-original-topic': 'orders.placed', 'kafka_dlt-exception-fqcn': exception, 'kafka_dlt-exception-message': message}
    return {'key': key, 'value': json.dumps(event), 'partition': partition, 'headers': [{'name': k, 'value': v} for k, v in headers.items()]}


def make_topics(state, address):
    for topic in [*TOPICS.values(), DEAD_TOPIC]:
        subprocess.run([sys.executable, BROKERS, 'kafka-tool', '--state', state, '--', 'org.apache.kafka.tools.TopicCommand', '--bootstrap-server',
                        address, '--create', '--if-not-exists', '--topic', topic, '--partitions', '3'], check=True, stdout=subprocess.DEVNULL)


def second(sender, shop, kafka, amqp, rabbit, orders):
    by_topic, dead, to_rabbit, placed, paid = {}, [], [], 0, 0
    for _ in range(orders):
        for kind, key, event in shop.order():
            body = json.dumps(event)
            by_topic.setdefault(TOPICS[kind], []).append({'key': key, 'value': body})
            to_rabbit.append({'key': kind, 'value': body, 'amqp': {'properties': {'message_id': event['id'], 'type': kind,
                              'correlation_id': event['metadata']['correlationId'], 'content_type': 'application/json'}}})
            placed, paid = placed + (kind == 'order.placed'), paid + (kind == 'payment.processed')
            if kind == 'order.placed' and random.random() < .05:
                dead.append(dead_letter(key, event, random.randrange(3)))
    for topic, events in by_topic.items():
        sender.send(kafka, topic, events)
    sender.send(kafka, DEAD_TOPIC, dead)
    sender.send(amqp, 'exchange:events', to_rabbit)
    refused = sum(random.random() < .06 for _ in range(placed))
    rabbit.consume('orders', refused, 'reject_requeue_false')
    rabbit.consume('orders', placed - refused)
    rabbit.consume('billing', paid)
    rabbit.consume('mail', len(to_rabbit) - random.randrange(2))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--state', required=True)
    parser.add_argument('--cli', required=True)
    parser.add_argument('--rate', type=int, default=10, help='orders a second')
    o = parser.parse_args()
    parent = os.getppid()
    env = dict(line.split('=', 1) for line in (Path(o.state) / 'brokers.env').read_text().splitlines())
    kafka = f'kafka://{env["FLOWBENCH_KAFKA"]}'
    amqp = f'amqp://guest:guest@{env["FLOWBENCH_RABBITMQ"]}/?management=http://{env["FLOWBENCH_RABBITMQ_MANAGEMENT"]}'
    print(f'\nKafka     {kafka}\nRabbitMQ  {amqp}\n\nFurther doors (TLS, client certificates, SASL) stand in {o.state}/brokers.env', flush=True)
    rabbit = Management(env['FLOWBENCH_RABBITMQ_MANAGEMENT'])
    rabbit.make_topology()
    make_topics(o.state, env['FLOWBENCH_KAFKA'])
    print(f'Sample traffic flows: {o.rate} orders a second. Ctrl+C stops the brokers.', flush=True)
    shop, sender = Shop(), Sender(o.cli)
    while os.getppid() == parent:
        begin = time.monotonic()
        try:
            second(sender, shop, kafka, amqp, rabbit, o.rate)
        except (urllib.error.URLError, OSError) as e:
            print(f'RabbitMQ or Kafka does not answer: {e}', flush=True)
        time.sleep(max(.05, 1 - (time.monotonic() - begin)))


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        main()
    except KeyboardInterrupt:
        pass
