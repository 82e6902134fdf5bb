// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/live/port.h"
#include "model/live/session.h"

#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace flowbench {

class TemplateStore;

/// The page "Publish": where to, what, and what the broker said of it. Writes only through the session's guard and on
/// a worker; reads and writes templates on a worker of its own. GUI thread only.
class PublishPage : public QWidget
{
    Q_OBJECT

public:
    /// Shows the app's prompt to unlock a production connection. `what` says what is about to happen ("Publish to
    /// orders"); `then` is to be called once on the GUI thread, true where the guard is unlocked now.
    using UnlockPrompt = std::function<void(Session &session, const QString &what, std::function<void(bool)> then)>;

    explicit PublishPage(QWidget *parent = nullptr);
    ~PublishPage() override;

    /// The open connections, in the order shown. They may die before the next call.
    void setSessions(const std::vector<Session *> &sessions);
    /// Chooses where to publish; `channel` as ChannelInfo::name, may be empty. What was written stays.
    void setTarget(Session *session, const QString &channel);
    /// "Publish again": fills body, key, headers and properties, and the channel where `session` is given; the
    /// partition is left to the person. What was there comes back with "Undo" of the notice.
    void setEvent(Session *session, const Event &event);
    /// Null: no templates are offered.
    void setTemplates(std::shared_ptr<TemplateStore> store);
    void setUnlockPrompt(UnlockPrompt prompt);

    Session *session() const;
    QString channel() const; ///< As typed; as ChannelInfo::name where it is one.
    Outgoing outgoing() const;
    bool isPublishing() const;

    /// Target, draft (up to 256 KiB) and splitter, for the person's own state. A target whose session is not there yet
    /// is chosen as soon as it comes.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

public slots:
    /// What the button "Publish" does (Ctrl+Enter).
    void publish();
    void cancelPublishing();

signals:
    void targetChanged(flowbench::Session *session, const QString &channel);
    void statusMessage(const QString &text);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
