// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadlettersmodel.h"

#include "ui/look/labels.h"
#include "words/units.h"
#include "words/visible.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype CellChars = 200;
constexpr std::size_t BodyBytes = 64 << 10; // of a body whose failure is read between two frames
constexpr std::size_t MostVerdicts = 200'000;

QString cell(const std::string &text)
{
    const QString whole = QString::fromUtf8(text.data(), qsizetype(std::min<std::size_t>(text.size(), 4 * CellChars)));
    return visibleText(whole.size() > CellChars ? whole.left(CellChars) + u'…' : whole);
}

// Since then, in one unit.
QString wholeDuration(qint64 sinceMs)
{
    using L = DeadLettersModel;
    const qint64 s = std::max<qint64>(0, QDateTime::currentMSecsSinceEpoch() - sinceMs) / 1000;
    if (s < 60)
        return L::tr("%1 s").arg(s);
    if (s < 3600)
        return L::tr("%1 min").arg(s / 60);
    return s < 48 * 3600 ? L::tr("%1 h").arg(s / 3600) : L::tr("%Ln day(s)", nullptr, int(s / 86400));
}

} // namespace

QString deadTime(qint64 ms, bool utc)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, utc ? Qt::UTC : Qt::LocalTime);
    const QDate today = utc ? QDateTime::currentDateTimeUtc().date() : QDate::currentDate();
    return time.toString(time.date() == today ? u"HH:mm:ss"_s : u"yyyy-MM-dd HH:mm:ss"_s);
}

void DeadLettersModel::setSet(std::shared_ptr<const DeadSet> set, std::shared_ptr<const DeadFacts> facts)
{
    beginResetModel();
    m_set = std::move(set);
    m_facts = std::move(facts);
    m_rows.reset();
    m_replays.reset();
    m_checked.assign(m_set ? m_set->size() : 0, false);
    m_checkedCount = 0;
    m_cache.clear();
    m_verdicts.clear();
    endResetModel();
    emit checksChanged();
}

void DeadLettersModel::setRows(DeadRows rows)
{
    if (!rows && !m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

// Only what is on screen asks again, and only what was made without facts.
void DeadLettersModel::factsAdvanced() { rowsChanged(DeadColumn::Died, DeadColumn::Attempts); }

void DeadLettersModel::rowsChanged(DeadColumn from, DeadColumn to)
{
    if (rowCount() > 0)
        emit dataChanged(index(0, int(from)), index(rowCount() - 1, int(to)));
}

void DeadLettersModel::setReplays(std::shared_ptr<const ReplaysBefore> replays)
{
    m_replays = std::move(replays);
    rowsChanged(DeadColumn::Replayed, DeadColumn::Replayed);
}

void DeadLettersModel::setChecksSchemas(bool on)
{
    m_checksSchemas = on;
    m_verdicts.clear();
    rowsChanged(DeadColumn::Schema, DeadColumn::Schema);
}

// Told once for all: where each of them stands would have to be looked for.
void DeadLettersModel::setVerdicts(const Verdicts &verdicts)
{
    for (const auto &[index, verdict] : verdicts)
        m_verdicts[index] = verdict;
    rowsChanged(DeadColumn::Schema, DeadColumn::Schema);
}

void DeadLettersModel::setMarker(std::function<RowMark(const EventView &)> marker)
{
    m_marker = std::move(marker);
    m_cache.clear();
    rowsChanged(DeadColumn::Check, DeadColumn::Replayed);
}

void DeadLettersModel::setUtc(bool utc)
{
    m_utc = utc;
    m_cache.clear();
    rowsChanged(DeadColumn::Died, DeadColumn::Died);
}

int DeadLettersModel::rowOf(std::size_t index) const
{
    if (!m_rows)
        return m_set && index < m_set->size() ? int(index) : -1;
    const auto at = std::find(m_rows->begin(), m_rows->end(), quint32(index));
    return at == m_rows->end() ? -1 : int(at - m_rows->begin());
}

// ---- checks

std::size_t DeadLettersModel::checkedShown() const
{
    if (!m_rows || m_checkedCount == 0)
        return m_checkedCount;
    return std::size_t(std::count_if(m_rows->begin(), m_rows->end(), [this](quint32 i) { return m_checked[i]; }));
}

std::vector<std::size_t> DeadLettersModel::checked() const
{
    std::vector<std::size_t> all;
    all.reserve(m_checkedCount);
    for (std::size_t i = 0; i < m_checked.size() && all.size() < m_checkedCount; ++i) {
        if (m_checked[i])
            all.push_back(i);
    }
    return all;
}

void DeadLettersModel::setChecked(const std::vector<int> &rows, bool on)
{
    for (const int row : rows) {
        const std::size_t i = indexAt(row);
        if (m_checked[i] == on)
            continue;
        m_checked[i] = on;
        m_checkedCount += on ? 1 : std::size_t(-1);
    }
    rowsChanged(DeadColumn::Check, DeadColumn::Check);
    emit checksChanged();
}

void DeadLettersModel::checkAll(bool on)
{
    for (int row = 0; row < rowCount(); ++row) {
        const std::size_t i = indexAt(row);
        if (m_checked[i] != on)
            m_checkedCount += on ? 1 : std::size_t(-1);
        m_checked[i] = on;
    }
    rowsChanged(DeadColumn::Check, DeadColumn::Check);
    emit checksChanged();
}

void DeadLettersModel::clearChecks()
{
    m_checked.assign(m_checked.size(), false);
    m_checkedCount = 0;
    rowsChanged(DeadColumn::Check, DeadColumn::Check);
    emit checksChanged();
}

// ---- texts

DeadLettersModel::Texts &DeadLettersModel::texts(std::size_t index) const
{
    const bool known = m_facts && index < m_facts->known.load(std::memory_order_acquire);
    if (Texts *have = m_cache.object(index); have && (have->factsKnown || !known))
        return *have;
    auto made = std::make_unique<Texts>();
    const EventView event = m_set->event(index);
    made->id = cell(m_set->id(index));
    made->key = event.hasKey ? cell(std::string(event.key.substr(0, 4 * CellChars + 4))) : u"–"_s;
    made->type = cell(deadType(event));
    made->factsKnown = known;
    if (m_marker && !isHeavy(event))
        made->mark = m_marker(event);
    std::optional<qint64> died, attempts;
    if (known) {
        if (m_facts->died[index] != DeadFacts::NoTime)
            died = m_facts->died[index];
        if (m_facts->attempts[index] >= 0)
            attempts = m_facts->attempts[index];
    } else if (const auto failure = recogniseFailure(event, BodyBytes)) {
        died = failure->last ? failure->last : failure->first;
        attempts = failure->attempts;
    }
    made->died = died ? deadTime(*died, m_utc) : u"–"_s;
    made->attempts = attempts ? words::count(*attempts) : u"–"_s;
    Texts *kept = made.release();
    m_cache.insert(index, kept);
    return *kept;
}

const QString &DeadLettersModel::exceptionText(std::size_t index) const
{
    Texts &t = texts(index);
    if (!t.exception) {
        t.exception = deadException(m_set->event(index));
        if (t.exception->isEmpty())
            t.exception = u"–"_s;
    }
    return *t.exception;
}

const ReplaysBefore::Job *DeadLettersModel::lastReplay(std::size_t index) const
{
    if (!m_replays || index >= m_replays->last.size() || m_replays->last[index] < 0)
        return nullptr;
    return &m_replays->jobs[std::size_t(m_replays->last[index])];
}

bool DeadLettersModel::mayHaveArrived(std::size_t index) const
{
    return m_replays && index < m_replays->unknown.size() && m_replays->unknown[index] >= 0;
}

// "never", "may have arrived", "2×", "1×, 2 d ago"
QString DeadLettersModel::replayText(std::size_t index) const
{
    if (!m_replays || index >= m_replays->times.size())
        return u"–"_s;
    const int n = m_replays->times[index];
    if (n == 0)
        return mayHaveArrived(index) ? tr("may have arrived") : tr("never");
    const QString times = tr("%1×", "times").arg(words::count(n));
    const ReplaysBefore::Job *last = lastReplay(index);
    return last ? tr("%1, %2 ago", "times, how long").arg(times, wholeDuration(last->startedMs)) : times;
}

QVariant DeadLettersModel::display(std::size_t index, DeadColumn column) const
{
    switch (column) {
    case DeadColumn::Check:
        return {};
    case DeadColumn::Died:
        return texts(index).died;
    case DeadColumn::Id:
        return texts(index).id;
    case DeadColumn::Key:
        return texts(index).key;
    case DeadColumn::Type:
        return texts(index).type;
    case DeadColumn::Exception:
        return exceptionText(index);
    case DeadColumn::Attempts:
        return texts(index).attempts;
    case DeadColumn::Replayed:
        return replayText(index);
    case DeadColumn::Schema: {
        const auto at = m_verdicts.find(index);
        if (at == m_verdicts.end() || !at->second)
            return u"…"_s;
        switch (at->second->kind) {
        case SchemaVerdict::Kind::Valid:
            return tr("valid");
        case SchemaVerdict::Kind::Invalid:
            return tr("invalid");
        case SchemaVerdict::Kind::NotChecked:
            return tr("not checked");
        }
        break;
    }
    }
    return {};
}

QString DeadLettersModel::toolTip(std::size_t index, DeadColumn column) const
{
    if (column == DeadColumn::Died && m_facts && index < m_facts->known.load(std::memory_order_acquire) &&
        m_facts->died[index] != DeadFacts::NoTime)
        return m_utc ? words::utcTime(m_facts->died[index]) : words::localTime(m_facts->died[index]);
    if (column == DeadColumn::Replayed && m_replays && index < m_replays->times.size() && m_replays->times[index] > 0) {
        const ReplaysBefore::Job *last = lastReplay(index);
        return last ? tr("Last replayed by job %1, which began at %2")
                          .arg(last->id, m_utc ? words::utcTime(last->startedMs) : words::localTime(last->startedMs))
                    : tr("By its own headers; no job of this computer is known to have replayed it");
    }
    if (column == DeadColumn::Schema) {
        const auto at = m_verdicts.find(index);
        if (at == m_verdicts.end() || !at->second)
            return {};
        const SchemaVerdict &v = *at->second;
        QString said = v.schema;
        if (v.kind == SchemaVerdict::Kind::Invalid)
            said += u"\n"_s + QString::fromStdString(v.path + ' ' + v.problem);
        return said;
    }
    return column == DeadColumn::Check ? QString() : display(index, column).toString();
}

// ---- the model

int DeadLettersModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_set)
        return 0;
    return int(m_rows ? m_rows->size() : m_set->size());
}

int DeadLettersModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : DeadColumnCount; }

QVariant DeadLettersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::size_t event = indexAt(index.row());
    const auto column = DeadColumn(index.column());
    if (column == DeadColumn::Schema && m_checksSchemas && (role == Qt::DisplayRole || role == VerdictRole)) {
        if (m_verdicts.size() > MostVerdicts)
            m_verdicts.clear();
        if (m_verdicts.emplace(event, std::nullopt).second)
            emit verdictWanted(event);
    }
    switch (role) {
    case Qt::DisplayRole:
        return display(event, column);
    case Qt::CheckStateRole:
        return column == DeadColumn::Check ? QVariant(isChecked(event) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::TextAlignmentRole:
        return column == DeadColumn::Attempts ? int(Qt::AlignRight | Qt::AlignVCenter)
                                              : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        const QString tip = toolTip(event, column);
        return tip.isEmpty() ? QVariant() : QVariant(escapedToolTip(tip));
    }
    case Qt::AccessibleTextRole:
        if (column == DeadColumn::Check)
            return tr("%1, %2", "id, checked")
                .arg(texts(event).id, isChecked(event) ? tr("checked") : tr("not checked"));
        return display(event, column);
    case VerdictRole: {
        const auto at = m_verdicts.find(event);
        return at == m_verdicts.end() || !at->second ? QVariant() : QVariant(int(at->second->kind));
    }
    case MarkRole:
        return texts(event).mark.tint;
    case FoundRole:
        return texts(event).mark.found;
    default:
        return {};
    }
}

bool DeadLettersModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || index.column() != int(DeadColumn::Check) || role != Qt::CheckStateRole)
        return false;
    setChecked({index.row()}, value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags DeadLettersModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == int(DeadColumn::Check))
        flags |= Qt::ItemIsUserCheckable;
    return index.isValid() ? flags : Qt::NoItemFlags;
}

QVariant DeadLettersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == int(DeadColumn::Attempts) ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                    : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (DeadColumn(section)) {
    case DeadColumn::Check:
        return role == Qt::DisplayRole ? QString() : tr("Checked");
    case DeadColumn::Died:
        return tr("Died");
    case DeadColumn::Id:
        return tr("Id");
    case DeadColumn::Key:
        return tr("Key");
    case DeadColumn::Type:
        return tr("Type");
    case DeadColumn::Exception:
        return tr("Exception");
    case DeadColumn::Attempts:
        return tr("Attempts");
    case DeadColumn::Schema:
        return tr("Schema");
    case DeadColumn::Replayed:
        return tr("Replayed");
    }
    return {};
}

} // namespace flowbench
