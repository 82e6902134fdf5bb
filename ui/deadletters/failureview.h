// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/failure.h"
#include "ui/look/phraselabel.h"

#include <QScrollArea>

#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QPlainTextEdit;

namespace flowbench {

/// What is told of one failure, the reason on top, the stack trace below. GUI thread.
class FailureView : public QScrollArea
{
    Q_OBJECT

public:
    static constexpr qsizetype MostStackChars = 64 << 10; ///< the rest stands in the headers

    explicit FailureView(QWidget *parent = nullptr);

    /// Nothing: the event tells of no failure.
    void setFailure(const std::optional<Failure> &failure);
    void setUtc(bool utc);
    QString text() const; ///< "Reason: …\nDied in: …", for tests and for who copies it

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row
    {
        QLabel *name;
        PhraseLabel *value;
    };
    void fill();
    void setRow(std::size_t row, const QString &name, std::vector<PhrasePart> parts);
    void setStack(const std::string &stack);

    std::optional<Failure> m_failure;
    bool m_set = false, m_utc = false;
    QGridLayout *m_grid;
    std::vector<Row> m_rows;
    QPlainTextEdit *m_stack;
    QLabel *m_cut;
};

} // namespace flowbench
