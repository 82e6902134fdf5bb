// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QString>

namespace flowbench {

// What is said of an error: one sentence that names the broker, and what to try. Plain text with nothing hidden in it;
// never rich text.
struct Sentence
{
    QString message;
    QString hint;
};

// For every ErrorCode; a message and a hint are always there. Any thread.
Sentence sentence(const Error &error);

// The label of a form's field or of a step of a connection test ("hosts", "vhost", "resolve", ...); an unknown id is
// answered as it is.
QString fieldLabel(const QString &id);

} // namespace flowbench
