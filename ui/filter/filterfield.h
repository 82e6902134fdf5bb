// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/completion.h"
#include "model/query/searchtext.h"
#include "ui/look/searchfield.h"

#include <functional>
#include <vector>

class QCompleter;
class QStandardItemModel;
class QToolButton;

namespace flowbench {

/// The field "Filter": plain words or an expression, told by its looks; the chip at its left says which, and a click on
/// it forces the other. Expressions are coloured, completed (as one types behind a name, or with Ctrl+Space), and a
/// mistake is underlined where it is. Enter applies, F3 and Shift+F3 go to the next and previous match, Escape closes
/// the list, clears, then leaves. GUI thread.
class FilterField : public SearchField
{
    Q_OBJECT

public:
    using Completer = std::function<std::vector<Completion>(const QString &text, int cursor)>;

    /// Takes objectName and accessible name "Filter", and what an expression is completed with.
    explicit FilterField(QWidget *parent = nullptr);
    ~FilterField() override;

    void setCompletions(Completer completions) { m_completions = std::move(completions); }
    /// For places where words mean nothing: whatever stands in it is an expression, and no chip says so.
    void setExpressionOnly();
    void setSearch(const QString &text, SearchMode mode);
    SearchMode mode() const { return m_mode; }
    SearchText search() const { return readSearch(text(), m_mode); }
    /// Where a mistake is, in UTF-16 units of the text (its size: at the end); -1: none.
    void setMistake(int at, const QString &message);
    /// A column of an error (characters, from 1) as such a place.
    static int placeOf(const QString &expression, int column);
    bool isOffering() const; ///< the list is open
    /// What the list offers now, as shown; empty while it is closed. For tests.
    QStringList offered() const;

signals:
    void edited();  ///< text or mode
    void entered(); ///< Enter: apply at once
    void findRequested(bool backwards);
    void left(); ///< Escape in an empty field

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void textEdited();
    void flipMode();
    void updateChip();
    void paintTokens();
    void offer(bool asked);
    void take(const QModelIndex &index);

    QToolButton *m_chip;
    QCompleter *m_completer;
    QStandardItemModel *m_offers;
    std::vector<Completion> m_offered;
    Completer m_completions;
    SearchMode m_mode = SearchMode::Automatic;
    int m_mistake = -1;
    bool m_expressionOnly = false;
    bool m_taking = false;
    bool m_painting = false;
};

} // namespace flowbench
