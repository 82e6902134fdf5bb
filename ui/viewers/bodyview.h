// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewers/jsonformat.h"

#include <QByteArray>
#include <QWidget>

#include <memory>

namespace flowbench {

// Shows the value of one event, whatever it is: JSON (laid out, coloured, foldable) or text in a read-only editor
// (accessible name and objectName "Value"), JSON as a tree, bytes as hex, or a sentence that there is no value.
// Formatting happens off-thread, the latest setBytes() wins. Up to 1 MB is shown at once; above that its first 1 MB,
// with a bar that says so and the buttons "Show all" and "Save…". GUI thread only; shares the bytes, never changes
// them.
class BodyView : public QWidget
{
    Q_OBJECT
public:
    enum class Mode { Text, Tree };
    Q_ENUM(Mode)

    explicit BodyView(QWidget *parent = nullptr);
    ~BodyView() override;

    // Null = no value (tombstone); empty = a value of 0 bytes. `as` Text or Binary: whatever they look like.
    void setBytes(const QByteArray &bytes, std::optional<BodyKind> as = {});
    QByteArray bytes() const;

    void setMode(Mode mode); // remembered for the next body; JSON only, other bodies show as text or hex
    Mode mode() const;

    // Whether the body is what expressions call `value`: the tree's menu then offers to filter by it.
    void setFilterable(bool on);
    void setFileName(const QString &name); // what "Save…" proposes
    void showFind();                       // Ctrl+F does it too

signals:
    void shown(); // the latest bytes are on screen
    void modeChanged(flowbench::BodyView::Mode mode);
    void includeRequested(const QString &expression, bool exclude); // see JsonTreeView
    void columnRequested(const QString &expression);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
