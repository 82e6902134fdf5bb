// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/channel.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr QStringView Prefixes[] = {u"queue:", u"exchange:"};
}

const char *channelKindName(ChannelKind kind)
{
    switch (kind) {
    case ChannelKind::Topic:
        return "topic";
    case ChannelKind::Queue:
        return "queue";
    case ChannelKind::Exchange:
        return "exchange";
    case ChannelKind::Stream:
        return "stream";
    }
    return "topic";
}

ChannelAddress ChannelAddress::parse(const QString &text)
{
    const qsizetype hash = text.startsWith(u"exchange:") ? text.indexOf(u'#') : -1;
    if (hash < 0)
        return {text, {}};
    QString pattern = text.mid(hash + 1);
    return {text.left(hash), pattern.isNull() ? u""_s : pattern};
}

QString ChannelAddress::bare() const
{
    for (const QStringView prefix : Prefixes) {
        if (name.startsWith(prefix))
            return name.mid(prefix.size());
    }
    return name;
}

} // namespace flowbench
