// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/http/http.h"
#include "model/decode/schemasource.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <set>

namespace flowbench::registry {

// Where a registry is, and who asks it.
struct Address
{
    QString base;           // "http://host:port/path", without '/' at its end
    QString user, password; // null: none
    QString shown;          // for messages: "host:port/path"

    static Result<Address> parse(const QString &url); // BadUrl, which never holds the password
};

// Asks a registry and waits for the answer. Any thread, several at once.
class Client
{
public:
    explicit Client(Address address) : m_address(std::move(address)) {}

    // With everything it refers to. SchemaNotFound, RegistryFailed, Timeout, Cancelled. `unreachable` of an error:
    // whether nobody can be asked there at all.
    Result<SchemaText> fetch(const SchemaKey &key, const Cancel &cancel);
    static bool isUnreachable(const Error &error) { return error.fatal; }

private:
    struct References
    {
        SchemaText &out;
        std::set<std::pair<QString, int>> open, done;
        std::set<std::string> names;
        std::size_t bytes = 0;
    };
    Result<QJsonDocument> get(const QString &path, const QString &what, const Cancel &cancel);
    Result<HttpResponse> send(const QString &path, const Cancel &cancel);
    Result<QJsonDocument> parse(const HttpResponse &response, const QString &what) const;
    Result<void> collect(const QJsonArray &references, int depth, References &into, const Cancel &cancel);
    QString whereUsed(const SchemaKey &key, const Cancel &cancel);
    Error failed(const QString &why) const;
    Error failed(const Error &http) const;

    const Address m_address;
    HttpClient m_http;
};

} // namespace flowbench::registry
