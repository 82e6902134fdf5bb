// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/guard.h"

#include <QDialog>
#include <QString>

namespace flowbench {

/// The last question before something is sent. Open with open(); accepted() is the yes; deletes itself.
class ReplayQuestion : public QDialog
{
    Q_OBJECT

public:
    struct Facts
    {
        quint64 count = 0;
        QString from, fromConnection; ///< "queue orders.dlq", "rabbit-eu"
        QString to, toConnection;
        Environment environment = Environment::None; ///< of the target
        QString recipe, pace, afterwards;            ///< `recipe`: what is edited on the way
        QString unanswered;                          ///< of what may arrive twice; empty: nothing is
    };
    ReplayQuestion(const Facts &facts, QWidget *parent);
};

} // namespace flowbench
