// SPDX-License-Identifier: GPL-3.0-or-later
// What the window can do, in one place: the command palette and the keyboard.
#include "app/gui/connectionflows.h"
#include "app/gui/deadflows.h"
#include "app/gui/keyboardmap.h"
#include "app/gui/mainwindow.h"
#include "ui/connections/connectionspanel.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/look/commandpalette.h"
#include "ui/look/look.h"
#include "ui/look/searchfield.h"
#include "ui/look/topbar.h"
#include "ui/publish/publishpage.h"
#include "ui/traffic/trafficpage.h"
#include "words/visible.h"

#include <QShortcut>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
// A palette of thousands of channels helps nobody: typing in "Find a channel" does.
constexpr std::size_t ChannelsOffered = 300;
} // namespace

std::vector<Command> MainWindow::commands()
{
    std::vector<Command> c;
    const auto add = [&c](const QString &id, const QString &title, const QString &keys, std::function<void()> run,
                          bool enabled = true) {
        c.push_back({id, title, keys, enabled, std::move(run)});
    };
    add(u"overview"_s, tr("Go to Overview"), u"Ctrl+1"_s, [this] { showPage(u"Overview"_s); });
    add(u"traffic"_s, tr("Go to Traffic"), u"Ctrl+2"_s, [this] { showPage(u"Traffic"_s); });
    add(u"dead"_s, tr("Go to Dead letters"), u"Ctrl+3"_s, [this] { showPage(u"Dead letters"_s); });
    add(u"publish"_s, tr("Go to Publish"), u"Ctrl+4"_s, [this] { showPage(u"Publish"_s); });
    add(u"add"_s, tr("Add connection…"), u"Ctrl+N"_s, [this] { m_flows->add(); });
    add(u"find"_s, tr("Find a channel"), u"Ctrl+J"_s, [this] { m_panel->field()->setFocus(); });
    const bool open = m_traffic && m_place;
    add(
        u"search"_s, tr("Search…"), u"Ctrl+Shift+F"_s,
        [this] {
            showPage(u"Traffic"_s);
            m_traffic->askSearch();
        },
        open);
    add(
        u"export"_s, tr("Export…"), u"Ctrl+Shift+E"_s,
        [this] {
            showPage(u"Traffic"_s);
            m_traffic->askExport();
        },
        open);
    add(u"history"_s, tr("History of jobs…"), u"Ctrl+H"_s, [this] { m_deadFlows->showHistory(); });
    add(u"open-capture"_s, tr("Open capture…"), u"Ctrl+O"_s, [this] { askCapture(); });
    add(u"refresh"_s, tr("Refresh the figures"), u"F5"_s, [this] {
        for (Session *s : m_pool.sessions())
            s->refresh();
    });
    if (m_traffic && page() == u"Traffic") {
        for (Command &command : m_traffic->commands())
            c.push_back(std::move(command));
    }
    if (m_dead && page() == u"Dead letters") {
        for (Command &command : m_dead->commands())
            c.push_back(std::move(command));
    }
    add(u"theme"_s, m_look.isDark() ? tr("Use the light theme") : tr("Use the dark theme"), u"Ctrl+T"_s,
        [this] { toggleTheme(); });
    add(u"theme-system"_s, tr("Follow the system's theme"), {}, [this] {
        m_look.setChoice(ThemeChoice::System);
        m_settings.setTheme(ThemeChoice::System);
    });
    add(u"sandbox"_s, tr("Open the sandbox"), {}, [this] { m_pool.open(u"sandbox:"_s); });
    add(u"keyboard"_s, tr("Keyboard map"), u"F1"_s, [this] { showKeyboardMap(commands(), this); });
    add(u"quit"_s, tr("Quit"), u"Ctrl+Q"_s, [this] { close(); });
    for (const ConnectionItem &i : m_pool.items()) {
        if (!i.session) {
            add(u"open "_s + i.id, tr("Open connection %1").arg(visibleText(i.name)), {},
                [this, id = i.id] { m_pool.open(id); });
            continue;
        }
        for (const ChannelInfo &channel : i.session->channels()) {
            if (channel.internal || c.size() > ChannelsOffered)
                continue;
            add(u"channel "_s + i.id + u'/' + channel.name,
                tr("%1 / %2").arg(visibleText(i.name), visibleText(channel.name)), {},
                [this, id = i.id, name = channel.name] { openChannels(id, {name}); });
        }
    }
    return c;
}

void MainWindow::addShortcut(const QKeySequence &keys, std::function<void()> run)
{
    auto *shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, std::move(run));
}

void MainWindow::addShortcuts()
{
    addShortcut(QKeySequence(u"Ctrl+K"_s), [this] { m_top->commands().open(); });
    addShortcut(QKeySequence(u"Ctrl+Shift+P"_s), [this] { m_top->commands().open(); });
    // Those that a page or the palette shows run through the same list, so that both always do the same.
    for (const QString &id :
         {u"overview"_s, u"traffic"_s, u"dead"_s, u"publish"_s, u"history"_s, u"add"_s, u"find"_s, u"refresh"_s,
          u"theme"_s, u"keyboard"_s, u"quit"_s, u"search"_s, u"export"_s, u"open-capture"_s}) {
        for (const Command &command : commands()) {
            if (command.id != id)
                continue;
            addShortcut(QKeySequence(command.shortcut), [this, id] {
                for (const Command &now : commands()) {
                    if (now.id == id && now.enabled)
                        return now.run();
                }
            });
        }
    }
}

} // namespace flowbench
