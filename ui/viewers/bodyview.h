// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

    void setBytes(const QByteArray &bytes); // null = no value (tombstone); empty = a value of 0 bytes
    QByteArray bytes() const;

    void setMode(Mode mode); // remembered for the next body; JSON only, other bodies show as text or hex
    Mode mode() const;

    void setFileName(const QString &name); // what "Save…" proposes
    void showFind();                       // Ctrl+F does it too

signals:
    void shown(); // the latest bytes are on screen
    void modeChanged(flowbench::BodyView::Mode mode);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
