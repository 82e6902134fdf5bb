// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/channelpicker.h"

#include "ui/look/names.h"
#include "ui/look/searchfield.h"
#include "words/visible.h"

#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int NameRole = Qt::UserRole, PartitionsRole = Qt::UserRole + 1;
constexpr int RowHeight = 25, MostRows = 4;
constexpr int FewChannels = 6; // need no field to be found

bool keepsHistory(const ChannelInfo &c) { return c.kind == ChannelKind::Topic || c.kind == ChannelKind::Stream; }

} // namespace

ChannelPicker::ChannelPicker(QWidget *parent)
    : QWidget(parent),
      m_find(new SearchField(u"Find a channel to search"_s, tr("Find a channel"), this)),
      m_list(new QListWidget(this))
{
    setNames(m_list, u"Channels to search"_s, tr("Channels to search"));
    m_list->setUniformItemSizes(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_find);
    column->addWidget(m_list);
    connect(m_find, &QLineEdit::textChanged, this, &ChannelPicker::narrow);
    connect(m_find, &SearchField::leftDownwards, m_list, [this] { m_list->setFocus(); });
    connect(m_list, &QListWidget::itemChanged, this, &ChannelPicker::changed);
}

void ChannelPicker::setChannels(const std::vector<ChannelInfo> &channels, const std::vector<ChannelAddress> &chosen)
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    const auto add = [this](const QString &name, int partitions, bool on) {
        auto *item = new QListWidgetItem(visibleText(name), m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        item->setData(NameRole, name);
        item->setData(PartitionsRole, partitions);
    };
    const auto known = [&channels](const QString &name) {
        return std::find_if(channels.begin(), channels.end(), [&](const ChannelInfo &c) { return c.name == name; });
    };
    for (const ChannelAddress &c : chosen) {
        const auto info = known(c.name);
        add(c.name, info == channels.end() ? 0 : info->partitions.value_or(0), true);
    }
    for (const ChannelInfo &c : channels) {
        const bool there =
            std::any_of(chosen.begin(), chosen.end(), [&](const ChannelAddress &a) { return a.name == c.name; });
        if (!there && keepsHistory(c) && !c.internal)
            add(c.name, c.partitions.value_or(0), false);
    }
    m_find->setVisible(m_list->count() > FewChannels);
    m_list->setFixedHeight(RowHeight * std::clamp(m_list->count(), 1, MostRows) + 4);
}

std::vector<ChannelAddress> ChannelPicker::chosen() const
{
    std::vector<ChannelAddress> all;
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            all.push_back(ChannelAddress::parse(m_list->item(i)->data(NameRole).toString()));
    }
    return all;
}

int ChannelPicker::mostPartitions() const
{
    int most = 0;
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            most = std::max(most, m_list->item(i)->data(PartitionsRole).toInt());
    }
    return most;
}

void ChannelPicker::narrow(const QString &text)
{
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem *item = m_list->item(i);
        item->setHidden(item->checkState() != Qt::Checked && !item->text().contains(text, Qt::CaseInsensitive));
    }
}

} // namespace flowbench
