// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/placefield.h"

#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostNewest = 100000000;
constexpr int MostMinutes = 60 * 24 * 366;
constexpr qint64 MinuteMs = 60000;

QString zoneOf(const QDateTime &time) { return time.timeSpec() == Qt::UTC ? u"UTC"_s : time.timeZoneAbbreviation(); }

} // namespace

PlaceField::PlaceField(Which which, const QString &name, bool utc, QWidget *parent)
    : QWidget(parent),
      m_kind(new QComboBox(this)),
      m_editors(new QStackedWidget(this)),
      m_offset(new QLineEdit(this)),
      m_time(new QDateTimeEdit(this)),
      m_ago(new QSpinBox(this)),
      m_newest(new QSpinBox(this)),
      m_group(new QComboBox(this)),
      m_from(which == Which::From)
{
    setNames(m_kind, name, m_from ? tr("From") : tr("To"));
    const auto kind = [this](Kind k, const QString &text) { m_kind->addItem(text, int(k)); };
    kind(Kind::Edge, m_from ? tr("Beginning") : tr("End as of now"));
    kind(Kind::Offset, tr("Offset"));
    kind(Kind::Time, tr("Time"));
    kind(Kind::Ago, tr("Minutes ago"));
    if (m_from)
        kind(Kind::Newest, tr("Newest events"));
    kind(Kind::Group, tr("Position of a group"));

    setNames(m_offset, name + u" offset"_s, tr("Offset"));
    m_offset->setValidator(new QRegularExpressionValidator(QRegularExpression(u"[0-9]{1,18}"_s), m_offset));
    m_offset->setText(u"0"_s);
    setNames(m_time, name + u" time"_s, tr("Time"));
    m_time->setTimeSpec(utc ? Qt::UTC : Qt::LocalTime);
    m_time->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_time->setCalendarPopup(true);
    m_time->setDateTime(utc ? QDateTime::currentDateTimeUtc() : QDateTime::currentDateTime());
    setNames(m_ago, name + u" minutes ago"_s, tr("Minutes ago"));
    m_ago->setRange(1, MostMinutes);
    m_ago->setValue(15);
    m_ago->setSuffix(tr(" min"));
    setNames(m_newest, name + u" newest"_s, tr("How many of the newest events"));
    m_newest->setRange(1, MostNewest);
    m_newest->setGroupSeparatorShown(true);
    m_newest->setValue(10000);
    setNames(m_group, name + u" group"_s, tr("Group"));
    m_group->setEditable(true);
    setNames(m_kind->view(), name + u" list"_s, m_from ? tr("From") : tr("To"));
    setNames(m_group->view(), name + u" groups"_s, tr("Groups"));
    setNames(m_group->lineEdit(), name + u" group name"_s, tr("Group"));

    auto *timed = new QWidget(this);
    auto *timedLine = new QHBoxLayout(timed);
    timedLine->setContentsMargins(0, 0, 0, 0);
    timedLine->addWidget(m_time, 1);
    QLabel *zone = makeLabel(zoneOf(m_time->dateTime()), TextRole::Muted, timed);
    timedLine->addWidget(zone);
    connect(m_time, &QDateTimeEdit::dateTimeChanged, zone,
            [zone](const QDateTime &time) { setLabelText(zone, zoneOf(time)); });
    // In the order of Kind.
    for (QWidget *w : std::initializer_list<QWidget *>{new QWidget(this), m_offset, timed, m_ago, m_newest, m_group})
        m_editors->addWidget(w);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(m_kind);
    line->addWidget(m_editors, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        m_editors->setCurrentIndex(int(this->kind()));
        if (this->kind() == Kind::Group)
            emit groupsWanted();
        emit changed();
    });
    connect(m_offset, &QLineEdit::textChanged, this, &PlaceField::changed);
    connect(m_group, &QComboBox::editTextChanged, this, &PlaceField::changed);
}

int PlaceField::indexOf(Kind kind) const { return m_kind->findData(int(kind)); }

PlaceField::Kind PlaceField::kind() const { return Kind(m_kind->currentData().toInt()); }

void PlaceField::setKind(Kind kind) { m_kind->setCurrentIndex(indexOf(kind)); }

void PlaceField::setPlace(const Position &position, quint64 last)
{
    if (last > 0) {
        m_newest->setValue(int(std::min<quint64>(last, MostNewest)));
        setKind(Kind::Newest);
    } else if (const auto *offset = std::get_if<AtOffset>(&position)) {
        m_offset->setText(QString::number(offset->offset));
        setKind(Kind::Offset);
    } else if (const auto *time = std::get_if<AtTime>(&position)) {
        m_time->setDateTime(QDateTime::fromMSecsSinceEpoch(time->timeMs, m_time->timeSpec()));
        setKind(Kind::Time);
    } else if (const auto *group = std::get_if<AtGroup>(&position)) {
        m_group->setEditText(group->group);
        setKind(Kind::Group);
    } else {
        setKind(Kind::Edge);
    }
}

Result<Position> PlaceField::position() const
{
    switch (kind()) {
    case Kind::Offset:
        if (!m_offset->hasAcceptableInput())
            return makeError(ErrorCode::BadArgument, {tr("offset"), m_offset->text()});
        return Position(AtOffset{m_offset->text().toLongLong()});
    case Kind::Time:
        return Position(AtTime{m_time->dateTime().toMSecsSinceEpoch()});
    case Kind::Ago:
        return Position(AtTime{QDateTime::currentMSecsSinceEpoch() - m_ago->value() * MinuteMs});
    case Kind::Group:
        if (m_group->currentText().trimmed().isEmpty())
            return makeError(ErrorCode::BadArgument, {tr("group"), QString()});
        return Position(AtGroup{m_group->currentText().trimmed()});
    case Kind::Newest:
    case Kind::Edge:
        break;
    }
    return m_from ? Position(Earliest{}) : Position(Latest{});
}

quint64 PlaceField::last() const { return kind() == Kind::Newest ? quint64(m_newest->value()) : 0; }

void PlaceField::setReason(Kind kind, const QString &reason)
{
    auto *items = qobject_cast<QStandardItemModel *>(m_kind->model());
    QStandardItem *item = items ? items->item(indexOf(kind)) : nullptr;
    if (!item)
        return;
    item->setEnabled(reason.isEmpty());
    item->setToolTip(reason.isEmpty() ? QString() : escapedToolTip(reason));
    if (!reason.isEmpty() && this->kind() == kind)
        setKind(Kind::Edge);
}

void PlaceField::setGroups(const QStringList &groups)
{
    const QString typed = m_group->currentText();
    m_group->clear();
    m_group->addItems(groups);
    m_group->setEditText(typed.isEmpty() ? groups.value(0) : typed);
}

} // namespace flowbench
