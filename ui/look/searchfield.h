// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace flowbench {

/// A line edit with a search icon, a clear button and a muted count at its right ("31,207 of 1.8 M").
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    /// objectName is the fixed English name ("Find a channel"); `name` is translated: accessible name and placeholder.
    SearchField(const QString &objectName, const QString &name, QWidget *parent);

    /// Shown at the right while there is room; also the accessible description.
    void setCountText(const QString &text);
    QString countText() const { return m_count; }

signals:
    /// Down was pressed: the list below may take the focus.
    void leftDownwards();

protected:
    /// For fields that show something else where the search icon is: its width; 0: the icon again.
    void setLeadingRoom(int width);
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_count;
    int m_leading = 0;
};

} // namespace flowbench
