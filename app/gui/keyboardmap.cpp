// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/keyboardmap.h"

#include "ui/look/labels.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
struct Map
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::KeyboardMap)
};
} // namespace

void showKeyboardMap(const std::vector<Command> &commands, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"Keyboard map"_s);
    dialog->setWindowTitle(Map::tr("Keyboard map"));
    auto *grid = new QGridLayout(dialog);
    grid->setContentsMargins(20, 16, 20, 16);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    int row = 0;
    const auto add = [&](const QString &keys, const QString &what) {
        grid->addWidget(makeLabel(keys, TextRole::Mono, dialog), row, 0);
        grid->addWidget(makeLabel(what, TextRole::Normal, dialog), row++, 1);
    };
    add(u"Ctrl+K"_s, Map::tr("Search or run a command"));
    for (const Command &c : commands) {
        if (!c.shortcut.isEmpty())
            add(c.shortcut, c.title);
    }
    add(u"Ctrl+F"_s, Map::tr("Find in the page"));
    add(u"Ctrl+C"_s, Map::tr("Copy the selected rows"));
    add(u"Ctrl+Enter"_s, Map::tr("Publish"));
    add(u"Esc"_s, Map::tr("Close what is open, clear the selected range"));
    dialog->open();
}

} // namespace flowbench
