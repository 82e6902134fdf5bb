// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/live/port.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace flowbench {

class Card;
class NoticeBar;

/// Before anything is read of a queue: what looking does to it, and the two ways on. Nothing happens until a button is
/// pressed; a look that changes something asks once more.
class QueueQuestion : public QWidget
{
    Q_OBJECT

public:
    static constexpr quint64 FirstMessages = 1000;

    explicit QueueQuestion(QWidget *parent = nullptr);

    /// Neither effects nor error: the broker is being asked. `again`: to be fetched anew, and not shown from the copy
    /// that is kept of a queue whose deliveries are limited.
    void setQueue(const QString &queue, const QString &connection, const std::optional<LookEffects> &effects,
                  const std::optional<Error> &error, bool again = false);
    /// Whether new messages can be followed instead of looking; they can unless somebody says otherwise.
    void setFollowOffered(bool on);
    /// Nothing may be fetched of it any more: what can be shown is the copy of an earlier look.
    static bool isOutOfReach(const LookEffects &effects);
    /// Each effect as a sentence, what matters most first.
    static QStringList sentences(const LookEffects &effects, bool again = false);

signals:
    void lookRequested(quint64 first);
    void followRequested();
    void retryRequested();

private:
    void ask();
    quint64 count() const;

    QString m_queue, m_connection;
    std::optional<LookEffects> m_effects;
    bool m_again = false;
    Card *m_card;
    QLabel *m_facts;
    QLabel *m_effectsText;
    QLabel *m_followText;
    QPushButton *m_look;
    QPushButton *m_follow;
    NoticeBar *m_notice;
};

} // namespace flowbench
