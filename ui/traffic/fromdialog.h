// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <QDialog>

class QDateTimeEdit;
class QLineEdit;
class QSpinBox;

namespace flowbench {

/// Asks where to begin: the newest N, a time, or an offset. Open with open(); chosen() once, when accepted.
class FromDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Ask { Last, Time, Offset };
    FromDialog(Ask ask, bool utc, QWidget *parent);

signals:
    void chosen(const flowbench::TailRequest &from, const QString &words);

private:
    void accept() override;

    Ask m_ask;
    QSpinBox *m_last = nullptr;
    QDateTimeEdit *m_time = nullptr;
    QLineEdit *m_offset = nullptr;
};

} // namespace flowbench
