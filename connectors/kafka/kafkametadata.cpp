// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkametadata.h"

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

ListPtr listOf(const Offsets &offsets)
{
    ListPtr list(rd_kafka_topic_partition_list_new(int(offsets.size())));
    for (const auto &[p, offset] : offsets)
        rd_kafka_topic_partition_list_add(list.get(), p.topic.c_str(), p.partition)->offset = offset;
    return list;
}

rd_kafka_resp_err_t firstError(const rd_kafka_topic_partition_list_t &list)
{
    for (int i = 0; i < list.cnt; ++i) {
        if (list.elems[i].err)
            return list.elems[i].err;
    }
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

} // namespace

Error topicNotFound(const Client &client, const QString &topic)
{
    Error e = makeError(ErrorCode::ChannelNotFound, {topic});
    e.connection = client.config().address;
    return e;
}

Result<MetadataPtr> allMetadata(Client &client, Handle &handle, const Cancel &cancel)
{
    MetadataPtr answer;
    auto r = client.retrying(
        handle,
        [&](int timeout) {
            const rd_kafka_metadata_t *raw = nullptr;
            const auto code = rd_kafka_metadata(handle.get(), 1, nullptr, &raw, timeout);
            answer.reset(raw);
            return code;
        },
        cancel);
    if (!r)
        return r.error();
    return answer;
}

Result<MetadataPtr> topicMetadata(Client &client, Handle &handle, const std::string &name, const Cancel &cancel)
{
    const TopicPtr topic(rd_kafka_topic_new(handle.get(), name.c_str(), nullptr));
    if (!topic)
        return topicNotFound(client, QString::fromStdString(name));
    MetadataPtr answer;
    auto r = client.retrying(
        handle,
        [&](int timeout) {
            const rd_kafka_metadata_t *raw = nullptr;
            const auto code = rd_kafka_metadata(handle.get(), 0, topic.get(), &raw, timeout);
            answer.reset(raw);
            if (code || answer->topic_cnt != 1)
                return code;
            const auto its = answer->topics[0].err;
            // A topic made a moment ago has no leaders yet.
            return its == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ? its : code;
        },
        cancel);
    if (!r)
        return r.error();
    const rd_kafka_metadata_topic &t = answer->topics[0];
    if (answer->topic_cnt != 1 || t.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
        t.err == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION || t.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || t.partition_cnt == 0)
        return topicNotFound(client, QString::fromStdString(name));
    if (t.err)
        return errorOf(t.err, {}, handle.trouble());
    return answer;
}

Result<Offsets> offsetsAt(Client &client, Handle &handle, const Offsets &times, const Cancel &cancel)
{
    Offsets answer;
    if (times.empty())
        return answer;
    ListPtr list;
    auto r = client.retrying(
        handle,
        [&](int timeout) {
            list = listOf(times);
            const auto code = rd_kafka_offsets_for_times(handle.get(), list.get(), timeout);
            return code ? code : firstError(*list);
        },
        cancel);
    if (!r)
        return r.error();
    for (int i = 0; i < list->cnt; ++i)
        answer[{list->elems[i].topic, list->elems[i].partition}] = list->elems[i].offset;
    return answer;
}

Result<std::map<TopicPartition, Watermarks>>
watermarks(Client &client, Handle &handle, const std::vector<TopicPartition> &partitions, const Cancel &cancel)
{
    std::map<TopicPartition, Watermarks> answer;
    Offsets times;
    for (const TopicPartition &p : partitions)
        times[p] = AskLow;
    auto low = offsetsAt(client, handle, times, cancel);
    if (!low)
        return low.error();
    for (auto &[p, time] : times)
        time = AskHigh;
    auto high = offsetsAt(client, handle, times, cancel);
    if (!high)
        return high.error();
    for (const auto &[p, offset] : *high)
        answer[p] = {std::min((*low)[p], offset), offset};
    return answer;
}

} // namespace flowbench::kafka
