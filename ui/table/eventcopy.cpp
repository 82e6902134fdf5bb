// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/eventcopy.h"

#include "model/event/eventjson.h"

#include <algorithm>

namespace flowbench::eventcopy {

using namespace Qt::StringLiterals;

QString textLine(const EventWindowModel &events, qint64 index, const std::vector<EventColumn> &columns)
{
    QStringList cells;
    for (const EventColumn column : columns)
        cells += events.text(index, column);
    return cells.join(u'\t');
}

QString jsonLine(const EventView &event)
{
    JsonWriter out;
    writeEventJson(out, event);
    return QString::fromStdString(out.text());
}

QString shellWord(const QString &word)
{
    const auto harmless = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || u"-_./:@%+=,"_s.contains(c));
    };
    if (!word.isEmpty() && std::all_of(word.begin(), word.end(), harmless))
        return word;
    return u'\'' + QString(word).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString commandLine(const QString &connection, const EventView &event)
{
    const QString channel = QString::fromUtf8(event.channel.data(), qsizetype(event.channel.size()));
    QString line = u"flowbench-cli scan %1 %2"_s.arg(shellWord(connection), shellWord(channel));
    if (event.partition >= 0 && event.offset != EventView::NoOffset)
        line += u" --partition %1 --from %2 --limit 1"_s.arg(event.partition).arg(event.offset);
    return line;
}

} // namespace flowbench::eventcopy
