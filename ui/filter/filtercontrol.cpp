// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filtercontrol.h"

#include "model/decode/decoder.h"
#include "model/query/completion.h"
#include "ui/filter/filterfield.h"
#include "ui/filter/filterline.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int TypingMs = 80; // a filter is matched when a person has stopped for so long
constexpr int LateMs = 500;  // and a mistake said
constexpr qint64 RateMs = 5000;
constexpr quint64 SeenAtOnce = 40;          // recent events, twice a second
constexpr std::size_t SeenBytes = 16 << 10; // of a body
constexpr std::size_t FailuresShown = 1000;
constexpr quint64 WalkRows = 20'000; // between two frames
} // namespace

FilterControl::FilterControl(FilterField &field, FilterLine &line, EventStore &store, FilteredRows &rows,
                             QSettings &settings, QWidget *window)
    : QObject(window),
      m_field(field),
      m_line(line),
      m_store(store),
      m_rows(rows),
      m_window(window),
      m_found(store, m_foundJobs),
      m_history(settings)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    m_late.setSingleShot(true);
    m_late.setInterval(LateMs);
    m_walking.setInterval(0);
    connect(&m_typing, &QTimer::timeout, this, [this] { apply(false); });
    connect(&m_late, &QTimer::timeout, this, [this] { apply(true); });
    connect(&m_walking, &QTimer::timeout, this, &FilterControl::walk);
    m_field.setCompletions(completions());
    connect(&m_field, &FilterField::edited, this, &FilterControl::fieldEdited);
    connect(&m_field, &FilterField::entered, this, [this] {
        apply(true);
        remember();
    });
    connect(&m_field, &QLineEdit::editingFinished, this, &FilterControl::remember);
    connect(&m_line, &FilterLine::wordsRequested, this, [this] { setText(m_field.text(), SearchMode::Words); });
    connect(&m_line, &FilterLine::highlightToggled, this, &FilterControl::setHighlights);
    for (const FilteredRows *r : std::initializer_list<const FilteredRows *>{&m_rows, &m_found}) {
        connect(r, &FilteredRows::changed, this, [this, r] {
            if (r != &matches())
                return;
            updateLine();
            resumeFind();
        });
    }
    updateLine();
}

FilterControl::~FilterControl() = default;

std::function<std::vector<Completion>(const QString &, int)> FilterControl::completions() const
{
    return [this](const QString &text, int cursor) { return completeExpression(text, cursor, m_seen); };
}

// ---- what is asked for

void FilterControl::fieldEdited()
{
    m_typing.start();
    m_late.stop();
}

void FilterControl::setText(const QString &text, SearchMode mode)
{
    m_field.setSearch(text, mode);
    apply(true);
}

void FilterControl::narrow(const QString &condition, bool exclude)
{
    const QString wanted = exclude ? hiding(condition) : condition;
    m_field.setSearch(narrowed(m_field.text(), m_field.mode(), wanted), SearchMode::Automatic);
    apply(true);
    remember();
}

void FilterControl::apply(bool said)
{
    m_typing.stop();
    m_late.stop();
    const SearchText search = m_field.search();
    const QString text = m_field.text().trimmed();
    auto compiled = compileSearch(search, m_options);
    if (!compiled) {
        // Half of what is written as one types is wrong: it is told when the person has stopped, or asks.
        if (said && !m_field.isOffering())
            showMistake(compiled.error(), search);
        else
            m_late.start();
        return;
    }
    m_field.setMistake(-1, {});
    m_line.setMistake({}, false);
    if (text == m_text && m_field.mode() == m_mode) {
        updateLine();
        return;
    }
    m_text = text;
    m_mode = m_field.mode();
    m_compiled = std::move(compiled.value());
    if (!m_compiled.matcher)
        m_highlights = false;
    distribute();
}

// To the rows that are shown, or to those that are marked.
void FilterControl::distribute()
{
    m_find.reset();
    m_walking.stop();
    m_rows.setMatcher(m_highlights ? nullptr : m_compiled.matcher);
    m_found.setMatcher(m_highlights ? m_compiled.matcher : nullptr);
    m_line.setHighlighting(m_highlights);
    emit applied();
    emit marksChanged();
    updateLine();
}

void FilterControl::showMistake(const Error &error, const SearchText &search)
{
    const int column = error.args.size() > 1 ? error.args[1].toInt() : 1;
    const QString message = sentence(error).message;
    m_field.setMistake(search.offset + FilterField::placeOf(search.expression, column), message);
    m_line.setMistake(message, m_compiled.matcher != nullptr);
}

void FilterControl::remember()
{
    if (isActive() && m_field.text().trimmed() == m_text)
        m_history.add(m_text, m_mode);
}

void FilterControl::setDecoder(std::shared_ptr<const EventDecoder> decoder)
{
    // The same one has learned a schema: what could not be read is asked again.
    if (m_options.decoder == decoder && failedCount() == 0)
        return;
    m_options.decoder = std::move(decoder);
    m_seen.clear();
    if (m_colours)
        setRules(m_colours->rules(), false);
    if (!m_compiled.filter)
        return;
    if (auto again = compileSearch(readSearch(m_text, m_mode), m_options)) {
        m_compiled = std::move(again.value());
        distribute();
    }
}

void FilterControl::setChannels(const QStringList &channels)
{
    m_channels = channels;
    m_seen.clear();
    m_seenTo = 0;
    m_samples.clear();
}

void FilterControl::setHighlights(bool on)
{
    on = on && isActive();
    m_line.setHighlighting(on);
    if (on == m_highlights)
        return;
    m_highlights = on;
    distribute();
}

// ---- counts

void FilterControl::storeChanged()
{
    if (m_highlights)
        m_found.storeChanged();
}

void FilterControl::tick(bool live)
{
    m_live = live;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_samples.push_back({now, m_store.end()});
    while (m_samples.size() > 2 && m_samples[1].ms <= now - RateMs)
        m_samples.pop_front();
    // The newest events are what a person writes an expression for.
    const quint64 end = m_store.end();
    quint64 at = std::max({m_seenTo, m_store.first(), end - std::min(end, SeenAtOnce)});
    for (; at < end; ++at) {
        const EventView event = m_store.row(at);
        if (event.value.size() <= SeenBytes)
            m_seen.add(event, m_options.decoder.get());
    }
    m_seenTo = end;
    updateLine();
    resumeFind(); // the workers may have ended without another match
}

QString FilterControl::countText() const
{
    const FilteredRows &rows = matches();
    QString text = tr("%1 of %2 match").arg(words::count(qint64(rows.count())), words::count(qint64(m_store.rows())));
    const quint64 end = m_store.end(), first = m_store.first();
    if (rows.scannedTo() < end && end > first) {
        const double part = double(std::max(rows.scannedTo(), first) - first) / double(end - first);
        if (part < 0.999 || rows.busy())
            return text + u" · "_s + tr("%1 % looked at").arg(int(part * 100));
    }
    const qint64 ms = m_samples.empty() ? 0 : QDateTime::currentMSecsSinceEpoch() - m_samples.front().ms;
    if (m_live && ms >= 1000) {
        const quint64 before = rows.indexOf(std::max(first, m_samples.front().end));
        text += u" · "_s + words::rate(double(rows.count() - std::min(before, rows.count())) * 1000 / double(ms));
    }
    return text;
}

void FilterControl::updateLine()
{
    m_line.setMatches(isActive() ? countText() : QString(), isActive() ? failedCount() : 0);
    emit countsChanged();
}

std::vector<FailedPlace> FilterControl::failures() const
{
    std::vector<FailedPlace> places;
    const RowList &failed = matches().failedRows();
    for (quint64 i = 0; i < failed.size() && places.size() < FailuresShown; ++i) {
        const quint64 number = failed.at(i);
        if (!m_store.contains(number))
            continue;
        const auto &entries = m_store.entries();
        const auto after = std::upper_bound(entries.begin(), entries.end(), number,
                                            [](quint64 n, const EventStore::Entry &e) { return n < e.first; });
        const EventStore::Entry &entry = *std::prev(after);
        places.push_back({entry.chunk, std::size_t(number - entry.first)});
    }
    return places;
}

// ---- the next match

void FilterControl::find(bool backwards, std::optional<quint64> current, std::shared_ptr<const SortedRows> order)
{
    if (!isActive())
        return;
    Find f{backwards, current, std::move(order), 0};
    if (f.order) {
        const quint64 count = f.order->count();
        const quint64 at = current ? f.order->indexOf(*current) : count;
        f.position = at < count ? at : backwards ? count : count - 1; // the step comes first
    }
    m_find = std::move(f);
    resumeFind();
}

// In arrival order matches are a list: the next one is looked up, or waited for while the workers are not there yet.
void FilterControl::resumeFind()
{
    if (!m_find)
        return;
    const FilteredRows &rows = matches();
    const bool complete = !rows.busy() && rows.scannedTo() >= m_store.end();
    if (m_find->order) {
        if (complete && !m_walking.isActive())
            m_walking.start();
        return;
    }
    const quint64 from = m_find->from.value_or(m_find->backwards ? m_store.end() : m_store.first());
    std::optional<quint64> hit;
    if (m_find->backwards) {
        const quint64 i = rows.indexOf(from);
        if (i > 0)
            hit = rows.sequence(i - 1);
        else if (complete && rows.count() > 0)
            hit = rows.sequence(rows.count() - 1); // once round
    } else {
        const quint64 i = rows.indexOf(m_find->from ? from + 1 : from);
        if (i < rows.count())
            hit = rows.sequence(i);
        else if (complete && rows.count() > 0)
            hit = rows.sequence(0);
    }
    if (hit) {
        m_find.reset();
        emit found(*hit);
    } else if (complete) {
        m_find.reset();
        emit message(tr("No event matches"));
    }
}

// In another order every row is asked, some between two frames.
void FilterControl::walk()
{
    if (!m_find || !m_find->order || matches().count() == 0 || m_find->order->count() == 0) {
        m_walking.stop();
        if (m_find)
            emit message(tr("No event matches"));
        m_find.reset();
        return;
    }
    const FilteredRows &rows = matches();
    const quint64 count = m_find->order->count();
    for (quint64 i = 0; i < WalkRows; ++i) {
        m_find->position = m_find->backwards ? (m_find->position + count - 1) % count : (m_find->position + 1) % count;
        const quint64 number = m_find->order->sequence(m_find->position);
        const quint64 at = rows.indexOf(number);
        if (at < rows.count() && rows.sequence(at) == number) {
            m_walking.stop();
            m_find.reset();
            emit found(number);
            return;
        }
    }
}

// ---- colours

std::function<RowMark(const EventView &)> FilterControl::marker() const
{
    const auto rules = m_colours && m_colours->any() ? m_colours : nullptr;
    const auto wanted = m_highlights ? m_compiled.matcher : nullptr;
    if (!rules && !wanted)
        return {};
    return [rules, wanted](const EventView &event) {
        RowMark mark;
        const int rule = rules ? rules->match(event) : -1;
        if (rule >= 0) {
            mark.tint = rules->rules()[std::size_t(rule)].tint;
            mark.rule = rules->rules()[std::size_t(rule)].name;
        }
        mark.found = wanted && wanted->matches(event) == EventMatcher::Verdict::Match;
        return mark;
    };
}

} // namespace flowbench
