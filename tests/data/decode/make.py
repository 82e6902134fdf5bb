# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden.ndjson: bytes that other people's encoders made, and the JSON that Flowbench is to make of them.

Needs fastavro, msgpack, cbor2, protobuf (pip) and protoc. Lines: {"name","encoding","schema"?,"message"?,"bytes":hex,"json":text}.
"""
import datetime
import decimal
import io
import json
import math
import pathlib
import subprocess
import tempfile
import uuid

import cbor2
import fastavro
import msgpack
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, field_mask_pb2, message_factory, struct_pb2, timestamp_pb2, wrappers_pb2  # noqa: F401

HERE = pathlib.Path(__file__).parent
rows = []


def text(value):
    return value if isinstance(value, str) else json.dumps(value, separators=(',', ':'), ensure_ascii=False)


def row(name, encoding, data, expected, **more):
    rows.append({'name': name, 'encoding': encoding, **more, 'bytes': data.hex(), 'json': text(expected)})




UTC = datetime.timezone.utc


def avro(name, schema, value, expected, **more):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(json.loads(json.dumps(schema))), value)
    row(name, 'avro', out.getvalue(), expected, schema=json.dumps(schema), **more)


def all_avro():
    order = {'type': 'record', 'name': 'Order', 'namespace': 'shop', 'fields': [
        {'name': 'id', 'type': 'long'}, {'name': 'who', 'type': 'string'}, {'name': 'note', 'type': ['null', 'string'], 'default': None},
        {'name': 'state', 'type': {'type': 'enum', 'name': 'State', 'symbols': ['PAID', 'SHIPPED']}}, {'name': 'before', 'type': ['null', 'State']},
        {'name': 'tags', 'type': {'type': 'array', 'items': 'string'}}, {'name': 'stock', 'type': {'type': 'map', 'values': 'int'}},
        {'name': 'digest', 'type': {'type': 'fixed', 'name': 'MD5', 'size': 4}}, {'name': 'raw', 'type': 'bytes'}, {'name': 'gift', 'type': 'boolean'},
        {'name': 'weight', 'type': 'float'}, {'name': 'ratio', 'type': 'double'}, {'name': 'replaces', 'type': ['null', 'Order']}]}
    small = {'id': -(1 << 63), 'who': 'Ada "Ä"', 'note': 'hi', 'state': 'SHIPPED', 'before': 'PAID', 'tags': ['a', 'b'], 'stock': {'x': 1, 'y': -2}, 'digest': b'\0\1\2\3',
             'raw': b'\xff\xfe', 'gift': True, 'weight': 1.5, 'ratio': 0.1, 'replaces': None}
    seen = {**small, 'digest': 'AAECAw==', 'raw': '//4='}
    avro('record', order, small, seen)
    avro('recursive', order, {**small, 'replaces': {**small, 'replaces': small}}, {**seen, 'replaces': {**seen, 'replaces': seen}})
    avro('empty', order, {**small, 'note': None, 'before': None, 'tags': [], 'stock': {}, 'who': ''}, {**seen, 'note': None, 'before': None, 'tags': [], 'stock': {}, 'who': ''})
    logical = {'type': 'record', 'name': 'Times', 'fields': [
        {'name': 'd', 'type': {'type': 'int', 'logicalType': 'date'}}, {'name': 'tm', 'type': {'type': 'int', 'logicalType': 'time-millis'}},
        {'name': 'tu', 'type': {'type': 'long', 'logicalType': 'time-micros'}}, {'name': 'm', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}},
        {'name': 'u', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'}}, {'name': 'l', 'type': {'type': 'long', 'logicalType': 'local-timestamp-millis'}},
        {'name': 'p', 'type': {'type': 'bytes', 'logicalType': 'decimal', 'precision': 30, 'scale': 2}},
        {'name': 'f', 'type': {'type': 'fixed', 'name': 'F', 'size': 8, 'logicalType': 'decimal', 'precision': 18, 'scale': 4}},
        {'name': 'id', 'type': {'type': 'string', 'logicalType': 'uuid'}}]}
    at = datetime.datetime(2026, 7, 1, 12, 0, 0, 123456, UTC)
    n = uuid.UUID('12345678-1234-5678-1234-567812345678')
    avro('logical', logical, {'d': at.date(), 'tm': datetime.time(12, 3, 4, 5000), 'tu': datetime.time(23, 59, 59, 999999), 'm': at.replace(microsecond=123000), 'u': at,
                              'l': at.replace(tzinfo=None, microsecond=0), 'p': decimal.Decimal('-12345678901234567890.12'), 'f': decimal.Decimal('0.0001'), 'id': n},
         '{"d":"2026-07-01","tm":"12:03:04.005","tu":"23:59:59.999999","m":"2026-07-01T12:00:00.123Z","u":"2026-07-01T12:00:00.123456Z","l":"2026-07-01T12:00:00.000",'
         '"p":-12345678901234567890.12,"f":0.0001,"id":"12345678-1234-5678-1234-567812345678"}')
    old = datetime.datetime(1965, 2, 3, 4, 5, 6, 789000, UTC)
    avro('before 1970', {'type': 'long', 'logicalType': 'timestamp-millis'}, old, '"1965-02-03T04:05:06.789Z"')
    avro('a bare name', 'string', 'just text', '"just text"')
    avro('not finite', {'type': 'array', 'items': 'double'}, [math.nan, math.inf, -math.inf, 3.0, 1e300], '["NaN","Infinity","-Infinity",3.0,1e+300]')
    avro('union of records', [{'type': 'record', 'name': 'A', 'fields': [{'name': 'a', 'type': 'int'}]}, {'type': 'record', 'name': 'B', 'fields': [{'name': 'b', 'type': 'int'}]}],
         ('B', {'b': 7}), {'b': 7})
    avro('nested lists', {'type': 'array', 'items': {'type': 'map', 'values': {'type': 'array', 'items': 'int'}}}, [{'a': [1, 2], 'b': []}, {}], [{'a': [1, 2], 'b': []}, {}])


def all_msgpack():
    values = {'a': 1, 'b': -1, 'c': 127, 'd': 128, 'e': 65535, 'f': 1 << 32, 'g': (1 << 64) - 1, 'h': -(1 << 63), 'i': -33, 'j': -129, 'k': -40000, 'l': 1.5, 'm': None, 'n': True, 'o': False,
              'p': 'ä' * 40, 'q': list(range(20)), 'r': {'x': {'y': []}}, 's': 'z' * 300}
    row('all types', 'msgpack', msgpack.packb(values), values)
    row('float32', 'msgpack', msgpack.packb([0.1, 3.0], use_single_float=True), '[0.1,3.0]')
    row('bytes', 'msgpack', msgpack.packb({'raw': b'\xff\xfe'}), {'raw': '//4='})
    row('keys', 'msgpack', msgpack.packb({1: 'a', True: 'b', 2.5: 'c', None: 'd', b'\xff': 'e'}), '{"1":"b","2.5":"c","null":"d","/w==":"e"}')
    row('time', 'msgpack', msgpack.packb([datetime.datetime(2026, 7, 1, 12, tzinfo=UTC), datetime.datetime(2026, 7, 1, 12, 0, 0, 5, UTC), datetime.datetime(1950, 1, 1, tzinfo=UTC)], datetime=True),
        ['2026-07-01T12:00:00.000Z', '2026-07-01T12:00:00.000005Z', '1950-01-01T00:00:00.000Z'])
    row('extension', 'msgpack', msgpack.packb([msgpack.ExtType(5, b'abc'), msgpack.ExtType(100, b'x' * 300)]), [{'ext': 5, 'data': 'YWJj'}, {'ext': 100, 'data': 'eHh4' * 100}])


def all_cbor():
    values = {'a': 1, 'b': -1, 'c': 23, 'd': 24, 'e': 65536, 'g': (1 << 64) - 1, 'h': -(1 << 64), 'l': 1.5, 'm': None, 'n': True, 'o': False, 'p': 'ä' * 40, 'q': list(range(30)), 'r': {'x': {'y': []}}}
    row('all types', 'cbor', cbor2.dumps(values), values)
    row('half and single floats', 'cbor', cbor2.dumps([1.0, 0.5, 65504.0, 5.960464477539063e-08, 1.1, math.inf, 100000.0], canonical=True), '[1.0,0.5,65504.0,5.960464477539063e-08,1.1,"Infinity",1e+05]')
    row('bignums', 'cbor', cbor2.dumps([1 << 64, -(1 << 80), 10 ** 100]), [1 << 64, -(1 << 80), 10 ** 100])
    row('bytes', 'cbor', cbor2.dumps({'raw': b'\xff\xfe'}), {'raw': '//4='})
    row('times', 'cbor', cbor2.dumps([datetime.datetime(2026, 7, 1, 12, 0, 0, 500000, UTC)], datetime_as_timestamp=True), ['2026-07-01T12:00:00.500Z'])
    row('date text', 'cbor', cbor2.dumps([datetime.datetime(2026, 7, 1, 12, tzinfo=UTC)]), ['2026-07-01T12:00:00Z'])
    row('uuid', 'cbor', cbor2.dumps([uuid.UUID('12345678-1234-5678-1234-567812345678')]), ['12345678-1234-5678-1234-567812345678'])
    row('tags', 'cbor', cbor2.dumps([cbor2.CBORTag(4000, {'a': cbor2.CBORTag(4001, 'x')}), cbor2.CBORSimpleValue(99)]), [{'tag': 4000, 'value': {'a': {'tag': 4001, 'value': 'x'}}}, {'simple': 99}])
    row('self-described', 'cbor', cbor2.dumps(cbor2.CBORTag(55799, 'hello')), '"hello"')
    row('keys', 'cbor', cbor2.dumps({1: 'a', -7: 'b', (1, 2): 'c'}), '{"1":"a","-7":"b","[1,2]":"c"}')
    # Without lengths: RFC 8949, appendix A.
    row('indefinite', 'cbor', bytes.fromhex('bf61610161629f0203ffff'), {'a': 1, 'b': [2, 3]})
    row('indefinite strings', 'cbor', bytes.fromhex('827f657374726561646d696e67ff5f42010243030405ff'), ['streaming', 'AQIDBAU='])
    row('indefinite, nested', 'cbor', bytes.fromhex('9f018202039f0405ffff'), [1, [2, 3], [4, 5]])


def all_protobuf():
    with tempfile.TemporaryDirectory() as d:
        out = pathlib.Path(d) / 'set'
        subprocess.run(['protoc', f'-I{HERE}', '--include_imports', f'--descriptor_set_out={out}', 'order.proto'], check=True, cwd=HERE)
        data = out.read_bytes()
    (HERE / 'order.pb').write_bytes(data)
    pool = descriptor_pool.DescriptorPool()
    for f in descriptor_pb2.FileDescriptorSet.FromString(data).file:
        pool.Add(f)
    order = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName('shop.Order'))
    other = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName('shop.Other'))
    absent = '"customerName":"","lines":[],"state":"UNKNOWN","stock":{},"byNumber":{},"digest":"","ratios":[],"deltas":[],"hash":0,"weight":0.0,"gift":false}'
    row('few fields', 'protobuf', order(id=1 << 40).SerializeToString(), '{"id":1099511627776,' + absent)
    row('nothing', 'protobuf', b'', '{"id":0,' + absent)
    o = order(id=-1, customer_name='Ada', state=2, digest=b'\xff', partner=(1 << 64) - 1, ratios=[0.5, math.nan], deltas=[-1, 1], discount=0, hash=(1 << 64) - 1, weight=0.1, gift=True)
    o.lines.add(article='x', count=-3).price.cents = -(1 << 63)
    o.lines.add(article='y')
    o.stock['a'] = 1 << 62
    o.by_number[-7].article = 'z'
    o.placed.FromJsonString('2026-07-01T12:00:00.123456Z')
    o.took.FromJsonString('1.500s')
    o.extra.update({'n': None, 'l': [1, 'a', True], 'o': {'x': 2.5}})
    o.points.value = 1 << 53
    o.attached.Pack(other(id='inner'))
    o.mask.paths.extend(['a', 'b.c'])
    o.replaces.id = 5
    # What the parts of a map and a struct are ordered by is the encoder's affair: one entry each where it matters.
    extra = struct_pb2.Struct()
    extra.ParseFromString(o.extra.SerializeToString())
    text_of = {'n': 'null', 'l': '[1.0,"a",true]', 'o': '{"x":2.5}'}
    wire = o.SerializeToString(deterministic=True)
    row('many fields', 'protobuf', wire,
        '{"id":-1,"customerName":"Ada","lines":[{"article":"x","count":-3,"price":{"cents":-9223372036854775808,"currency":""}},{"article":"y","count":0}],"state":"SHIPPED","stock":{"a":4611686018427387904},'
        '"byNumber":{"-7":{"article":"z","count":0}},"digest":"/w==","partner":18446744073709551615,"placed":"2026-07-01T12:00:00.123456Z","took":"1.500000000s",'
        '"extra":{' + ','.join(f'"{k}":{text_of[k]}' for k in sorted(text_of)) + '},"points":9007199254740992,"attached":{"@type":"type.googleapis.com/shop.Other","id":"inner"},"mask":"a,b.c",'
        '"ratios":[0.5,"NaN"],"deltas":[-1,1],"discount":0,"hash":18446744073709551615,"weight":0.1,"gift":true,"replaces":{"id":5,' + absent + '}')
    row('another message', 'protobuf', other(id='o').SerializeToString(), {'id': 'o'}, message='shop.Other')
    row('unknown fields', 'protobuf', other(id='o').SerializeToString() + bytes.fromhex('10 05 10 06 1a 02 6869 22 01 ff 29 0100000000000000'.replace(' ', '')),
        '{"id":"o","2":[5,6],"3":"hi","4":"/w==","5":1}', message='Other')
    row('twice', 'protobuf', other(id='a').SerializeToString() + other(id='b').SerializeToString(), {'id': 'b'}, message='Other')


all_avro()
all_msgpack()
all_cbor()
all_protobuf()
(HERE / 'golden.ndjson').write_text(''.join(json.dumps(r, ensure_ascii=False) + '\n' for r in rows))
print(len(rows), 'rows')
