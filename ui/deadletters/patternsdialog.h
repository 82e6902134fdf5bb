// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace flowbench {

/// Names of dead-letter channels that a person adds, a pattern a line. Open with open(); deletes itself.
class PatternsDialog : public QDialog
{
    Q_OBJECT

public:
    static constexpr int Most = 200;
    static constexpr int MostChars = 200; ///< of one

    explicit PatternsDialog(const QStringList &patterns, QWidget *parent);

signals:
    void chosen(const QStringList &patterns);

private:
    QStringList patterns() const;
    void update();

    QPlainTextEdit *m_text;
    QLabel *m_note;
    QPushButton *m_save;
};

} // namespace flowbench
