// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/groupwords.h"

#include "model/deadletter/fingerprint.h"
#include "words/visible.h"

#include <QCoreApplication>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 LeastSpanMs = 60'000; // of a line of growth

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DeadGroupWords)
};

QString bare(const std::string &channel)
{
    const QString name = hostileText(channel);
    const qsizetype colon = name.indexOf(u':');
    return name.startsWith("queue:"_L1) || name.startsWith("exchange:"_L1) ? name.mid(colon + 1) : name;
}
} // namespace

QString hostileText(const std::string &bytes, qsizetype most)
{
    const QString whole = QString::fromUtf8(bytes.data(), qsizetype(std::min(bytes.size(), std::size_t(4 * most))));
    return visibleText(whole.size() > most ? whole.left(most) + u'…' : whole);
}

QString shortException(const std::string &exception)
{
    const QString whole = hostileText(exception);
    const qsizetype end = whole.indexOf(u' ');
    const QString name = end < 0 ? whole : whole.left(end);
    const qsizetype at = std::max({name.lastIndexOf(u'.'), name.lastIndexOf(u'$'), name.lastIndexOf(u':')});
    const QString last = name.mid(at + 1);
    return last.isEmpty() ? whole : last;
}

QString groupTitle(const FailureGroup &group)
{
    if (!group.recognised)
        return Say::tr("No failure is told");
    if (!group.exception.empty())
        return shortException(group.exception);
    const QString reason = group.reason.empty() ? Say::tr("no reason") : hostileText(group.reason);
    return u"%1: %2"_s.arg(QString::fromLatin1(failureDialectName(group.dialect)), reason);
}

QString groupDetail(const FailureGroup &group)
{
    if (!group.message.empty()) {
        const std::string shape = messageTemplate(group.message);
        if (!shape.empty())
            return hostileText(shape);
    }
    const QString type = hostileText(group.type);
    if (group.origin.empty())
        return type;
    return type.isEmpty() ? Say::tr("from %1").arg(bare(group.origin))
                          : Say::tr("%1 from %2", "event type, channel").arg(type, bare(group.origin));
}

GroupLines groupLines(const std::vector<FailureGroup> &groups, qint64 growthStart, qint64 growthStepMs)
{
    std::size_t used = 0;
    for (const FailureGroup &group : groups) {
        for (std::size_t i = group.growth.size(); i > used; --i) {
            if (group.growth[i - 1] > 0) {
                used = i;
                break;
            }
        }
    }
    GroupLines out;
    out.stepMs = std::max<qint64>(1, growthStepMs);
    const auto least = std::size_t(LeastSpanMs / out.stepMs + 1);
    const std::size_t before = used > 0 && used < least ? least - used : 0;
    out.startMs = growthStart - qint64(before) * out.stepMs;
    out.lines.reserve(groups.size());
    for (const FailureGroup &group : groups) {
        std::vector<float> line(before + used, 0.0F);
        for (std::size_t i = 0; i < std::min(used, group.growth.size()); ++i)
            line[before + i] = float(group.growth[i]);
        out.lines.push_back(std::move(line));
    }
    return out;
}

} // namespace flowbench
