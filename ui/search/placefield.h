// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"

#include <QWidget>

class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QSpinBox;
class QStackedWidget;

namespace flowbench {

/// Where a search begins or ends: a kind of place and what it needs (an offset, a time with its zone, a number).
class PlaceField : public QWidget
{
    Q_OBJECT

public:
    enum class Which { From, To };
    enum class Kind { Edge, Offset, Time, Ago, Newest, Group };

    /// `name` is the objectName of the choice ("Search from"); the editors' begin with it.
    PlaceField(Which which, const QString &name, bool utc, QWidget *parent);

    Kind kind() const;
    void setKind(Kind kind);
    void setPlace(const Position &position, quint64 last);
    /// BadArgument where what was typed is no place. Ago is a time as of now.
    Result<Position> position() const;
    quint64 last() const; ///< of Newest, else 0

    /// Kinds that the channels can't serve, with the reason; empty: they can.
    void setReason(Kind kind, const QString &reason);
    void setGroups(const QStringList &groups);

signals:
    void changed();
    void groupsWanted(); ///< the kind Group was chosen

private:
    int indexOf(Kind kind) const;

    QComboBox *m_kind;
    QStackedWidget *m_editors;
    QLineEdit *m_offset;
    QDateTimeEdit *m_time;
    QSpinBox *m_ago;
    QSpinBox *m_newest;
    QComboBox *m_group;
    bool m_from;
};

} // namespace flowbench
