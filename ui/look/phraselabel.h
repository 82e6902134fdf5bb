// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace flowbench {

/// A piece of a phrase in one look. Text may be hostile: it is made visible and never markup.
struct PhrasePart
{
    QString text;
    bool bold = false, mono = false, muted = false;
    std::optional<Tint> tint; ///< in a meaning's colour
    bool operator==(const PhrasePart &) const = default;
};

/// What a text is made of where its %1, %2 stand for parts: for translated phrases with something bold in them.
std::vector<PhrasePart> phrase(const QString &text, const std::vector<PhrasePart> &arguments);

/// A wrapped text of which some words are bold, in the fixed font, muted or tinted ("**312** of 512"). Plain always.
/// Its menu copies it; the whole text is the accessible name. GUI thread.
class PhraseLabel : public QWidget
{
    Q_OBJECT

public:
    explicit PhraseLabel(QWidget *parent = nullptr);

    void setParts(std::vector<PhrasePart> parts);
    QString text() const; ///< made visible, without looks

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    std::vector<PhrasePart> m_parts;
};

} // namespace flowbench
