// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "ui/traffic/decodechoices.h"

#include <QDialog>

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;

namespace flowbench {

/// What each decoder that was tried said. Not modal; deletes itself when closed.
class WhyDialog : public QDialog
{
    Q_OBJECT

public:
    WhyDialog(const std::vector<Decoded::Attempt> &tried, QWidget *parent);
};

/// Asks for a schema file, and for Protobuf the message in it. Stays open until the file could be used.
class SchemaFileDialog : public QDialog
{
    Q_OBJECT

public:
    SchemaFileDialog(Encoding encoding, const ChosenDecoding &now, const QString &channel, QWidget *parent);

    /// Why the file can't be used; the dialog waits for another.
    void showProblem(const Error &error);

signals:
    void chosen(const flowbench::ChosenDecoding &chosen);

private:
    void browse();
    void check();

    Encoding m_encoding;
    QLineEdit *m_file;
    QLineEdit *m_message = nullptr;
    QLabel *m_problem;
    QPushButton *m_use;
};

} // namespace flowbench
