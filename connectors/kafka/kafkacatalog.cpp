// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkacatalog.h"

#include "connectors/kafka/kafkagroups.h"
#include "model/deadletter/names.h"

#include <algorithm>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

using ResourcePtr = std::unique_ptr<rd_kafka_ConfigResource_t, Deleter<rd_kafka_ConfigResource_destroy>>;

ChannelInfo infoOf(const rd_kafka_metadata_topic &t, const std::map<TopicPartition, Watermarks> &marks)
{
    ChannelInfo info;
    info.name = QString::fromUtf8(t.topic);
    info.kind = ChannelKind::Topic;
    info.partitions = t.partition_cnt;
    info.internal = info.name.startsWith(u"__");
    info.deadLetter = !info.internal && DeadLetterNames().matches(info.name);
    qint64 events = 0;
    for (int i = 0; i < t.partition_cnt; ++i) {
        const auto it = marks.find({t.topic, t.partitions[i].id});
        if (it == marks.end())
            return info; // a partition without a leader: the count is not known
        events += it->second.high - it->second.low;
    }
    info.events = events;
    return info;
}

// Partitions that have a leader: the others cannot be asked, and would hold up those that can.
void addLed(const rd_kafka_metadata_topic &t, std::vector<TopicPartition> &to)
{
    for (int i = 0; i < t.partition_cnt; ++i) {
        if (t.partitions[i].leader >= 0)
            to.push_back({t.topic, t.partitions[i].id});
    }
}

std::vector<PartitionInfo> partitionsOf(const rd_kafka_metadata_topic &t,
                                        const std::map<TopicPartition, Watermarks> &marks)
{
    std::vector<PartitionInfo> list;
    for (int i = 0; i < t.partition_cnt; ++i) {
        const rd_kafka_metadata_partition &p = t.partitions[i];
        PartitionInfo info;
        info.partition = p.id;
        info.leader = p.leader;
        info.replicas.assign(p.replicas, p.replicas + p.replica_cnt);
        info.isr.assign(p.isrs, p.isrs + p.isr_cnt);
        if (const auto it = marks.find({t.topic, p.id}); it != marks.end()) {
            info.low = it->second.low;
            info.high = it->second.high;
        }
        list.push_back(std::move(info));
    }
    std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.partition < b.partition; });
    return list;
}

QJsonObject configOf(const rd_kafka_ConfigResource_t *resource)
{
    QJsonObject config;
    if (rd_kafka_ConfigResource_error(resource))
        return config; // without the right to see it
    std::size_t entries = 0;
    const auto **list = rd_kafka_ConfigResource_configs(resource, &entries);
    for (std::size_t i = 0; i < entries; ++i) {
        if (rd_kafka_ConfigEntry_source(list[i]) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
            continue;
        const char *value = rd_kafka_ConfigEntry_value(list[i]);
        config.insert(QString::fromUtf8(rd_kafka_ConfigEntry_name(list[i])),
                      value ? QJsonValue(QString::fromUtf8(value)) : QJsonValue());
    }
    return config;
}

// What was set for these topics themselves, by name; those we may not see are empty.
Result<std::map<std::string, QJsonObject>> configsOf(Handle &handle, const std::vector<std::string> &topics,
                                                     const Cancel &cancel)
{
    std::map<std::string, QJsonObject> out;
    std::vector<ResourcePtr> owners;
    std::vector<rd_kafka_ConfigResource_t *> raw;
    for (const std::string &topic : topics) {
        owners.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        raw.push_back(owners.back().get());
    }
    if (raw.empty())
        return out;
    const QueuePtr queue(rd_kafka_queue_new(handle.get()));
    const auto options = adminOptions(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, cancel);
    rd_kafka_DescribeConfigs(handle.get(), raw.data(), raw.size(), options.get(), queue.get());
    auto event = adminAnswer(handle, queue.get(), RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **found =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &n);
    for (std::size_t i = 0; i < n; ++i)
        out.emplace(rd_kafka_ConfigResource_name(found[i]), configOf(found[i]));
    return out;
}

const rd_kafka_metadata_topic *find(const rd_kafka_metadata_t &metadata, const std::string &topic)
{
    for (int i = 0; i < metadata.topic_cnt; ++i) {
        if (topic == metadata.topics[i].topic)
            return &metadata.topics[i];
    }
    return nullptr;
}

} // namespace

Result<std::vector<ChannelInfo>> KafkaCatalog::channels(const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    auto metadata = allMetadata(m_client, **handle, cancel);
    if (!metadata)
        return metadata.error();
    std::vector<TopicPartition> partitions;
    for (int i = 0; i < (*metadata)->topic_cnt; ++i)
        addLed((*metadata)->topics[i], partitions);
    auto marks = watermarks(m_client, **handle, partitions, cancel);
    if (!marks && marks.error().code == ErrorCode::Cancelled)
        return marks.error();
    std::vector<ChannelInfo> list;
    static const std::map<TopicPartition, Watermarks> None;
    for (int i = 0; i < (*metadata)->topic_cnt; ++i)
        list.push_back(infoOf((*metadata)->topics[i], marks ? *marks : None));
    std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return list;
}

Result<ChannelDetails> KafkaCatalog::details(const QString &channel, const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const std::string name = channel.toStdString();
    auto metadata = topicMetadata(m_client, **handle, name, cancel);
    if (!metadata)
        return metadata.error();
    const rd_kafka_metadata_topic &topic = (*metadata)->topics[0];
    std::vector<TopicPartition> partitions;
    addLed(topic, partitions);
    auto marks = watermarks(m_client, **handle, partitions, cancel);
    if (!marks)
        return marks.error();
    auto configs = configsOf(**handle, {name}, cancel);
    if (!configs)
        return configs.error();
    ChannelDetails d;
    d.info = infoOf(topic, *marks);
    d.partitions = partitionsOf(topic, *marks);
    d.config = (*configs)[name];
    return d;
}

Result<ChannelAddress> KafkaCatalog::resolve(const QString &typed, const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    auto metadata = topicMetadata(m_client, **handle, typed.toStdString(), cancel);
    if (!metadata)
        return metadata.error();
    return ChannelAddress{typed, {}};
}

Result<std::vector<BindingInfo>> KafkaTopology::bindings(const Cancel &) { return std::vector<BindingInfo>(); }

Result<std::vector<ChannelDetails>> KafkaTopology::everything(const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    auto metadata = allMetadata(m_client, **handle, cancel);
    if (!metadata)
        return metadata.error();
    std::vector<std::string> names;
    std::vector<TopicPartition> partitions;
    for (int i = 0; i < (*metadata)->topic_cnt; ++i) {
        names.emplace_back((*metadata)->topics[i].topic);
        addLed((*metadata)->topics[i], partitions);
    }
    auto marks = watermarks(m_client, **handle, partitions, cancel);
    if (!marks)
        return marks.error();
    auto configs = configsOf(**handle, names, cancel);
    if (!configs)
        return configs.error();
    std::vector<ChannelDetails> out;
    for (int i = 0; i < (*metadata)->topic_cnt; ++i) {
        const rd_kafka_metadata_topic &t = (*metadata)->topics[i];
        ChannelDetails d;
        d.info = infoOf(t, *marks);
        d.partitions = partitionsOf(t, *marks);
        d.config = (*configs)[t.topic];
        out.push_back(std::move(d));
    }
    return out;
}

Result<void> KafkaTopology::deleteRecords(const WriteGrant &grant, const QString &channel,
                                          std::span<const PartitionOffset> before, const Cancel &cancel)
{
    if (auto r = grant.allows(WriteOperation::DeleteRecords); !r)
        return r;
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const ListPtr list(rd_kafka_topic_partition_list_new(int(before.size())));
    for (const PartitionOffset &p : before)
        rd_kafka_topic_partition_list_add(list.get(), channel.toUtf8().constData(), p.partition)->offset = p.offset;
    using DeletePtr = std::unique_ptr<rd_kafka_DeleteRecords_t, Deleter<rd_kafka_DeleteRecords_destroy>>;
    const DeletePtr request(rd_kafka_DeleteRecords_new(list.get()));
    rd_kafka_DeleteRecords_t *one = request.get();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    const auto options = adminOptions(**handle, RD_KAFKA_ADMIN_OP_DELETERECORDS, cancel);
    rd_kafka_DeleteRecords((*handle)->get(), &one, 1, options.get(), queue.get());
    auto event = adminAnswer(**handle, queue.get(), RD_KAFKA_EVENT_DELETERECORDS_RESULT, cancel);
    if (!event)
        return event.error();
    const auto *answer = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event->get()));
    for (int i = 0; answer && i < answer->cnt; ++i) {
        if (answer->elems[i].err)
            return errorOf(answer->elems[i].err, {}, (*handle)->trouble());
    }
    return {};
}

Result<void> KafkaTopology::bind(const WriteGrant &grant, const BindingInfo &, const Cancel &)
{
    if (auto r = grant.allows(WriteOperation::Declare); !r)
        return r;
    return makeError(ErrorCode::NotSupported, {u"bindings"_s});
}

// The controller answers before every broker knows: what is asked next should find it.
Result<void> KafkaTopology::waitUntil(Handle &handle, const std::string &topic, bool there, const Cancel &cancel)
{
    for (;;) {
        auto metadata = allMetadata(m_client, handle, cancel);
        if (!metadata)
            return metadata.error();
        const auto *t = find(**metadata, topic);
        const bool led = t && t->partition_cnt > 0 &&
                         std::all_of(t->partitions, t->partitions + t->partition_cnt,
                                     [](const auto &p) { return p.leader >= 0 && !p.err; });
        if (there ? led : !t)
            return {};
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (cancel.expired())
            return makeError(ErrorCode::Timeout);
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
}

Result<void> KafkaTopology::declare(const WriteGrant &grant, const ChannelSpec &spec, const Cancel &cancel)
{
    if (auto r = grant.allows(WriteOperation::Declare); !r)
        return r;
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const std::string name = spec.name.toStdString();
    char text[512] = {};
    using NewTopicPtr = std::unique_ptr<rd_kafka_NewTopic_t, Deleter<rd_kafka_NewTopic_destroy>>;
    const NewTopicPtr topic(rd_kafka_NewTopic_new(name.c_str(), spec.partitions, -1, text, sizeof text));
    if (!topic)
        return makeError(ErrorCode::BadArgument, {u"topic"_s, spec.name}, QString::fromUtf8(text));
    for (auto it = spec.arguments.begin(); it != spec.arguments.end(); ++it)
        rd_kafka_NewTopic_set_config(topic.get(), it.key().toUtf8().constData(),
                                     it.value().toVariant().toString().toUtf8().constData());
    rd_kafka_NewTopic_t *one = topic.get();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    const auto options = adminOptions(**handle, RD_KAFKA_ADMIN_OP_CREATETOPICS, cancel);
    rd_kafka_CreateTopics((*handle)->get(), &one, 1, options.get(), queue.get());
    auto event = adminAnswer(**handle, queue.get(), RD_KAFKA_EVENT_CREATETOPICS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &n);
    for (std::size_t i = 0; i < n; ++i) {
        if (const auto code = rd_kafka_topic_result_error(results[i]))
            return errorOf(code, QString::fromUtf8(rd_kafka_topic_result_error_string(results[i])),
                           (*handle)->trouble());
    }
    return waitUntil(**handle, name, true, cancel);
}

Result<void> KafkaTopology::remove(const WriteGrant &grant, const QString &channel, const Cancel &cancel)
{
    if (auto r = grant.allows(WriteOperation::Delete); !r)
        return r;
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const std::string name = channel.toStdString();
    using DeleteTopicPtr = std::unique_ptr<rd_kafka_DeleteTopic_t, Deleter<rd_kafka_DeleteTopic_destroy>>;
    const DeleteTopicPtr topic(rd_kafka_DeleteTopic_new(name.c_str()));
    rd_kafka_DeleteTopic_t *one = topic.get();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    const auto options = adminOptions(**handle, RD_KAFKA_ADMIN_OP_DELETETOPICS, cancel);
    rd_kafka_DeleteTopics((*handle)->get(), &one, 1, options.get(), queue.get());
    auto event = adminAnswer(**handle, queue.get(), RD_KAFKA_EVENT_DELETETOPICS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event->get()), &n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto code = rd_kafka_topic_result_error(results[i]);
        if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
            return topicNotFound(m_client, channel);
        if (code)
            return errorOf(code, QString::fromUtf8(rd_kafka_topic_result_error_string(results[i])),
                           (*handle)->trouble());
    }
    return waitUntil(**handle, name, false, cancel);
}

} // namespace flowbench::kafka
