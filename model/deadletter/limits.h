// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QSettings;

namespace flowbench {

// How many dead letters of a channel a person wants to be told of: kept by connection and channel, the same for every
// page. The settings may be null (nothing is kept) and must outlive this. Owner's thread.
class DeadLetterLimits
{
public:
    static constexpr int Default = 100;

    explicit DeadLetterLimits(QSettings *settings = nullptr) : m_settings(settings) {}

    int of(const QString &connection, const QString &channel) const;
    void set(const QString &connection, const QString &channel, int limit);

private:
    QSettings *m_settings;
};

} // namespace flowbench
