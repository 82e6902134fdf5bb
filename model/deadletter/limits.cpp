// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/limits.h"

#include <QSettings>
#include <QUrl>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// Names are anything; a key of settings has no slash of its own.
QString limitKey(const QString &connection, const QString &channel)
{
    const auto safe = [](const QString &name) { return QString::fromLatin1(QUrl::toPercentEncoding(name)); };
    return u"deadletters/limit/%1/%2"_s.arg(safe(connection), safe(channel));
}
} // namespace

int DeadLetterLimits::of(const QString &connection, const QString &channel) const
{
    return m_settings ? m_settings->value(limitKey(connection, channel), Default).toInt() : Default;
}

void DeadLetterLimits::set(const QString &connection, const QString &channel, int limit)
{
    if (!m_settings)
        return;
    if (limit == Default)
        m_settings->remove(limitKey(connection, channel));
    else
        m_settings->setValue(limitKey(connection, channel), limit);
}

} // namespace flowbench
