// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/decode/decoder.h"

#include <QString>

#include <functional>
#include <optional>

class QSettings;

namespace flowbench {

class Session;

/// How a person wants the bodies of one channel to be read. Kept in their own settings, by connection and channel.
struct ChosenDecoding
{
    std::optional<Encoding> as; ///< absent: automatic
    QString schemaFile;         ///< .avsc, .proto or a descriptor; may be empty
    QString message;            ///< Protobuf's full name; may be empty

    bool automatic() const { return !as && schemaFile.isEmpty(); }
    bool operator==(const ChosenDecoding &) const = default;
};

namespace decodechoices {

ChosenDecoding load(const QSettings &settings, const QString &connection, const QString &channel);
void save(QSettings &settings, const QString &connection, const QString &channel, const ChosenDecoding &chosen);

/// Reads the schema file on a worker, then tells the session. done(error) on this thread: nothing where it holds now.
/// Keep the handle.
[[nodiscard]] JobHandle apply(Session &session, const QString &channel, const ChosenDecoding &chosen,
                              std::function<void(std::optional<Error>)> done);

} // namespace decodechoices

/// "JSON", "Avro", "Text", ...: names of formats, the same in every language but for "Text".
QString encodingText(Encoding encoding);

} // namespace flowbench
