// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

#include <vector>

class QListWidget;
class QPushButton;

namespace flowbench {

class SearchField;

/// A channel that can be marked by hand.
struct MarkableChannel
{
    QString connection, connectionName, channel; ///< id, name; as ChannelInfo::name
};

/// Asks which channel holds dead letters, of those nobody knew it of. Open with open(); deletes itself.
class MarkDialog : public QDialog
{
    Q_OBJECT

public:
    MarkDialog(std::vector<MarkableChannel> channels, QWidget *parent);

signals:
    void chosen(const QString &connection, const QString &channel);

private:
    void narrow(const QString &text);
    void take();

    std::vector<MarkableChannel> m_channels;
    SearchField *m_find;
    QListWidget *m_list;
    QPushButton *m_mark;
};

} // namespace flowbench
