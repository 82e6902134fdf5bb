// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QStringList>

#include <vector>

namespace flowbench {

// What dead-letter channels are called: the endings and beginnings that frameworks and people give them (.DLT, -dlt,
// .dlq, _error, error.orders.group, ...), and patterns that a person added ("*.graveyard"). Names are bare, without
// "queue:". Copyable; any thread.
class DeadLetterNames
{
public:
    DeadLetterNames() = default;
    explicit DeadLetterNames(const QStringList &patterns);

    bool matches(const QString &name) const;
    // The channels whose dead letters a name tells of, the likeliest first; whether they exist is not asked.
    QStringList sourcesOf(const QString &name) const;

private:
    std::vector<QRegularExpression> m_patterns;
};

} // namespace flowbench
