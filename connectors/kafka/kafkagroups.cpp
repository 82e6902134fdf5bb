// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/kafkagroups.h"

#include <algorithm>
#include <functional>
#include <set>

namespace flowbench::kafka {

using namespace Qt::StringLiterals;

namespace {

using ListOffsetsPtr =
    std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, Deleter<rd_kafka_ListConsumerGroupOffsets_destroy>>;
using AlterOffsetsPtr =
    std::unique_ptr<rd_kafka_AlterConsumerGroupOffsets_t, Deleter<rd_kafka_AlterConsumerGroupOffsets_destroy>>;

QString stateName(rd_kafka_consumer_group_state_t state)
{
    return QString::fromUtf8(rd_kafka_consumer_group_state_name(state));
}

Result<std::vector<GroupInfo>> listGroups(Handle &handle, rd_kafka_queue_t *queue, const Cancel &cancel)
{
    const auto options = adminOptions(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, cancel);
    rd_kafka_ListConsumerGroups(handle.get(), options.get(), queue);
    auto event = adminAnswer(handle, queue, RD_KAFKA_EVENT_LISTCONSUMERGROUPS_RESULT, cancel);
    if (!event)
        return event.error();
    const auto *result = rd_kafka_event_ListConsumerGroups_result(event->get());
    std::size_t n = 0, errors = 0;
    const auto **listed = rd_kafka_ListConsumerGroups_result_valid(result, &n);
    const auto **failed = rd_kafka_ListConsumerGroups_result_errors(result, &errors);
    if (n == 0 && errors > 0)
        return errorOf(rd_kafka_error_code(failed[0]), QString::fromUtf8(rd_kafka_error_string(failed[0])),
                       handle.trouble());
    std::vector<GroupInfo> groups;
    for (std::size_t i = 0; i < n; ++i) {
        GroupInfo g;
        g.group = QString::fromUtf8(rd_kafka_ConsumerGroupListing_group_id(listed[i]));
        g.state = stateName(rd_kafka_ConsumerGroupListing_state(listed[i]));
        groups.push_back(std::move(g));
    }
    std::sort(groups.begin(), groups.end(), [](const auto &a, const auto &b) { return a.group < b.group; });
    return groups;
}

// Adds state and members. This library speaks the old DescribeGroups only: it describes a group of the new protocol
// (KIP-848) as dead and empty though it was listed as living. Its members are then not visible, which is said by their
// absence; it is never called dead.
Result<void> describe(Handle &handle, rd_kafka_queue_t *queue, std::vector<GroupInfo> &groups, const Cancel &cancel)
{
    if (groups.empty())
        return {};
    std::vector<std::string> names;
    std::vector<const char *> raw;
    for (const GroupInfo &g : groups)
        names.push_back(g.group.toStdString());
    for (const std::string &n : names)
        raw.push_back(n.c_str());
    const auto options = adminOptions(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, cancel);
    rd_kafka_DescribeConsumerGroups(handle.get(), raw.data(), raw.size(), options.get(), queue);
    auto event = adminAnswer(handle, queue, RD_KAFKA_EVENT_DESCRIBECONSUMERGROUPS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **described =
        rd_kafka_DescribeConsumerGroups_result_groups(rd_kafka_event_DescribeConsumerGroups_result(event->get()), &n);
    for (std::size_t i = 0; i < n; ++i) {
        const QString name = QString::fromUtf8(rd_kafka_ConsumerGroupDescription_group_id(described[i]));
        const auto it = std::find_if(groups.begin(), groups.end(), [&](const auto &g) { return g.group == name; });
        if (it == groups.end() || rd_kafka_error_code(rd_kafka_ConsumerGroupDescription_error(described[i])))
            continue;
        const auto state = rd_kafka_ConsumerGroupDescription_state(described[i]);
        const int members = int(rd_kafka_ConsumerGroupDescription_member_count(described[i]));
        if (state == RD_KAFKA_CONSUMER_GROUP_STATE_DEAD && it->state != stateName(state) && !it->state.isEmpty()) {
            it->protocol = u"consumer"_s;
            continue;
        }
        it->state = stateName(state);
        it->protocol = u"classic"_s;
        it->members = members;
    }
    return {};
}

// Hands out what is committed for the group, partition by partition; the answer of the broker lives until it returns.
Result<void> eachCommitted(Handle &handle, rd_kafka_queue_t *queue, const QString &group, const Cancel &cancel,
                           const std::function<void(const rd_kafka_topic_partition_t &)> &each)
{
    const ListOffsetsPtr request(rd_kafka_ListConsumerGroupOffsets_new(group.toUtf8().constData(), nullptr));
    rd_kafka_ListConsumerGroupOffsets_t *one = request.get();
    const auto options = adminOptions(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, cancel);
    rd_kafka_ListConsumerGroupOffsets(handle.get(), &one, 1, options.get(), queue);
    auto event = adminAnswer(handle, queue, RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **results = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event->get()), &n);
    if (n == 0)
        return {};
    if (const auto *e = rd_kafka_group_result_error(results[0]); e && rd_kafka_error_code(e))
        return errorOf(rd_kafka_error_code(e), QString::fromUtf8(rd_kafka_error_string(e)), handle.trouble());
    const auto *list = rd_kafka_group_result_partitions(results[0]);
    for (int i = 0; list && i < list->cnt; ++i) {
        if (!list->elems[i].err && list->elems[i].offset >= 0)
            each(list->elems[i]);
    }
    return {};
}

Result<Offsets> committed(Handle &handle, rd_kafka_queue_t *queue, const QString &group, const Cancel &cancel)
{
    Offsets answer;
    auto done = eachCommitted(handle, queue, group, cancel, [&](const rd_kafka_topic_partition_t &p) {
        answer[{p.topic, p.partition}] = p.offset;
    });
    return done ? Result<Offsets>(std::move(answer)) : Result<Offsets>(done.error());
}

// The call itself says ok where a partition was refused (an active group answers UNKNOWN_MEMBER_ID for each).
std::optional<Error> firstRefused(const rd_kafka_topic_partition_list_t *list, const Trouble &trouble)
{
    for (int i = 0; list && i < list->cnt; ++i) {
        const auto &p = list->elems[i];
        if (!p.err)
            continue;
        Error e = errorOf(p.err, {}, trouble);
        e.args.append(QString::fromUtf8(p.topic));
        e.args.append(QString::number(p.partition));
        return e;
    }
    return {};
}

} // namespace

OptionsPtr adminOptions(Handle &handle, rd_kafka_admin_op_t operation, const Cancel &cancel)
{
    OptionsPtr options(rd_kafka_AdminOptions_new(handle.get(), operation));
    char text[256];
    const int ms = std::max<int>(int(cancel.left(Milliseconds(60000)).count()), 1);
    rd_kafka_AdminOptions_set_request_timeout(options.get(), ms, text, sizeof text);
    return options;
}

Result<EventPtr> adminAnswer(Handle &handle, rd_kafka_queue_t *queue, rd_kafka_event_type_t type, const Cancel &cancel)
{
    for (;;) {
        EventPtr event(rd_kafka_queue_poll(queue, 100));
        handle.poll(0);
        if (event && rd_kafka_event_type(event.get()) == type) {
            const auto code = rd_kafka_event_error(event.get());
            if (code)
                return errorOf(code, QString::fromUtf8(rd_kafka_event_error_string(event.get())), handle.trouble());
            return event;
        }
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (auto e = handle.trouble().definite())
            return *e;
        if (cancel.expired())
            return errorOf(RD_KAFKA_RESP_ERR__TIMED_OUT, {}, handle.trouble());
    }
}

Result<QString> committedNote(Handle &handle, const QString &group, const Cancel &cancel)
{
    const QueuePtr queue(rd_kafka_queue_new(handle.get()));
    QString note;
    auto done = eachCommitted(handle, queue.get(), group, cancel, [&](const rd_kafka_topic_partition_t &p) {
        if (note.isNull() && p.metadata)
            note = QString::fromUtf8(static_cast<const char *>(p.metadata), qsizetype(p.metadata_size));
    });
    return done ? Result<QString>(std::move(note)) : Result<QString>(done.error());
}

Result<Offsets> committedOffsets(Client &client, const QString &group, const Cancel &cancel)
{
    auto handle = client.asking();
    if (!handle)
        return handle.error();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    return committed(**handle, queue.get(), group, cancel);
}

Result<std::vector<GroupInfo>> KafkaPositions::groups(const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    auto groups = listGroups(**handle, queue.get(), cancel);
    if (!groups)
        return groups;
    if (auto r = describe(**handle, queue.get(), *groups, cancel); !r)
        return r.error();
    return groups;
}

Result<GroupInfo> KafkaPositions::positions(const QString &group, const Cancel &cancel)
{
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    auto groups = listGroups(**handle, queue.get(), cancel);
    if (!groups)
        return groups.error();
    std::erase_if(*groups, [&](const GroupInfo &g) { return g.group != group; });
    if (groups->empty())
        return makeError(ErrorCode::BadArgument, {u"group"_s, group});
    if (auto r = describe(**handle, queue.get(), *groups, cancel); !r)
        return r.error();
    GroupInfo info = std::move(groups->front());
    auto offsets = committed(**handle, queue.get(), group, cancel);
    if (!offsets)
        return offsets.error();
    // Every partition of a topic the group reads, also those without a position: a sum without them understates.
    auto metadata = allMetadata(m_client, **handle, cancel);
    if (!metadata)
        return metadata.error();
    std::set<std::string> topics;
    for (const auto &[at, offset] : *offsets)
        topics.insert(at.topic);
    Offsets ends;
    for (int i = 0; i < (*metadata)->topic_cnt; ++i) {
        const auto &t = (*metadata)->topics[i];
        for (int p = 0; topics.contains(t.topic) && p < t.partition_cnt; ++p)
            ends[{t.topic, t.partitions[p].id}] = AskHigh;
    }
    auto high = offsetsAt(m_client, **handle, ends, cancel);
    if (!high)
        return high.error();
    for (const auto &[at, end] : *high) {
        GroupPosition p{QString::fromStdString(at.topic), at.partition, {}, end};
        if (const auto it = offsets->find(at); it != offsets->end())
            p.position = it->second;
        info.positions.push_back(std::move(p));
    }
    return info;
}

Result<void> KafkaPositions::reset(const WriteGrant &grant, const QString &group, std::span<const GroupPosition> to,
                                   const Cancel &cancel)
{
    if (auto r = grant.allows(WriteOperation::ResetPositions); !r)
        return r;
    auto handle = m_client.asking();
    if (!handle)
        return handle.error();
    const ListPtr list(rd_kafka_topic_partition_list_new(int(to.size())));
    for (const GroupPosition &p : to) {
        if (p.position)
            rd_kafka_topic_partition_list_add(list.get(), p.channel.toUtf8().constData(), p.partition)->offset =
                *p.position;
    }
    if (list->cnt == 0)
        return {};
    const QueuePtr queue(rd_kafka_queue_new((*handle)->get()));
    const AlterOffsetsPtr request(rd_kafka_AlterConsumerGroupOffsets_new(group.toUtf8().constData(), list.get()));
    rd_kafka_AlterConsumerGroupOffsets_t *one = request.get();
    const auto options = adminOptions(**handle, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, cancel);
    rd_kafka_AlterConsumerGroupOffsets((*handle)->get(), &one, 1, options.get(), queue.get());
    auto event = adminAnswer(**handle, queue.get(), RD_KAFKA_EVENT_ALTERCONSUMERGROUPOFFSETS_RESULT, cancel);
    if (!event)
        return event.error();
    std::size_t n = 0;
    const auto **results = rd_kafka_AlterConsumerGroupOffsets_result_groups(
        rd_kafka_event_AlterConsumerGroupOffsets_result(event->get()), &n);
    for (std::size_t i = 0; i < n; ++i) {
        if (const auto *e = rd_kafka_group_result_error(results[i]); e && rd_kafka_error_code(e))
            return errorOf(rd_kafka_error_code(e), QString::fromUtf8(rd_kafka_error_string(e)), (*handle)->trouble());
        if (auto e = firstRefused(rd_kafka_group_result_partitions(results[i]), (*handle)->trouble()))
            return *e;
    }
    return {};
}

} // namespace flowbench::kafka
