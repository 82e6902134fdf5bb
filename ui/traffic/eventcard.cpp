// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/eventcard.h"

#include "model/items/eventtext.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/units.h"
#include "words/visible.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int LineHeight = 21;

QString utf8(std::string_view bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); }

QString timeName(TimeKind kind)
{
    switch (kind) {
    case TimeKind::Create:
        return EventCard::tr("Created");
    case TimeKind::Append:
        return EventCard::tr("Appended");
    case TimeKind::Broker:
        return EventCard::tr("Broker's time");
    case TimeKind::Received:
    case TimeKind::None:
        break;
    }
    return EventCard::tr("Received");
}

QString zoneText(const QDateTime &time)
{
    if (time.timeSpec() == Qt::UTC)
        return u"UTC"_s;
    const int seconds = time.offsetFromUtc();
    const QTime offset = QTime(0, 0).addSecs(std::abs(seconds));
    return (seconds < 0 ? u"\u2212"_s : u"+"_s) + offset.toString(u"HH:mm"_s);
}

} // namespace

LinkButton::LinkButton(const QString &objectName, const QString &accessibleName, QWidget *parent) : QPushButton(parent)
{
    setNames(this, objectName, accessibleName);
    setFlat(true);
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    setFont(fixedFont());
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void LinkButton::setLink(const QString &text)
{
    m_text = visibleText(text);
    setAccessibleDescription(m_text);
    setToolTip(escapedToolTip(m_text));
    updateGeometry();
    update();
}

QSize LinkButton::sizeHint() const { return {fontMetrics().horizontalAdvance(m_text) + 2, LineHeight}; }

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(themeOf(this).accent);
    QFont f = font();
    f.setUnderline(underMouse() || hasFocus());
    painter.setFont(f);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

EventCard::EventCard(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_position(new ElidedLabel({}, TextRole::Mono, this)),
      m_timeName(makeLabel({}, TextRole::Muted, this)),
      m_time(makeLabel({}, TextRole::Mono, this)),
      m_age(new ElidedLabel({}, TextRole::Muted, this)),
      m_keyName(makeLabel(tr("Key"), TextRole::Muted, this)),
      m_key(new ElidedLabel({}, TextRole::Mono, this)),
      m_correlationName(makeLabel(tr("Correlation"), TextRole::Muted, this)),
      m_correlation(new LinkButton(u"Correlation"_s, tr("Correlation"), this))
{
    m_position->setObjectName(u"Position"_s);
    m_time->setObjectName(u"Created"_s);
    m_key->setObjectName(u"Key"_s);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(measure::PageMargin, 8, measure::PageMargin, 9);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(0);
    grid->setColumnMinimumWidth(0, 90);
    grid->setColumnStretch(2, 1);
    const auto line = [grid](int row, QWidget *name, QWidget *value) {
        grid->setRowMinimumHeight(row, 0);
        name->setMinimumHeight(LineHeight);
        value->setMinimumHeight(LineHeight);
        grid->addWidget(name, row, 0);
        grid->addWidget(value, row, 1, 1, 2);
    };
    line(0, makeLabel(tr("Position"), TextRole::Muted, this), m_position);
    m_timeName->setMinimumHeight(LineHeight);
    grid->addWidget(m_timeName, 1, 0);
    grid->addWidget(m_time, 1, 1);
    grid->addWidget(m_age, 1, 2);
    line(2, m_keyName, m_key);
    line(3, m_correlationName, m_correlation);
    connect(m_correlation, &QPushButton::clicked, this, [this] { emit correlationClicked(m_correlationId); });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &EventCard::showAge);
}

void EventCard::setDecoding(QWidget *line)
{
    constexpr int Row = 4;
    auto *grid = qobject_cast<QGridLayout *>(layout());
    QLabel *name = makeLabel(tr("Value"), TextRole::Muted, this);
    name->setMinimumHeight(LineHeight);
    grid->addWidget(name, Row, 0);
    grid->addWidget(line, Row, 1, 1, 2);
}

QString EventCard::positionText(const EventView &event)
{
    QString text = utf8(event.channel);
    if (event.partition >= 0)
        text += u" / %1"_s.arg(event.partition);
    if (event.offset != EventView::NoOffset)
        text += u" @ "_s + words::count(event.offset);
    return text;
}

void EventCard::setEvent(const EventView &event, const Envelope &envelope)
{
    m_position->setText(positionText(event));
    m_timeMs = event.timeMs;
    m_kind = event.timeKind;
    const auto visible = [](QStringView t) { return visibleText(t); };
    m_key->setText(event.hasKey ? shortText(event.key, 500, visible) : QString());
    m_keyName->setVisible(event.hasKey);
    m_key->setVisible(event.hasKey);
    m_correlationId = QString::fromStdString(envelope.correlationId);
    m_correlation->setLink(m_correlationId);
    m_correlation->setVisible(!m_correlationId.isEmpty());
    m_correlationName->setVisible(!m_correlationId.isEmpty());
    showTime();
}

void EventCard::setUtc(bool utc)
{
    m_utc = utc;
    showTime();
}

void EventCard::showTime()
{
    setLabelText(m_timeName, timeName(m_kind));
    const QDate today = m_utc ? QDateTime::currentDateTimeUtc().date() : QDate::currentDate();
    setLabelText(m_time, m_kind == TimeKind::None ? tr("not told") : eventTimeText(m_timeMs, m_utc, today));
    showAge();
}

void EventCard::showAge()
{
    if (m_kind == TimeKind::None) {
        m_age->setText({});
        return;
    }
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(m_timeMs, m_utc ? Qt::UTC : Qt::LocalTime);
    const double age = double(QDateTime::currentMSecsSinceEpoch() - m_timeMs) / 1000;
    // Whole seconds: the line is read, not measured. A clock ahead of ours is no age.
    const QString ago =
        age < 1 ? (age < -1 ? tr("%1 ahead of this clock").arg(words::duration(std::floor(-age))) : tr("just now"))
                : tr("%1 ago").arg(words::duration(std::floor(age)));
    m_age->setText(zoneText(time) + u", "_s + ago);
}

void EventCard::showEvent(QShowEvent *event)
{
    Surface::showEvent(event);
    showAge();
    m_tick.start();
}

void EventCard::hideEvent(QHideEvent *event)
{
    Surface::hideEvent(event);
    m_tick.stop();
}

} // namespace flowbench
