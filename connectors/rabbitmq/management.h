// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/http/http.h"
#include "connectors/rabbitmq/settings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <mutex>

namespace flowbench::rabbitmq {

// RabbitMQ's management HTTP API, of one vhost. Found by the connection's option, else at the usual ports; where it
// answered is remembered. Thread-safe, blocking. Every failure is ManagementUnavailable with the reason as detail,
// except ChannelNotFound (a 404), Cancelled and Timeout.
class Management
{
public:
    explicit Management(const Settings &settings) : m_settings(settings) {}

    Result<QJsonArray> exchanges(const Cancel &cancel);
    Result<QJsonArray> queues(const Cancel &cancel);
    Result<QJsonArray> bindings(const Cancel &cancel);
    Result<QJsonArray> policies(const Cancel &cancel);
    Result<QJsonObject> exchange(const QString &name, const Cancel &cancel);
    Result<QJsonObject> queue(const QString &name, const Cancel &cancel);
    Result<QJsonArray> queueBindings(const QString &name, const Cancel &cancel);
    // Both directions: as a source and as a destination.
    Result<QJsonArray> exchangeBindings(const QString &name, const Cancel &cancel);
    // The URL that answers with the rights of this user.
    Result<QString> find(const Cancel &cancel);

private:
    Result<QJsonDocument> get(const QString &path, const QString &channel, const Cancel &cancel);
    Result<QByteArray> fetch(const QString &base, const QString &path, const QString &channel, const Cancel &cancel);
    Result<QJsonArray> list(const QString &path, const QString &channel, const Cancel &cancel);
    Result<QJsonObject> object(const QString &path, const QString &channel, const Cancel &cancel);
    QString vhost() const;

    const Settings m_settings;
    HttpClient m_http;
    std::mutex m_mutex;
    QString m_base; // guarded by m_mutex; empty: not found yet
};

} // namespace flowbench::rabbitmq
