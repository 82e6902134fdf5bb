// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/schema/schemacheck.h"

#include <QDialog>

#include <memory>

namespace flowbench {

/// Edits one event before it is replayed: body, key, headers. Shows what differs and what the event's schema says, both
/// made by workers. What is not touched keeps its bytes. Accepted by "Use this event", and
/// then deletes itself: ask editedEvent() in the slot of accepted(). Sends nothing. GUI thread only.
class EditEventDialog : public QDialog
{
    Q_OBJECT

public:
    /// `schema` may be null: nothing is checked. `channel` is where the event is or goes to ("orders", "queue:orders").
    EditEventDialog(Event event, std::shared_ptr<const SchemaCheck> schema, const QString &channel, QWidget *parent);
    ~EditEventDialog() override;

    /// As it stands there now; coordinates, properties and what the broker says of it are the original's.
    Event editedEvent() const;
    bool isChanged() const;

    void replaceBody(const QString &path); ///< Of a file, read by a worker; what "Replace from file…" does.
    void reject() override;                ///< Asks first where something was edited.

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
