// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"
#include "words/coverage.h"

namespace flowbench::cli {

namespace {
void writePartition(JsonWriter &json, const PartitionCoverage &p)
{
    json.beginObject();
    json.key("partition").integer(p.partition);
    json.key("from").integer(p.from);
    json.key("to").integer(p.to);
    json.key("next").integer(p.next);
    json.key("high").integer(p.high);
    json.key("gaps").integer(p.gaps);
    if (p.withheld)
        json.key("withheld").integer(p.withheld);
    json.endObject();
}

void writeChannel(JsonWriter &json, const ChannelCoverage &c)
{
    json.beginObject();
    json.key("channel").string(c.channel.toStdString());
    if (!c.pattern.isEmpty())
        json.key("pattern").string(c.pattern.toStdString());
    json.key("partitions").beginArray();
    for (const PartitionCoverage &p : c.partitions)
        writePartition(json, p);
    json.endArray();
    if (c.dropped)
        json.key("dropped").integer(c.dropped);
    if (!c.notes.isEmpty()) {
        json.key("notes").beginArray();
        for (const QString &note : c.notes)
            json.string(words::coverageNote(note).toStdString());
        json.endArray();
    }
    json.endObject();
}
} // namespace

void writeCoverage(JsonWriter &json, const Coverage &c)
{
    json.beginObject();
    json.key("complete").boolean(c.complete);
    json.key("ended").string(scanEndName(c.ended));
    json.key("scanned").unsignedInteger(c.scanned);
    json.key("matched").unsignedInteger(c.matched);
    json.key("bytes").unsignedInteger(c.bytes);
    json.key("seconds").number(c.seconds);
    json.key("decode_failures").unsignedInteger(c.decodeFailures);
    json.key("evaluation_failures").unsignedInteger(c.evaluationFailures);
    if (!c.isolation.isEmpty())
        json.key("isolation").string(c.isolation.toStdString());
    json.key("channels").beginArray();
    bool resumable = false;
    for (const ChannelCoverage &channel : c.channels) {
        writeChannel(json, channel);
        resumable |= !channel.partitions.empty();
    }
    json.endArray();
    if (resumable)
        json.key("resume").string(c.resumeToken().toStdString());
    json.endObject();
}

} // namespace flowbench::cli
