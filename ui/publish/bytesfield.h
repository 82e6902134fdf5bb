// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>
#include <string>

class QComboBox;
class QLineEdit;

namespace flowbench {

/// One line for a key: as text (empty: none), or as base64 (empty: a key of no bytes). Bytes that a line of text can't
/// hold are shown as base64, so that nothing is changed by looking at it.
class BytesField : public QWidget
{
    Q_OBJECT

public:
    BytesField(const QString &objectName, const QString &name, QWidget *parent);

    void setName(const QString &name); ///< The accessible name: "Key", "Routing key".
    void setBytes(const std::optional<std::string> &bytes);
    std::optional<std::string> bytes() const;
    bool isValid() const; ///< False while the base64 is none.

signals:
    void changed();

private:
    void chooseForm(int form);
    void showState();

    QLineEdit *m_edit;
    QComboBox *m_form;
    int m_shown = 0;
};

} // namespace flowbench
