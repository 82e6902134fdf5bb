// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/failureview.h"

#include "ui/deadletters/deadlettersmodel.h"
#include "ui/deadletters/groupwords.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/units.h"
#include "words/visible.h"

#include <QEvent>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int NameWidth = 96;
constexpr int MostStackLines = 60; // shown without a scroll bar of its own
constexpr qsizetype MessageChars = 4000;

PhrasePart plain(const QString &text) { return {text, false, false, false, {}}; }
PhrasePart bold(const QString &text) { return {text, true, false, false, {}}; }
PhrasePart mono(const QString &text) { return {text, false, true, false, {}}; }
PhrasePart muted(const QString &text) { return {text, false, false, true, {}}; }

std::vector<PhrasePart> reasonOf(const Failure &f)
{
    QString said;
    if (!f.exception.empty())
        said = f.message.empty() ? hostileText(f.exception)
                                 : u"%1: %2"_s.arg(shortException(f.exception), hostileText(f.message, MessageChars));
    else if (!f.message.empty())
        said = hostileText(f.message, MessageChars);
    else
        said = f.reason.empty() ? FailureView::tr("not told") : hostileText(f.reason);
    return {{said, true, false, false, Tint::Error}};
}

std::vector<PhrasePart> diedIn(const Failure &f)
{
    std::vector<PhrasePart> parts;
    const FailureOrigin &o = f.origin;
    const QString channel = hostileText(o.channel);
    if (channel.startsWith("queue:"_L1))
        parts = phrase(FailureView::tr("queue %1"), {bold(channel.mid(6))});
    else if (!channel.isEmpty())
        parts = {bold(channel)};
    if (o.partition)
        parts.push_back(plain(u", "_s + FailureView::tr("partition %1").arg(*o.partition)));
    if (o.offset)
        parts.push_back(plain(u", "_s + FailureView::tr("offset %1").arg(words::count(*o.offset))));
    // That something was thrown stands above already.
    const bool said = f.reason == "exception" || f.reason == "error";
    const bool how = !f.reason.empty() && !said && !(f.exception.empty() && f.message.empty());
    if (how)
        parts.push_back(muted((parts.empty() ? QString() : u", "_s) + hostileText(f.reason)));
    return parts;
}

std::vector<PhrasePart> publishedTo(const FailureOrigin &o)
{
    if (!o.exchange && o.routingKeys.empty())
        return {};
    std::vector<PhrasePart> parts;
    if (o.exchange && o.exchange->empty())
        parts = {plain(FailureView::tr("the default exchange"))};
    else if (o.exchange)
        parts = phrase(FailureView::tr("exchange %1"), {bold(hostileText(*o.exchange))});
    for (const std::string &key : o.routingKeys) {
        parts.push_back(plain((parts.empty() ? QString() : u", "_s) + FailureView::tr("key") + u' '));
        parts.push_back(mono(hostileText(key)));
    }
    return parts;
}

std::vector<PhrasePart> attempts(const Failure &f, bool utc)
{
    std::vector<PhrasePart> parts;
    if (f.attempts)
        parts.push_back(plain(words::count(*f.attempts)));
    const auto time = [&](const QString &what, qint64 ms) {
        parts.push_back(plain((parts.empty() ? QString() : u", "_s) + what.arg(deadTime(ms, utc))));
    };
    if (f.first && f.first != f.last)
        time(FailureView::tr("first %1"), *f.first);
    if (f.last)
        time(f.first == f.last || !f.first ? FailureView::tr("died %1") : FailureView::tr("last %1"), *f.last);
    return parts;
}

std::vector<PhrasePart> wrapped(const Failure &f)
{
    std::vector<PhrasePart> parts;
    if (!f.wrapper.empty())
        parts = phrase(FailureView::tr("inside %1"), {mono(hostileText(f.wrapper))});
    if (!f.cause.empty()) {
        if (!parts.empty())
            parts.push_back(plain(u", "_s));
        for (PhrasePart &part : phrase(FailureView::tr("caused by %1"), {mono(hostileText(f.cause))}))
            parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

FailureView::FailureView(QWidget *parent)
    : QScrollArea(parent),
      m_grid(new QGridLayout),
      m_stack(new QPlainTextEdit(this)),
      m_cut(makeLabel({}, TextRole::Small, this))
{
    setNames(this, u"Failure"_s, tr("Failure"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setBackgroundRole(QPalette::Base);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(measure::PageMargin, 10, measure::PageMargin, 10);
    column->setSpacing(10);
    m_grid->setHorizontalSpacing(6);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, NameWidth);
    m_grid->setColumnStretch(1, 1);
    column->addLayout(m_grid);
    setNames(m_stack, u"Stack trace"_s, tr("Stack trace"));
    m_stack->setReadOnly(true);
    m_stack->setUndoRedoEnabled(false);
    m_stack->setFrameShape(NoFrame);
    m_stack->setFont(fixedFont());
    m_stack->document()->setDocumentMargin(0);
    m_stack->setTabStopDistance(2 * QFontMetricsF(fixedFont()).horizontalAdvance(u' '));
    m_stack->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it wraps
    m_stack->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_stack->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    column->addWidget(m_stack);
    column->addWidget(m_cut);
    column->addStretch(1);
    setWidget(page);
    fill();
}

void FailureView::setFailure(const std::optional<Failure> &failure)
{
    if (m_set && failure == m_failure)
        return;
    m_set = true;
    m_failure = failure;
    fill();
    ensureVisible(0, 0);
}

void FailureView::setUtc(bool utc)
{
    m_utc = utc;
    fill();
}

void FailureView::setRow(std::size_t row, const QString &name, std::vector<PhrasePart> parts)
{
    while (m_rows.size() <= row) {
        const int at = int(m_rows.size());
        m_rows.push_back({makeLabel({}, TextRole::Muted, widget()), new PhraseLabel(widget())});
        m_grid->addWidget(m_rows.back().name, at, 0, Qt::AlignTop);
        m_grid->addWidget(m_rows.back().value, at, 1);
    }
    const bool any = !parts.empty();
    setLabelText(m_rows[row].name, name);
    m_rows[row].value->setParts(std::move(parts));
    m_rows[row].name->setVisible(any);
    m_rows[row].value->setVisible(any);
}

void FailureView::fill()
{
    if (!m_failure) {
        setRow(0, tr("Reason"), {muted(m_set ? tr("The event tells of no failure.") : QString())});
        for (std::size_t i = 1; i < m_rows.size(); ++i)
            setRow(i, {}, {});
        setStack({});
        return;
    }
    const Failure &f = *m_failure;
    std::size_t row = 0;
    setRow(row++, tr("Reason"), reasonOf(f));
    setRow(row++, tr("Died in"), diedIn(f));
    setRow(row++, tr("Published to"), publishedTo(f.origin));
    setRow(row++, tr("Attempts"), attempts(f, m_utc));
    setRow(row++, tr("Consumer"),
           f.origin.group.empty() ? std::vector<PhrasePart>() : std::vector{bold(hostileText(f.origin.group))});
    setRow(row++, tr("Exception"),
           f.exception.empty() ? std::vector<PhrasePart>() : std::vector{mono(hostileText(f.exception))});
    setRow(row++, tr("Wrapped"), wrapped(f));
    std::vector<PhrasePart> dialect{muted(QString::fromLatin1(failureDialectName(f.dialect)))};
    if (f.pointer)
        dialect.push_back(muted(u", "_s + tr("a pointer: the event itself lies where it failed")));
    setRow(row++, tr("Dialect"), std::move(dialect));
    setStack(f.stack);
}

void FailureView::setStack(const std::string &stack)
{
    QString text = QString::fromUtf8(stack.data(), qsizetype(std::min(stack.size(), std::size_t(MostStackChars) * 4)));
    const bool cut = text.size() > MostStackChars;
    if (cut)
        text.truncate(MostStackChars);
    m_stack->setVisible(!text.isEmpty());
    setLabelText(m_cut,
                 cut ? tr("The first %1 characters; the headers have all of it.").arg(words::count(MostStackChars))
                     : QString());
    m_cut->setVisible(cut);
    m_stack->setPlainText(visibleText(text, Lines::Keep));
    const int lines = std::clamp(int(text.count(u'\n')) + 2, 3, MostStackLines);
    m_stack->setMinimumHeight(lines * m_stack->fontMetrics().lineSpacing() + 4);
}

QString FailureView::text() const
{
    QStringList lines;
    for (const Row &row : m_rows) {
        if (!row.value->text().isEmpty())
            lines += row.name->text() + u": "_s + row.value->text();
    }
    return lines.join(u'\n');
}

void FailureView::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_stack->setFont(fixedFont());
}

} // namespace flowbench
