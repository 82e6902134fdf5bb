// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sandbox/message.h"

#include <QJsonObject>
#include <QString>

#include <map>

namespace flowbench::sandbox {

// What the arguments of a queue's declaration mean here.
struct QueueRules
{
    std::optional<qint64> ttlMs;
    std::optional<QString> deadLetterExchange; // bare name, "" is the default exchange
    std::optional<QString> deadLetterKey;
    std::optional<int> deliveryLimit;
    std::optional<qint64> maxLength, maxBytes;
    bool rejectPublish = false;

    static QueueRules of(const QJsonObject &arguments);
};

// A message's stay in one queue.
struct Entry
{
    MessagePtr message;
    quint64 place = 0;  // what returns goes back to where it was
    int deliveries = 0; // handed out and returned
    bool redelivered = false;
    qint64 expiresMs = 0; // Unix time; 0: never
};

// Ready and handed-out messages. Guarded by its broker's mutex.
class Queue
{
public:
    explicit Queue(QJsonObject declared);

    struct Held
    {
        Entry entry;
        quint64 consumer = 0;
    };

    const QJsonObject &arguments() const { return m_arguments; }
    const QueueRules &rules() const { return m_rules; }
    std::deque<Entry> ready;
    std::map<quint64, Held> held; // by delivery tag
    Log passed;                   // everything that came in, for tails
    std::size_t readyBytes = 0;
    qint64 published = 0;

    void push(MessagePtr message, qint64 nowMs);
    Entry pop();
    void giveBack(Entry entry); // to its old place

private:
    QJsonObject m_arguments;
    QueueRules m_rules;
    quint64 m_nextPlace = 1;
};

} // namespace flowbench::sandbox
