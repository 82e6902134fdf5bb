// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/names.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

// "orders.DLT", "orders-dead-letters", "orders_error", and the whole name.
const QRegularExpression &ending()
{
    static const QRegularExpression e(u"(^|[._:-])(dlq|dlt|dlx[._:-]?queue|dead|dead[._-]?letters?([._-]?(queue|topic))"
                                      u"?|errors?|failed|failures?|skipped|"
                                      "parked|parking[._-]?lot|poison|quarantine)$"_s,
                                      QRegularExpression::CaseInsensitiveOption);
    return e;
}

// "dlq.orders" (share groups), "dead-letter-topic-orders" (SmallRye), "error.orders.group" (Spring Cloud Stream).
const QRegularExpression &beginning()
{
    static const QRegularExpression b(u"^(dlq|dlt|dead[._-]?letters?([._-]?(queue|topic))?|error)[._:-](.+)$"_s,
                                      QRegularExpression::CaseInsensitiveOption);
    return b;
}

// An ending glued to a name in another case: "ordersDLQ", "OrdersDeadLetter".
const QRegularExpression &camelEnding()
{
    static const QRegularExpression c(u"[a-z0-9](DLQ|DLT|Dlq|Dlt|DeadLetters?|DeadLetter(Queue|Topic))$"_s);
    return c;
}

constexpr qsizetype LongestName = 1000;

// '*' is anything, '?' one character; names are no paths.
QRegularExpression glob(const QString &pattern)
{
    QString out = QRegularExpression::escape(pattern);
    out.replace(u"\\*"_s, u".*"_s).replace(u"\\?"_s, u"."_s);
    return QRegularExpression(QRegularExpression::anchoredPattern(out));
}

} // namespace

DeadLetterNames::DeadLetterNames(const QStringList &patterns)
{
    for (const QString &p : patterns) {
        if (!p.isEmpty())
            m_patterns.push_back(glob(p));
    }
}

bool DeadLetterNames::matches(const QString &name) const
{
    if (name.size() > LongestName)
        return false;
    return ending().match(name).hasMatch() || beginning().match(name).hasMatch() ||
           camelEnding().match(name).hasMatch() ||
           std::any_of(m_patterns.begin(), m_patterns.end(), [&](const auto &p) { return p.match(name).hasMatch(); });
}

QStringList DeadLetterNames::sourcesOf(const QString &name) const
{
    QStringList sources;
    const auto add = [&](const QString &source) {
        if (!source.isEmpty() && source != name && !sources.contains(source))
            sources.append(source);
    };
    if (name.size() > LongestName)
        return sources;
    if (const auto m = ending().match(name); m.hasMatch())
        add(name.left(m.capturedStart()));
    if (const auto m = camelEnding().match(name); m.hasMatch())
        add(name.left(m.capturedStart(1)));
    if (const auto m = beginning().match(name); m.hasMatch()) {
        QString rest = m.captured(4);
        add(rest);
        // error.DESTINATION.GROUP: both may have dots.
        for (qsizetype dot;
             m.captured(1).compare(u"error"_s, Qt::CaseInsensitive) == 0 && (dot = rest.lastIndexOf(u'.')) > 0;) {
            rest = rest.left(dot);
            add(rest);
        }
    }
    return sources;
}

} // namespace flowbench
