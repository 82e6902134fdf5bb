// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/conformance.h"
#include "tests/connectors/rabbitmq_help.h"

#include <QTest>

using namespace flowbench;
using namespace flowbench::test;
using namespace Qt::StringLiterals;

namespace {

// All connectors of the suite go over lines that can be cut.
struct Lines
{
    Rabbit rabbit;
    Line amqp{rabbit.brokers.rabbitMq().section(u':', 1).toInt()};
    Line management{rabbit.brokers.rabbitMqManagement().section(u':', 1).toInt()};
};

Subject subject()
{
    auto lines = std::make_shared<Lines>();
    Subject s;
    s.make = [lines] {
        return lines->rabbit.connect(
            u"amqp://guest:guest@127.0.0.1:%1/?management=http://127.0.0.1:%2"_s.arg(lines->amqp.port())
                .arg(lines->management.port()));
    };
    s.queue = [](Connector &c, const QJsonObject &arguments) {
        return declared(c, u"queue:"_s + Rabbit::unique(u"suite."_s), arguments);
    };
    s.exchange = [](Connector &c, const QString &type) {
        return declared(c, u"exchange:"_s + Rabbit::unique(u"suite."_s), {}, type);
    };
    s.bind = [](Connector &c, const BindingInfo &binding) {
        QVERIFY(c.topology()->bind(anyGrant(WriteOperation::Declare), binding, within(10000)));
    };
    s.breakLink = [lines](Connector &) {
        lines->amqp.cut();
        lines->management.cut();
    };
    s.healLink = [lines](Connector &) {
        lines->amqp.heal();
        lines->management.heal();
    };
    s.nullValues = false;
    s.dropsAtLimit = false;
    s.largest = 5 << 20;
    s.patience = Milliseconds(15000);
    return s;
}

} // namespace

class tst_RabbitMq : public Conformance
{
    Q_OBJECT
public:
    tst_RabbitMq() : Conformance(subject()) {}
private slots:
    void initTestCase() { QVERIFY2(Brokers().problem().isEmpty(), qPrintable(Brokers().problem())); }
};

QTEST_GUILESS_MAIN(tst_RabbitMq)
#include "tst_rabbitmq.moc"
