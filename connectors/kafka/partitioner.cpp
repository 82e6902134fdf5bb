// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/kafka/partitioner.h"

#include <librdkafka/rdkafka.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// The library's own: with a key that is not random they look at nothing but the key.
using Hash = int32_t (*)(const rd_kafka_topic_t *, const void *, size_t, int32_t, void *, void *);

Hash hashOf(QStringView name)
{
    if (name == u"murmur2" || name == u"murmur2_random")
        return rd_kafka_msg_partitioner_murmur2;
    if (name == u"consistent" || name == u"consistent_random" || name == u"crc32")
        return rd_kafka_msg_partitioner_consistent;
    if (name == u"fnv1a" || name == u"fnv1a_random")
        return rd_kafka_msg_partitioner_fnv1a;
    return nullptr;
}
} // namespace

const QStringList &partitionerNames()
{
    static const QStringList names{u"murmur2"_s, u"murmur2_random"_s, u"consistent"_s,  u"consistent_random"_s,
                                   u"crc32"_s,   u"fnv1a"_s,          u"fnv1a_random"_s};
    return names;
}

std::optional<int> partitionOf(QStringView partitioner, std::string_view key, int partitions)
{
    const Hash hash = hashOf(partitioner);
    if (!hash || partitions < 1 || (key.empty() && partitioner == u"consistent_random"))
        return {};
    return hash(nullptr, key.data(), key.size(), partitions, nullptr, nullptr);
}

} // namespace flowbench
