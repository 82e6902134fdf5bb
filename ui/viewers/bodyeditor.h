// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QWidget>

#include <memory>

class QAction;

namespace flowbench {

// Edits the body of an event to publish (editor: accessible name and objectName "Body"), with JSON colours, undo and a
// line below that says whether it is valid JSON, or where its first fault is (checked off-thread, a moment after
// typing). Bytes that are no UTF-8 text or more than 1 MB are kept byte for byte but can't be edited: the line says so
// and offers to start over. GUI thread only.
class BodyEditor : public QWidget
{
    Q_OBJECT
public:
    explicit BodyEditor(QWidget *parent = nullptr);
    ~BodyEditor() override;

    QByteArray bytes() const;               // exactly what would be sent; never null
    void setBytes(const QByteArray &bytes); // starts a new undo history; emits changed()
    bool isEditable() const;                // false while foreign bytes are kept

    void setWrapped(bool on); // long lines go on in the next row; off at first

    QAction *formatAction() const; // "Format": lays JSON out, literals stay as they are; one undo step

signals:
    void changed();
    void checked(bool validJson); // the line below was brought up to date

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace flowbench
