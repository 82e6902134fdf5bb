// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/surface.h"

class QPushButton;
class QToolButton;

namespace flowbench {

class ElidedLabel;

/// What the filter, the search for a next match and sorting say, in one line below the bar; hidden while there is
/// nothing to say. A mistake in the expression comes before everything else. GUI thread.
class FilterLine : public Surface
{
    Q_OBJECT

public:
    explicit FilterLine(QWidget *parent = nullptr);

    /// "12,034 of 1,834,201 match · 31/s"; empty: no filter. `failed`: how many could not be evaluated.
    void setMatches(const QString &text, quint64 failed);
    /// "Sorted by total"; empty: as they arrive. `stale`: newer events are not in it.
    void setSorted(const QString &text, bool stale);
    /// Empty: none. `kept`: the filter before stays on.
    void setMistake(const QString &text, bool kept);
    void setHighlighting(bool on);
    QString text() const; ///< what is said, for tests

signals:
    void failuresRequested();
    void highlightToggled(bool on);
    void findRequested(bool backwards);
    void resortRequested();
    void unsortRequested();
    void wordsRequested(); ///< the wrong expression is to be looked for as words

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    ElidedLabel *m_text;
    QPushButton *m_failed;
    QPushButton *m_words;
    ElidedLabel *m_sorted;
    QPushButton *m_resort;
    QToolButton *m_unsort;
    QPushButton *m_highlight;
    QToolButton *m_previous;
    QToolButton *m_next;
    QString m_matches, m_sortText, m_mistake;
    quint64 m_failures = 0;
    bool m_stale = false, m_kept = false;
};

} // namespace flowbench
