// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recipe/linediff.h"

#include <QPlainTextEdit>

namespace flowbench {

/// Shows a difference, read-only, in the fixed font: a sign and a colour before and behind every line. Nothing in the
/// lines is hidden or taken for markup. objectName and accessible name are "Diff" unless given otherwise. GUI thread.
class DiffView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent);

    static constexpr int MostLines = 5000;
    /// Further lines than MostLines are left out, and it says so. `nothing` is shown where there are none.
    void setLines(std::vector<DiffLine> lines, const QString &nothing);
    const std::vector<DiffLine> &lines() const { return m_lines; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Colours;
    Colours *m_colours = nullptr;
    std::vector<DiffLine> m_lines;
};

} // namespace flowbench
