// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <string_view>

namespace flowbench {

// How producers turn a key into a partition, by the names of librdkafka's `partitioner`: murmur2 and murmur2_random
// (Java's), consistent and consistent_random (librdkafka's own: CRC32), crc32 (the same as consistent), fnv1a and
// fnv1a_random (Sarama's).
const QStringList &partitionerNames();

// Where that partitioner puts a key in a topic of so many partitions. Nothing where it does not say: an unknown name,
// no partitions, an empty key with consistent_random.
std::optional<int> partitionOf(QStringView partitioner, std::string_view key, int partitions);

} // namespace flowbench
