// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/channel.h"
#include "model/live/port.h"

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QLabel;
class QSpinBox;
class QSplitter;
class QUndoStack;

namespace flowbench {

class BodyEditor;
class BytesField;
class Card;
class FieldsEditor;
class TemplateBar;

/// What is to be published, as it is edited: body at the left, key, partition, properties and headers at the right.
class DraftView : public QWidget
{
    Q_OBJECT

public:
    explicit DraftView(QWidget *parent);

    /// Exactly what would be sent to a channel of the kind that is set.
    Outgoing outgoing() const;
    /// All that stands here, also what the present kind of channel does not take.
    Outgoing draft() const;
    void setDraft(const Outgoing &event); ///< Starts a new undo history.
    bool isUntouched() const;             ///< Nothing was written yet.
    /// Why it can't be sent; empty: it can.
    QString problem() const;

    /// Shows the fields that a channel of this kind has. `partitions`: absent where it is not known.
    void setKind(ChannelKind kind, std::optional<int> partitions, const QString &exchangeType);
    TemplateBar &templates() const { return *m_templates; }
    QWidget *rightColumn() const { return m_right; } ///< Further cards go below.
    QByteArray splitterState() const;
    void restoreSplitter(const QByteArray &state);

signals:
    void changed();
    void refused(const QString &reason);

private:
    QWidget *buildBody();
    QWidget *buildRight();
    Card *buildAddress();
    Outgoing gather(bool all) const;

    QUndoStack *m_undo;
    QSplitter *m_splitter;
    QWidget *m_right;
    BodyEditor *m_body;
    QCheckBox *m_noValue;
    TemplateBar *m_templates;
    Card *m_address;
    BytesField *m_key;
    QLabel *m_keyLabel, *m_partitionLabel, *m_note;
    QSpinBox *m_partition;
    FieldsEditor *m_headers, *m_properties;
    ChannelKind m_kind = ChannelKind::Topic;
};

} // namespace flowbench
