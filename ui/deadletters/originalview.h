// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/deadletter/failure.h"
#include "model/live/session.h"
#include "model/replay/deadset.h"

#include <QPointer>
#include <QStackedWidget>

#include <memory>
#include <optional>

class QLabel;

namespace flowbench {

class BodyView;
class Chip;
class EmptyState;
class KeyValueView;

/// The record that failed, read from where it failed if it still lies there; else why it can't be shown. Reads one
/// offset, when it is asked for. GUI thread.
class OriginalView : public QStackedWidget
{
    Q_OBJECT

public:
    explicit OriginalView(QWidget *parent = nullptr);
    ~OriginalView() override;

    void showOriginalOf(Session *session, const std::shared_ptr<const DeadSet> &set, std::size_t index,
                        const std::optional<Failure> &failure);
    void clear();         ///< what was read is kept as long as the same event is asked for next
    QString text() const; ///< what is said, for tests

private:
    struct Found
    {
        std::optional<Event> event;
        std::optional<Error> error;
    };
    void say(const QString &sentence, const QString &next);
    void take(const Found &found, const QString &place);
    void read(const FailureOrigin &origin);

    std::shared_ptr<const DeadSet> m_set;
    std::optional<std::size_t> m_index;
    QPointer<Session> m_session;
    EmptyState *m_empty;
    QLabel *m_place;
    Chip *m_same;
    BodyView *m_body;
    KeyValueView *m_headers;
    QString m_said;
    JobHandle m_job;
};

} // namespace flowbench
