// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/channeldetails.h"

#include "ui/look/emptystate.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds AskTimeout{15000};
constexpr int RowHeight = 25, HeaderHeight = 27, RowsShown = 10;

QString numbers(const std::vector<int> &values)
{
    QStringList out;
    for (const int v : values)
        out.append(QString::number(v));
    return out.join(u", "_s);
}

QString jsonText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QLocale::c().toString(value.toDouble(), 'g', 17);
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isNull())
        return u"null"_s;
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

std::vector<QStringList> pairs(const QJsonObject &object)
{
    std::vector<QStringList> rows;
    for (auto it = object.begin(); it != object.end(); ++it)
        rows.push_back({it.key(), jsonText(it.value())});
    return rows;
}

std::vector<QStringList> partitionRows(const std::vector<PartitionInfo> &partitions)
{
    std::vector<QStringList> rows;
    for (const PartitionInfo &p : partitions)
        rows.push_back({QString::number(p.partition), QString::number(p.leader), numbers(p.replicas), numbers(p.isr),
                        words::count(p.low), words::count(p.high), words::count(p.high - p.low)});
    return rows;
}

} // namespace

ChannelDetailsDialog::ChannelDetailsDialog(Session &session, const QString &channel, QWidget *parent)
    : QDialog(parent),
      m_session(&session),
      m_channel(channel),
      m_state(new EmptyState(u"info"_s, tr("Asking the broker…"), {}, this)),
      m_content(new QWidget(this)),
      m_layout(new QVBoxLayout(m_content))
{
    setObjectName(u"Channel details"_s);
    setWindowTitle(tr("%1 on %2").arg(visibleText(channel), session.identity().name));
    resize(720, 560);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_content, 1);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_content->hide();
    connect(&session, &QObject::destroyed, this, &QDialog::reject);
    ask();
}

void ChannelDetailsDialog::ask()
{
    m_job = m_session->run(
        this, AskTimeout,
        [channel = m_channel](Connector &connector, const Cancel &cancel) -> Result<ChannelDetails> {
            const auto catalog = connector.catalog();
            return catalog ? catalog->details(channel, cancel) : Result<ChannelDetails>(catalog.reason);
        },
        [this](const Result<ChannelDetails> &details) {
            if (details) {
                show(*details);
                return;
            }
            const Sentence said = sentence(details.error());
            m_state->setMessage(u"error"_s, said.message, said.hint);
            connect(m_state->setAction(u"Try again"_s, tr("Try again")), &QPushButton::clicked, this,
                    &ChannelDetailsDialog::ask, Qt::UniqueConnection);
        });
}

void ChannelDetailsDialog::show(const ChannelDetails &d)
{
    m_state->hide();
    m_content->show();
    const ChannelInfo &i = d.info;
    QStringList facts;
    facts.append(QString::fromLatin1(channelKindName(i.kind)));
    if (!i.exchangeType.isEmpty())
        facts.append(i.exchangeType);
    if (i.partitions)
        facts.append(tr("%Ln partition(s)", nullptr, *i.partitions));
    if (i.events)
        facts.append(tr("%1 events kept").arg(words::count(*i.events)));
    if (i.depth)
        facts.append(tr("%1 ready").arg(words::count(*i.depth)));
    if (i.unacked)
        facts.append(tr("%1 unacked").arg(words::count(*i.unacked)));
    if (i.consumers)
        facts.append(tr("%Ln consumer(s)", nullptr, *i.consumers));
    if (!d.policy.isEmpty())
        facts.append(tr("policy %1").arg(d.policy));
    m_layout->addWidget(new ElidedLabel(facts.join(u", "_s), TextRole::Muted, m_content));

    if (!d.partitions.empty())
        addTable(tr("Partitions"),
                 {tr("Partition"), tr("Leader"), tr("Replicas"), tr("In sync"), tr("Low"), tr("High"), tr("Events")},
                 partitionRows(d.partitions));
    if (!d.bindings.empty()) {
        std::vector<QStringList> rows;
        for (const BindingInfo &b : d.bindings)
            rows.push_back(
                {b.source, b.routingKey, b.destination, b.arguments.isEmpty() ? QString() : jsonText(b.arguments)});
        addTable(tr("Bindings"), {tr("From"), tr("Binding key"), tr("To"), tr("Arguments")}, rows);
    }
    if (!d.arguments.isEmpty())
        addTable(tr("Arguments"), {tr("Name"), tr("Value")}, pairs(d.arguments));
    if (!d.config.isEmpty())
        addTable(tr("Settings that differ from the default"), {tr("Name"), tr("Value")}, pairs(d.config));
    m_layout->addStretch();
}

void ChannelDetailsDialog::addTable(const QString &title, const QStringList &columns,
                                    const std::vector<QStringList> &rows)
{
    m_layout->addWidget(makeLabel(title, TextRole::Title, m_content));
    auto *table = new QTableWidget(int(rows.size()), int(columns.size()), m_content);
    setNames(table, title, title);
    table->setHorizontalHeaderLabels(columns);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(RowHeight);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->setFont(fixedFont());
    for (int r = 0; r < int(rows.size()); ++r) {
        for (int c = 0; c < int(columns.size()); ++c)
            table->setItem(r, c, new QTableWidgetItem(visibleText(rows[std::size_t(r)].value(c))));
    }
    if (rows.size() < 1000)
        table->resizeColumnsToContents();
    table->setFixedHeight(HeaderHeight + RowHeight * std::min(int(rows.size()), RowsShown) + 4);
    m_layout->addWidget(table);
}

} // namespace flowbench
