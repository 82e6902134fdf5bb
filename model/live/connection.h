// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/live/guard.h"

#include <QString>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace flowbench {

class ArenaPool;
class Connector;

struct HostPort
{
    QString host;
    int port = 0; // 0: the scheme's default
    bool operator==(const HostPort &) const = default;
};

// A connection URL, taken apart (cli.md, CONN). The password is kept apart from everything that is shown or saved.
struct ConnectionUrl
{
    QString scheme; // lower case: "kafka", "amqp", "amqps", "sandbox", "file"
    QString user;
    QString password; // null: none given
    std::vector<HostPort> hosts;
    QString path;                                     // vhost, or a file's path; decoded, without the leading '/'
    std::vector<std::pair<QString, QString>> options; // behind '?', decoded, in order

    static Result<ConnectionUrl>
    parse(const QString &text); // BadUrl, UnknownScheme; the error never holds the password
    QString option(QStringView name, const QString &fallback = {}) const;
    // scheme://user@host:port/path?options, secrets among the options blanked; never the password.
    QString toString() const;
    QString address() const;                           // "host:port[,host:port]": for messages
    bool sameBroker(const ConnectionUrl &other) const; // scheme family, any common host:port, vhost
};

// Everything a connector is made of. The secret is handed over for the connection's life and never written down.
struct ConnectionConfig
{
    QString name;                      // a saved connection's, or the URL without secrets
    ConnectionUrl url;                 // url.password is the secret to use
    std::shared_ptr<ArenaPool> arenas; // shared by the process
    QString stateFolder;               // for ledgers and snapshots (0700); empty: none are kept
    std::chrono::milliseconds timeout{30000};
};

// A field of the connection form, described by the connector, drawn by ui, labelled by words (fieldLabel(id)).
struct FieldSpec
{
    enum class Kind : quint8 { Text, Password, Number, Switch, Choice, File };
    QString id; // "hosts", "user", "vhost", "security.protocol", ...
    Kind kind = Kind::Text;
    QString fallback;
    QStringList choices;
    bool advanced = false;
    bool required = false;
    enum class Part : quint8 { Hosts, User, Password, Path, Option } part = Part::Option; // of the URL
};

// One kind of broker: what the registry in app/common lists.
struct ConnectorType
{
    QString id;          // "kafka", "rabbitmq", "sandbox"
    QString name;        // a product's name: not translated
    QStringList schemes; // first is the plain one; "amqps" is one of its own
    int defaultPort = 0;
    std::vector<FieldSpec> fields;
    // Checks options and refuses what weakens promises or runs something (design, section 6). No network.
    std::function<Result<void>(const ConnectionUrl &)> check;
    std::function<Result<std::unique_ptr<Connector>>(const ConnectionConfig &)> create;
};

} // namespace flowbench
