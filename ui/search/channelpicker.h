// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/channel.h"

#include <QWidget>

#include <vector>

class QListWidget;

namespace flowbench {

class SearchField;

/// The channels to search in: a list to tick, those chosen first, with a field that narrows it.
class ChannelPicker : public QWidget
{
    Q_OBJECT

public:
    explicit ChannelPicker(QWidget *parent = nullptr);

    void setChannels(const std::vector<ChannelInfo> &channels, const std::vector<ChannelAddress> &chosen);
    std::vector<ChannelAddress> chosen() const;
    int mostPartitions() const; ///< of those chosen; 0: not known

signals:
    void changed();

private:
    void narrow(const QString &text);

    SearchField *m_find;
    QListWidget *m_list;
};

} // namespace flowbench
