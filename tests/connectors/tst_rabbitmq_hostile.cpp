// SPDX-License-Identifier: GPL-3.0-or-later
// A peer that means harm: what it announces is not believed, what it nests does not break the stack.
#include "tests/connectors/rabbitmq_help.h"
#include "tests/support/listener.h"

#include <QFile>
#include <QTest>
#include <QtEndian>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

namespace {

template <class T>
QByteArray number(T value)
{
    value = qToBigEndian(value);
    return QByteArray(reinterpret_cast<const char *>(&value), sizeof value);
}

QByteArray shortText(const QByteArray &s) { return char(s.size()) + s; }
QByteArray longText(const QByteArray &s) { return number(quint32(s.size())) + s; }

QByteArray frame(char type, quint16 channel, const QByteArray &payload)
{
    return type + number(channel) + longText(payload) + char(0xce);
}

QByteArray method(quint16 channel, quint16 cls, quint16 id, const QByteArray &arguments = {})
{
    return frame(1, channel, number(cls) + number(id) + arguments);
}

QByteArray deliver(const QByteArray &headers, quint64 bodySize, const QByteArray &body, quint16 channel = 1)
{
    const QByteArray delivery = shortText("c") + number(quint64(1)) + '\0' + shortText("x") + shortText("k");
    const quint16 flags = headers.isEmpty() ? 0 : 1 << 13;
    const QByteArray content = number(quint16(60)) + number(quint16(0)) + number(bodySize) + number(flags) +
                               (headers.isEmpty() ? QByteArray() : longText(headers));
    return method(channel, 60, 60, delivery) + frame(2, channel, content) +
           (body.isEmpty() ? QByteArray() : frame(3, channel, body));
}

// Arrays in arrays, five bytes a level.
QByteArray nested(int depth)
{
    QByteArray inner;
    for (int i = 0; i < depth; ++i)
        inner = 'A' + longText(inner);
    return shortText("deep") + inner;
}

// Speaks just enough AMQP to be believed, then says what it was told to.
class FakeBroker
{
public:
    explicit FakeBroker(QByteArray onConsume, QByteArray greeting = {})
        : m_onConsume(std::move(onConsume)),
          m_greeting(std::move(greeting)),
          m_listener([this](int fd, const std::stop_token &stop) { serve(fd, stop); })
    {}
    QString url() const
    {
        return u"amqp://guest:guest@127.0.0.1:%1/?management=http://127.0.0.1:1"_s.arg(m_listener.port());
    }

private:
    QByteArray answer(quint16 cls, quint16 id) const
    {
        switch (cls * 1000 + id) {
        case 10011:
            return method(0, 10, 30, number(quint16(10)) + number(quint32(131072)) + number(quint16(0)));
        case 10040:
            return method(0, 10, 41, shortText({}));
        case 10050:
            return method(0, 10, 51);
        case 20010:
            return method(1, 20, 11, longText({}));
        case 50010:
            return method(1, 50, 11, shortText("q") + number(quint32(1)) + number(quint32(0)));
        case 60010:
            return method(1, 60, 11);
        case 60020:
            return method(1, 60, 21, shortText("c")) + m_onConsume;
        case 60030:
            return method(1, 60, 31, shortText("c"));
        default:
            return {};
        }
    }
    void serve(int fd, const std::stop_token &stop) const
    {
        char head[8];
        if (!readBytes(fd, head, 8, stop))
            return;
        sendBytes(
            fd, m_greeting.isEmpty()
                    ? method(0, 10, 10, QByteArray("\0\x09", 2) + longText({}) + longText("PLAIN") + longText("en_US"))
                    : m_greeting);
        while (readBytes(fd, head, 7, stop)) {
            const auto size = qFromBigEndian<quint32>(head + 3);
            QByteArray payload(qsizetype(size) + 1, '\0');
            if (!readBytes(fd, payload.data(), size + 1, stop))
                return;
            if (head[0] == 1)
                sendBytes(fd, answer(qFromBigEndian<quint16>(payload.constData()),
                                     qFromBigEndian<quint16>(payload.constData() + 2)));
        }
    }

    const QByteArray m_onConsume, m_greeting;
    const Listener m_listener; // after what it serves
};

qint64 residentKb()
{
    QFile f(u"/proc/self/statm"_s);
    return f.open(QIODevice::ReadOnly) ? f.readAll().split(' ').value(1).toLongLong() * 4 : 0;
}

} // namespace

class tst_RabbitMqHostile : public QObject
{
    Q_OBJECT
    Rabbit m_rabbit;

    Result<std::optional<Delivery>> consumeOne(const FakeBroker &broker)
    {
        const auto c = m_rabbit.connect(broker.url());
        auto k = c->settle()->consume(anyGrant(WriteOperation::Settle), u"queue:q"_s, 10, within(5000));
        if (!k)
            return k.error();
        return (*k)->next(within(5000));
    }

private slots:
    void goodPeerIsUnderstood();
    void hugeBodyIsNotBelieved();
    void deepTableIsCut();
    void brokenTable();
    void strayFrames();
    void badGreeting_data();
    void badGreeting();
};

void tst_RabbitMqHostile::goodPeerIsUnderstood()
{
    const FakeBroker broker(deliver({}, 5, "hello"));
    const auto d = consumeOne(broker);
    QVERIFY(d && *d);
    QCOMPARE((*d)->event.value.value_or(""), std::string("hello"));
}

void tst_RabbitMqHostile::hugeBodyIsNotBelieved()
{
    const FakeBroker broker(deliver({}, quint64(1) << 40, "hello"));
    const qint64 before = residentKb();
    const auto d = consumeOne(broker);
    QVERIFY(!d);
    QCOMPARE(d.error().code, ErrorCode::TooLarge);
    QVERIFY(residentKb() - before < 100 * 1024);
}

void tst_RabbitMqHostile::deepTableIsCut()
{
    const FakeBroker broker(deliver(nested(50000), 2, "ok"));
    const auto d = consumeOne(broker);
    QVERIFY(d && *d);
    const auto deep = FieldList((*d)->event.fields).find(FieldPlace::Header, "deep");
    QVERIFY(deep);
    QCOMPARE(deep->type, FieldType::Array);
    QVERIFY(deep->value.size() < 1000);
    QVERIFY(deep->value.find("null") != std::string_view::npos);
}

void tst_RabbitMqHostile::brokenTable()
{
    // An entry that claims to be longer than its table.
    const FakeBroker broker(deliver(shortText("h") + 'S' + number(quint32(0x7fffffff)) + "x", 0, {}));
    const auto d = consumeOne(broker);
    QVERIFY(!d);
    QCOMPARE(d.error().code, ErrorCode::ConnectionLost);
}

void tst_RabbitMqHostile::strayFrames()
{
    for (const QByteArray &frames :
         {frame(3, 1, "a body without a header"), frame(3, 1, {}), frame(9, 1, "no such frame"), deliver({}, 1, "b", 2),
          deliver({}, 1, "b", 65535)}) { // the last two: on channels that nobody opened
        const FakeBroker broker(frames);
        const auto d = consumeOne(broker);
        QVERIFY(!d || !*d);
    }
}

void tst_RabbitMqHostile::badGreeting_data()
{
    QTest::addColumn<QByteArray>("greeting");
    QTest::newRow("another version") << QByteArray("AMQP\0\1\0\0", 8);
    QTest::newRow("noise") << QByteArray(4096, '\xff');
    QTest::newRow("huge frame") << QByteArray(1, '\1') + number(quint16(0)) + number(quint32(0x7ffffff0)) + "x";
    QTest::newRow("HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
}

void tst_RabbitMqHostile::badGreeting()
{
    QFETCH(QByteArray, greeting);
    const FakeBroker broker({}, greeting);
    const auto c = m_rabbit.connect(broker.url());
    const auto steps = c->test({}, within(3000));
    QCOMPARE(steps.back().step, StepName::Authenticate);
    QVERIFY(!steps.back().ok);
}

QTEST_GUILESS_MAIN(tst_RabbitMqHostile)
#include "tst_rabbitmq_hostile.moc"
