// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/envelope.h"
#include "model/event/event.h"
#include "ui/look/surface.h"

#include <QPushButton>
#include <QTimer>

class QGridLayout;
class QLabel;

namespace flowbench {

class ElidedLabel;

/// Text in the accent colour that does something when clicked. Plain text always.
class LinkButton : public QPushButton
{
    Q_OBJECT

public:
    LinkButton(const QString &objectName, const QString &accessibleName, QWidget *parent);
    void setLink(const QString &text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {24, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

/// Where an event stands and when it came: position, time with zone and age, key, correlation as a link. GUI thread.
class EventCard : public Surface
{
    Q_OBJECT

public:
    explicit EventCard(QWidget *parent = nullptr);

    void setEvent(const EventView &event, const Envelope &envelope);
    void setUtc(bool utc);
    /// The line that says how the value was read; takes it over.
    void setDecoding(QWidget *line);
    /// "orders.placed / 3 @ 1,834,183"
    static QString positionText(const EventView &event);

signals:
    void correlationClicked(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showTime();
    void showAge();

    ElidedLabel *m_position;
    QLabel *m_timeName;
    QLabel *m_time;
    ElidedLabel *m_age;
    QLabel *m_keyName;
    ElidedLabel *m_key;
    QLabel *m_correlationName;
    LinkButton *m_correlation;
    QString m_correlationId;
    qint64 m_timeMs = 0;
    TimeKind m_kind = TimeKind::None;
    bool m_utc = false;
    QTimer m_tick;
};

} // namespace flowbench
