// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/live/connection.h"
#include "model/live/guard.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace flowbench {

// A saved connection. Holds no password: `url` has none, and none of its options is one.
struct ConnectionProfile
{
    QString name; // the identity; what a person types and confirms with
    ConnectionUrl url;
    Environment environment = Environment::None;
    QString colour; // "#rrggbb" or empty
    bool readOnly = false;
    QString registry;       // URL of a schema registry, without user and password
    QStringList favourites; // channels, in the person's order
    QJsonObject unknown;    // fields of a later Flowbench, written back as they were

    GuardPolicy policy() const { return {name, environment, readOnly}; }
};

// Whether a name can be one: not empty, at most 120 characters, nothing invisible in it, and not like a URL.
Result<void> checkConnectionName(const QString &name);

// What a URL in a file may not say, though a person may type it: switching verification off. Whoever can write to a
// shared workspace must not be able to weaken a connection.
Result<void> checkSavedUrl(const ConnectionUrl &url);

// The JSON of a profile, and back. Reading refuses what is not a connection (BadJson with the field and the reason)
// and never answers a URL with a password in it.
QJsonObject profileToJson(const ConnectionProfile &profile);
Result<ConnectionProfile> profileFromJson(const QJsonObject &json);

} // namespace flowbench
