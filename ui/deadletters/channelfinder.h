// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/session.h"
#include "model/replay/desk.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>
#include <vector>

class QSettings;

namespace flowbench {

/// An open connection of the window.
struct SessionEntry
{
    QString id; ///< as the desk and the window know it
    Session *session = nullptr;
};

/// Knows the dead-letter channels of all open connections, as far as each has answered. GUI thread.
class ChannelFinder : public QObject
{
    Q_OBJECT

public:
    struct Place
    {
        QString id;
        QPointer<Session> session;
        QString name; ///< of the connection
        bool asking = false;
        std::optional<Error> error;
        std::vector<KnownDeadLetters> channels;
    };

    /// Patterns and limits are kept in the settings, which must outlive this.
    explicit ChannelFinder(QSettings *settings, QObject *parent = nullptr);

    void setDesk(ReplayDesk *desk);
    void setSessions(const std::vector<SessionEntry> &sessions);
    void refresh(); ///< asks all again
    void mark(const QString &connection, const QString &channel, bool dead);

    const std::vector<Place> &places() const { return m_places; }
    const Place *place(const QString &id) const;
    const KnownDeadLetters *find(const QString &id, const QString &channel) const;
    bool isAsking() const;

    QStringList patterns() const;
    void setPatterns(const QStringList &patterns);
    int limit(const QString &connectionName, const QString &channel) const;
    void setLimit(const QString &connectionName, const QString &channel, int limit);

signals:
    void changed();
    void marked(const QString &channel, bool dead);
    void failed(const flowbench::Error &error); ///< of mark()

private:
    void ask(std::size_t at);

    QSettings *m_settings;
    QPointer<ReplayDesk> m_desk;
    std::vector<Place> m_places;
    std::vector<JobHandle> m_jobs; ///< one a place
    std::vector<JobHandle> m_marks;
};

} // namespace flowbench
