// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include <functional>
#include <vector>

namespace flowbench {

class Look;
class MainWindow;

// Opens every page with live traffic in it, light and dark, and writes a picture of each: NN-PAGE-THEME.png.
// Waits for what a page shows (a channel's events, a first list of channels), not for a fixed time only.
class Tour : public QObject
{
    Q_OBJECT

public:
    Tour(MainWindow &window, Look &look, QString folder, std::function<bool()> ready, std::function<void()> openTraffic,
         std::function<void()> openDead, QObject *parent = nullptr);
    void start();

signals:
    // `written`: the files' names, in order; empty with a reason where the folder could not be written.
    void finished(const QStringList &written, const QString &problem);

private:
    struct Stop
    {
        QString page;
        int settleMs; // so long it is shown before the picture is taken
        std::function<void()> prepare;
    };
    void waitUntilReady();
    void next();
    void take(const Stop &stop);

    MainWindow &m_window;
    Look &m_look;
    QString m_folder;
    std::function<bool()> m_ready;
    std::function<void()> m_openTraffic, m_openDead;
    std::vector<Stop> m_stops;
    std::size_t m_at = 0;
    bool m_dark = false;
    int m_waited = 0;
    QStringList m_written;
};

} // namespace flowbench
