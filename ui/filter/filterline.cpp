// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterline.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"
#include "words/units.h"

#include <QEvent>
#include <QHBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

FilterLine::FilterLine(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_text(new ElidedLabel({}, TextRole::Muted, this)),
      m_failed(makeButton(u"Could not be evaluated"_s, {}, ButtonKind::Flat, this, tr("Could not be evaluated"))),
      m_words(makeButton(u"Search these words"_s, tr("Search these words"), ButtonKind::Flat, this)),
      m_sorted(new ElidedLabel({}, TextRole::Muted, this)),
      m_resort(makeButton(u"Re-sort"_s, tr("Re-sort"), ButtonKind::Flat, this)),
      m_unsort(makeIconButton(u"As they arrived"_s, u"close"_s, tr("As they arrived"), this)),
      m_highlight(makeButton(u"Highlight"_s, tr("Highlight"), ButtonKind::Flat, this)),
      m_previous(makeIconButton(u"Previous match"_s, u"chevron-up"_s, tr("Previous match"), this)),
      m_next(makeIconButton(u"Next match"_s, u"chevron-down"_s, tr("Next match"), this))
{
    setObjectName(u"Filter line"_s);
    setFixedHeight(measure::Button + 5);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, 2, measure::PageMargin, 3);
    layout->setSpacing(4);
    m_text->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_sorted->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    layout->addWidget(m_text, 100); // first what is said has its room, then the gap
    layout->addWidget(m_failed);
    layout->addWidget(m_words);
    layout->addStretch(1);
    for (QWidget *w : std::initializer_list<QWidget *>{m_sorted, m_resort, m_unsort, m_highlight, m_previous, m_next})
        layout->addWidget(w);
    m_highlight->setCheckable(true);
    m_highlight->setToolTip(tr("Show every event and mark those that match"));
    m_previous->setToolTip(tr("Previous match (Shift+F3)"));
    m_next->setToolTip(tr("Next match (F3)"));
    m_failed->setToolTip(tr("Events of which nobody can say whether they match, and why"));
    connect(m_failed, &QPushButton::clicked, this, &FilterLine::failuresRequested);
    connect(m_words, &QPushButton::clicked, this, &FilterLine::wordsRequested);
    connect(m_resort, &QPushButton::clicked, this, &FilterLine::resortRequested);
    connect(m_unsort, &QToolButton::clicked, this, &FilterLine::unsortRequested);
    connect(m_highlight, &QPushButton::clicked, this, &FilterLine::highlightToggled);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit findRequested(true); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit findRequested(false); });
    refresh();
}

void FilterLine::setMatches(const QString &text, quint64 failed)
{
    if (text == m_matches && failed == m_failures)
        return;
    m_matches = text;
    m_failures = failed;
    refresh();
}

void FilterLine::setSorted(const QString &text, bool stale)
{
    if (text == m_sortText && stale == m_stale)
        return;
    m_sortText = text;
    m_stale = stale;
    refresh();
}

void FilterLine::setMistake(const QString &text, bool kept)
{
    if (text == m_mistake && kept == m_kept)
        return;
    m_mistake = text;
    m_kept = kept;
    refresh();
}

void FilterLine::setHighlighting(bool on) { m_highlight->setChecked(on); }

QString FilterLine::text() const
{
    QStringList said{m_text->text()};
    if (m_failed->isVisibleTo(this))
        said += m_failed->text();
    if (!m_sorted->text().isEmpty())
        said += m_sorted->text();
    return said.join(u" · "_s);
}

void FilterLine::changeEvent(QEvent *event)
{
    Surface::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void FilterLine::refresh()
{
    const bool wrong = !m_mistake.isEmpty();
    const bool filtered = !m_matches.isEmpty();
    QString text = wrong ? m_mistake : m_matches;
    if (wrong && m_kept)
        text += u' ' + tr("The filter before stays on.");
    if (!wrong && m_failures > 0)
        text += u" ·"_s;
    m_text->setText(text);
    m_text->setAccessibleName(text);
    QPalette colours = palette();
    if (wrong)
        colours.setColor(QPalette::PlaceholderText, themeOf(colours).error);
    m_text->setPalette(colours);
    setButtonText(m_failed, tr("%1 could not be evaluated").arg(words::count(qint64(m_failures))));
    m_failed->setVisible(!wrong && m_failures > 0);
    m_words->setVisible(wrong);
    m_sorted->setText(m_sortText.isEmpty() ? QString()
                      : m_stale            ? tr("%1 · new events are not in it").arg(m_sortText)
                                           : m_sortText);
    m_sorted->setVisible(!m_sortText.isEmpty());
    m_resort->setVisible(!m_sortText.isEmpty() && m_stale);
    m_unsort->setVisible(!m_sortText.isEmpty());
    for (QWidget *w : std::initializer_list<QWidget *>{m_highlight, m_previous, m_next})
        w->setVisible(filtered && !wrong);
    setVisible(wrong || filtered || !m_sortText.isEmpty());
}

} // namespace flowbench
