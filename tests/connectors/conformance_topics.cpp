// SPDX-License-Identifier: GPL-3.0-or-later
// Channels that keep events: what was published is there, byte for byte, and receipts say where.
#include "tests/connectors/conformance.h"
#include "tests/connectors/conformance_compare.h"

#include <QDateTime>
#include <QTest>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
Cancel soon() { return Cancel::after(Milliseconds(20000)); }
} // namespace

void Conformance::topicIsListed()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 3);
    for (int p = 0; p < 3; ++p)
        QVERIFY(publishAll(*c, t, numbered("v", 10 + p, p)).confirmed());
    const auto info = infoOf(*c, t);
    QVERIFY(info);
    QCOMPARE(info->kind, ChannelKind::Topic);
    QCOMPARE(info->partitions.value_or(-1), 3);
    QVERIFY(eventually([&] { return infoOf(*c, t)->events.value_or(-1) == 33; }, m_subject.patience));
    QVERIFY(!info->internal);
    const auto details = c->catalog()->details(t, soon());
    QVERIFY(details);
    QCOMPARE(details->info.name, t);
    QCOMPARE(details->partitions.size(), std::size_t(3));
    for (int p = 0; p < 3; ++p) {
        QCOMPARE(details->partitions[std::size_t(p)].partition, p);
        QCOMPARE(details->partitions[std::size_t(p)].low, qint64(0));
        QCOMPARE(details->partitions[std::size_t(p)].high, qint64(10 + p));
    }
    const auto resolved = c->catalog()->resolve(t, soon());
    QVERIFY(resolved);
    QCOMPARE(resolved->name, t);
    QVERIFY(resolved->pattern.isNull());
}

void Conformance::topicKeepsBytes()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    std::vector<Outgoing> sent = oddMessages(m_subject);
    const std::vector<Outgoing> kept = sent;
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(publishAll(*c, t, std::move(sent)).confirmed());
    const Scanned read = scanAll(*c, scanOf(t));
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const Event &e = read.events[i];
        QVERIFY2(e.value == kept[i].value, qPrintable(u"value of %1"_s.arg(i)));
        QVERIFY2(e.key == kept[i].key, qPrintable(u"key of %1"_s.arg(i)));
        QVERIFY2(headersOf(e.fields) == headersOf(kept[i].fields), qPrintable(u"headers of %1"_s.arg(i)));
        QCOMPARE(QString::fromStdString(e.channel), t);
        QCOMPARE(e.partition, 0);
        QCOMPARE(e.offset, qint64(i));
        QVERIFY(e.timeKind != TimeKind::None);
        QVERIFY(std::abs(e.timeMs - before) < 60000);
    }
}

void Conformance::topicKeepsLargeBody()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 1);
    const std::string large = largeBody(m_subject.largest);
    QVERIFY(publishAll(*c, t, {outgoing(large)}).confirmed());
    const Scanned read = scanAll(*c, scanOf(t));
    QVERIFY(!read.error);
    QCOMPARE(read.events.size(), std::size_t(1));
    QVERIFY(read.events[0].value == large);
    QVERIFY(read.coverage.bytes >= large.size());
}

void Conformance::receiptsSayWhere()
{
    if (!m_subject.topic)
        return;
    const auto c = make();
    const QString t = m_subject.topic(*c, 2);
    std::vector<Outgoing> events;
    for (int i = 0; i < 40; ++i) {
        Outgoing o = outgoing("v" + std::to_string(i));
        o.partition = i % 2;
        events.push_back(std::move(o));
    }
    const Published sent = publishAll(*c, t, std::move(events));
    QVERIFY(sent.confirmed());
    for (std::size_t i = 0; i < sent.receipts.size(); ++i) {
        const Receipt &r = sent.receipts[i];
        QCOMPARE(r.tag, quint64(i));
        QCOMPARE(r.partition.value_or(-1), int(i % 2));
        QCOMPARE(r.offset.value_or(-1), qint64(i / 2));
    }
    // One key always goes to one partition.
    std::vector<Outgoing> keyed;
    for (int i = 0; i < 20; ++i)
        keyed.push_back(outgoing("k", "same"));
    const Published same = publishAll(*c, t, std::move(keyed));
    QVERIFY(same.confirmed());
    for (const Receipt &r : same.receipts)
        QCOMPARE(r.partition, same.receipts[0].partition);
}

void Conformance::groupsAndReset()
{
    const auto c = make();
    if (!c->positions())
        return;
    const QString t = m_subject.topic(*c, 2), group = u"conformance-%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
    QVERIFY(publishAll(*c, t, numbered("a", 30, 0)).confirmed());
    QVERIFY(publishAll(*c, t, numbered("b", 20, 1)).confirmed());
    const std::vector<GroupPosition> to{{t, 0, 12, 0}, {t, 1, 7, 0}};
    const auto reset = c->positions()->reset(anyGrant(WriteOperation::ResetPositions, group), group, to, soon());
    QVERIFY2(reset.ok(), reset ? "" : qPrintable(reset.error().detail));
    QVERIFY(eventually(
        [&] {
            const auto groups = c->positions()->groups(soon());
            return groups &&
                   std::any_of(groups->begin(), groups->end(), [&](const auto &g) { return g.group == group; });
        },
        m_subject.groupPatience));
    const auto info = c->positions()->positions(group, soon());
    QVERIFY(info);
    QCOMPARE(info->group, group);
    std::map<int, GroupPosition> at;
    for (const GroupPosition &p : info->positions) {
        if (p.channel == t)
            at[p.partition] = p;
    }
    QCOMPARE(at.size(), std::size_t(2));
    QCOMPARE(at[0].position.value_or(-1), qint64(12));
    QCOMPARE(at[0].end, qint64(30));
    QCOMPARE(at[1].position.value_or(-1), qint64(7));
    QCOMPARE(at[1].end, qint64(20));
    // A scan may begin where a group stands, and reading moves nobody.
    ScanRequest request = scanOf(t);
    request.from = AtGroup{group};
    QCOMPARE(scanAll(*c, request).events.size(), std::size_t(18 + 13));
    const auto again = c->positions()->positions(group, soon());
    QVERIFY(again);
    for (const GroupPosition &p : again->positions) {
        if (p.channel == t)
            QCOMPARE(p.position, at[p.partition].position);
    }
}

} // namespace flowbench
