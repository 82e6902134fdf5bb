// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/base/relay.h"
#include "model/decode/decoder.h"
#include "model/live/connection.h"
#include "model/live/port.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace flowbench {

// A live connection: owns the connector and its guard, runs the port's blocking calls on workers, and keeps what the
// window shows of it up to date: state, channels with their figures. Thread: the one it was made on (the GUI's).
class Session : public QObject
{
    Q_OBJECT

public:
    struct Identity
    {
        QString name;     // the profile's, or the URL without secrets
        QString url;      // without secrets
        QString typeName; // "Kafka", "RabbitMQ", "Sandbox"
        Environment environment = Environment::None;
        QString colour; // "#rrggbb" or empty
        bool readOnly = false;
        bool saved = false;
        bool recorded = false; // a capture: everything is there already, nothing will come
    };

    Session(Identity identity, std::unique_ptr<Connector> connector, std::shared_ptr<Guard> guard,
            std::shared_ptr<ArenaPool> arenas, QObject *parent = nullptr);
    ~Session() override;

    const Identity &identity() const { return m_identity; }
    Guard &guard() { return *m_guard; }
    const ConnectionState &state() const { return m_state; }
    // The last list of channels; empty before the first answer.
    const std::vector<ChannelInfo> &channels() const { return m_channels; }
    bool channelsKnown() const { return m_channelsKnown; }
    qint64 channelsAtMs() const { return m_channelsAt; } // age of the figures
    const std::optional<Error> &channelsError() const { return m_channelsError; }
    const ChannelInfo *channel(const QString &name) const;

    // Starts looking at the channels every few seconds; also what makes a new session connect.
    void watch();
    void refresh(); // now
    // The broker is gone for good or the person disconnects: nothing is asked any more.
    void unwatch();

    // Reading parts of the port, for work handed to run().
    Connector &connector() { return *m_connector; }
    std::shared_ptr<ArenaPool> arenas() const { return m_arenas; }

    // How bodies are read: automatically per event, or as chosen for their channel. decoder() never waits for a schema;
    // scanDecoder() does, for workers. Never null; another one after each decodingChanged().
    const std::shared_ptr<const EventDecoder> &decoder() const { return m_decoder; }
    const std::shared_ptr<const EventDecoder> &scanDecoder() const { return m_scanDecoder; }
    // Where schema ids are looked up; null: nowhere.
    void setSchemas(std::shared_ptr<SchemaSource> schemas);
    bool hasSchemas() const { return m_schemas != nullptr; }
    void chooseDecoding(const QString &channel, DecodeChoice choice);
    const DecodeChoice *decoding(const QString &channel) const; // null: automatic

    // work(Connector &, const Cancel &) on a worker, done(answer) here. Keep the handle: dropping it cancels.
    template <class Work, class Done>
    [[nodiscard]] JobHandle run(QObject *context, Milliseconds timeout, Work work, Done done)
    {
        return m_jobs.run(
            context, timeout,
            [this, work = std::move(work)](const Cancel &cancel) mutable { return work(*m_connector, cancel); },
            std::move(done));
    }
    JobRunner &jobs() { return m_jobs; }

signals:
    void stateChanged();
    void channelsChanged();
    // Another choice, or a schema that was waited for is there: what was decoded is decoded again.
    void decodingChanged();
    // The destructor's first act, everything still works: who holds a reference lets go of it now.
    void sessionClosing();

private:
    void makeDecoders();
    void takeState(const ConnectionState &state);
    void takeChannels(Result<std::vector<ChannelInfo>> channels);
    void fillRates(std::vector<ChannelInfo> &channels, qint64 nowMs);

    Relay m_relay{this};
    Identity m_identity;
    std::shared_ptr<ArenaPool> m_arenas;
    std::shared_ptr<Guard> m_guard;
    std::unique_ptr<Connector> m_connector;
    std::shared_ptr<SchemaSource> m_schemas;
    std::map<QString, DecodeChoice> m_choices;
    std::shared_ptr<const EventDecoder> m_decoder, m_scanDecoder;
    ConnectionState m_state;
    std::vector<ChannelInfo> m_channels;
    std::optional<Error> m_channelsError;
    bool m_channelsKnown = false;
    qint64 m_channelsAt = 0;
    struct Count
    {
        qint64 atMs = 0;
        qint64 events = 0;
    };
    std::map<QString, Count> m_counts; // last look, for rates the broker does not tell
    QTimer m_timer;
    JobHandle m_look;
    bool m_looking = false;
    JobRunner m_jobs; // last: its work uses the connector, it ends first
};

} // namespace flowbench
