// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deadletter/limits.h"
#include "ui/look/theme.h"
#include "ui/overview/figures.h"

#include <QString>

#include <vector>

namespace flowbench {

/// One thing that somebody should look at, or that was over a while ago.
struct AttentionItem
{
    QString id; ///< The same as long as it lasts.
    Tint tint = Tint::Warning;
    QString word;     ///< Of its chip: "over limit".
    QString sentence; ///< "orders.dlq holds 512, limit 100"
    Session *session = nullptr;
    QString channel;       ///< Empty: the connection itself.
    QString connection;    ///< Its name, where the sentence does not say it.
    qint64 sinceMs = 0;    ///< Unix time.
    qint64 resolvedMs = 0; ///< 0: it lasts.
};

/// Follows what needs attention over time: connections that are away, blocked or without figures, dead-letter channels
/// over their limit, production connections open for writing. What is over stays as resolved for a while.
class Attention
{
public:
    static constexpr qint64 ResolvedShownMs = 600'000;
    static constexpr qint64 NoticedAfterMs = 3000; ///< What was shorter leaves no "resolved" behind.

    void setLimits(DeadLetterLimits limits) { m_limits = limits; }
    void update(qint64 nowMs, const std::vector<Session *> &sessions, const Figures &figures);
    void forget(const Session *session);
    /// The worst first, then the longest; resolved ones last, the newest first.
    const std::vector<AttentionItem> &items() const { return m_items; }

private:
    DeadLetterLimits m_limits;
    std::vector<AttentionItem> m_items;
};

} // namespace flowbench
