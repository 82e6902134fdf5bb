// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/tour.h"

#include "app/gui/mainwindow.h"
#include "model/items/eventwindowmodel.h"
#include "ui/deadletters/deadletterspage.h"
#include "ui/look/look.h"
#include "ui/table/eventtable.h"
#include "ui/traffic/trafficpage.h"

#include <QDir>
#include <QPushButton>
#include <QTimer>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int PollMs = 100, GiveUpMs = 20000;
constexpr int TrafficSettleMs = 4000, OverviewSettleMs = 14000, DeadSettleMs = 3000, SettleMs = 600, ThemeMs = 300;

// A row some way up the page is chosen, as a person would.
void chooseARow(const TrafficPage &page)
{
    auto *table = page.findChild<EventTable *>(u"Events"_s);
    if (!table || !table->events() || table->events()->total() == 0)
        return;
    const qint64 total = table->events()->total();
    if (const auto row = table->events()->sequenceAt(std::max<qint64>(0, total - 8)))
        table->setCurrent(*row);
}

// The dry run of what is shown, as a person would ask for it.
void planReplay(const DeadLettersPage &page)
{
    if (auto *button = page.findChild<QPushButton *>(u"Replay…"_s))
        button->click();
}

void publishChosen(const TrafficPage &page)
{
    if (auto *button = page.findChild<QPushButton *>(u"Publish again"_s))
        button->click();
}
} // namespace

Tour::Tour(MainWindow &window, Look &look, QString folder, std::function<bool()> ready,
           std::function<void()> openTraffic, std::function<void()> openDead, QObject *parent)
    : QObject(parent),
      m_window(window),
      m_look(look),
      m_folder(std::move(folder)),
      m_ready(std::move(ready)),
      m_openTraffic(std::move(openTraffic)),
      m_openDead(std::move(openDead))
{
    m_stops = {
        {u"overview"_s, OverviewSettleMs, {}},
        {u"traffic"_s, TrafficSettleMs, [this] { m_openTraffic(); }},
        {u"dead"_s, DeadSettleMs, [this] { m_openDead(); }},
        {u"publish"_s, SettleMs, [this] { publishChosen(*m_window.traffic()); }},
    };
}

void Tour::start()
{
    if (!QDir().mkpath(m_folder)) {
        emit finished({}, tr("The folder %1 cannot be made.").arg(m_folder));
        return;
    }
    m_window.showPage(u"overview"_s);
    waitUntilReady();
}

void Tour::waitUntilReady()
{
    if (m_ready() || m_waited >= GiveUpMs) {
        next();
        return;
    }
    m_waited += PollMs;
    QTimer::singleShot(PollMs, this, &Tour::waitUntilReady);
}

void Tour::next()
{
    if (m_at == m_stops.size()) {
        emit finished(m_written, {});
        return;
    }
    const Stop &stop = m_stops[m_at++];
    m_dark = false;
    m_look.setChoice(ThemeChoice::Light);
    if (stop.prepare)
        stop.prepare();
    m_window.showPage(stop.page);
    QTimer::singleShot(stop.settleMs, this, [this, &stop] { take(stop); });
}

void Tour::take(const Stop &stop)
{
    if (stop.page == u"traffic" && !m_dark)
        chooseARow(*m_window.traffic());
    if (stop.page == u"dead" && !m_dark)
        planReplay(*m_window.dead());
    const auto shoot = [this, &stop] {
        const QString name =
            u"%1-%2-%3.png"_s.arg(int(m_at), 2, 10, QChar(u'0')).arg(stop.page, m_dark ? u"dark"_s : u"light"_s);
        if (!m_window.grab().save(m_folder + u'/' + name)) {
            emit finished({}, tr("%1 cannot be written.").arg(m_folder + u'/' + name));
            return;
        }
        m_written.append(name);
        if (m_dark) {
            next();
            return;
        }
        m_dark = true;
        m_look.setChoice(ThemeChoice::Dark);
        QTimer::singleShot(ThemeMs, this, [this, &stop] { take(stop); });
    };
    QTimer::singleShot(ThemeMs, this, shoot);
}

} // namespace flowbench
