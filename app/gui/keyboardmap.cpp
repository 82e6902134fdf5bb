// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/keyboardmap.h"

#include "ui/look/labels.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QHBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Map
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::KeyboardMap)
};

struct Key
{
    QString keys, what;
};

std::vector<Key> inTraffic()
{
    return {{Map::tr("Space"), Map::tr("Pause and resume")},
            {u"Ctrl+L"_s, Map::tr("Filter events")},
            {Map::tr("Enter"), Map::tr("Apply the filter at once")},
            {Map::tr("Ctrl+Space"), Map::tr("Complete the expression")},
            {Map::tr("Up, Down, Tab"), Map::tr("Choose and take what is offered")},
            {u"F3"_s, Map::tr("Next match")},
            {u"Shift+F3"_s, Map::tr("Previous match")},
            {Map::tr("Esc"), Map::tr("Close the list, clear the filter, leave it")},
            {Map::tr("Shift+arrows"), Map::tr("Select more events")},
            {u"Ctrl+A"_s, Map::tr("Select all events")},
            {u"Ctrl+C"_s, Map::tr("Copy the selected rows")},
            {u"Shift+F10"_s, Map::tr("Include, exclude and more of a cell")}};
}

void addSection(QHBoxLayout &into, const QString &title, const std::vector<Key> &keys, QWidget *parent)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->addWidget(makeLabel(title, TextRole::Title, parent), 0, 0, 1, 2);
    int row = 1;
    for (const Key &k : keys) {
        grid->addWidget(makeLabel(k.keys, TextRole::Mono, parent), row, 0);
        grid->addWidget(makeLabel(k.what, TextRole::Normal, parent), row++, 1);
    }
    grid->setRowStretch(row, 1);
    into.addLayout(grid);
}

} // namespace

void showKeyboardMap(const std::vector<Command> &commands, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"Keyboard map"_s);
    dialog->setWindowTitle(Map::tr("Keyboard map"));
    auto *layout = new QHBoxLayout(dialog);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(40);
    const std::vector<Key> traffic = inTraffic();
    const auto isThere = [&](const QString &keys) {
        return std::any_of(traffic.begin(), traffic.end(), [&](const Key &k) { return k.keys == keys; });
    };
    std::vector<Key> everywhere{{u"Ctrl+K"_s, Map::tr("Search or run a command")}};
    for (const Command &c : commands) {
        if (!c.shortcut.isEmpty() && !isThere(c.shortcut))
            everywhere.push_back({c.shortcut, c.title});
    }
    everywhere.push_back({u"Ctrl+F"_s, Map::tr("Find in the page")});
    everywhere.push_back({u"Ctrl+Enter"_s, Map::tr("Publish")});
    everywhere.push_back({Map::tr("Esc"), Map::tr("Close what is open, clear the selected range")});
    addSection(*layout, Map::tr("Everywhere"), everywhere, dialog);
    addSection(*layout, Map::tr("In Traffic"), traffic, dialog);
    dialog->open();
}

} // namespace flowbench
