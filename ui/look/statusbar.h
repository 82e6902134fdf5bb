// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QTimer;

namespace flowbench {

/// What is true now, in one line: objectName and accessible name "Status", the whole line as its description.
class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget *parent = nullptr);

    /// Sets the item `id` ("state", "rate", "kept", "dropped", "age"), in the order of first setting; an empty text
    /// hides it. A dot before it says a state the words also say.
    void setItem(const QString &id, const QString &text, std::optional<Tint> dot = std::nullopt);
    /// A short message at the right ("Copied 3 events"), until the next one or the given time has passed.
    void showMessage(const QString &text, int milliseconds = 5000);
    /// The line as one sentence.
    QString text() const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Item;
    void describe();

    QHBoxLayout *m_layout;
    std::vector<Item *> m_items; ///< Children.
    QLabel *m_message;
    QTimer *m_messageTime;
};

} // namespace flowbench
