// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

// What the benches share. Times in seconds unless the name says otherwise.
namespace flowbench::bench {

double now();          // steady
double cpuOfProcess(); // user and system, all threads
std::size_t residentBytes();

// 0 < p <= 1; 0 where there is nothing.
double percentile(std::vector<double> values, double p);
inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

// p50, p99 and max of durations, in milliseconds.
QJsonObject spread(const std::vector<double> &seconds);

// One JSON object on a line of its own, written at once.
void print(const QJsonObject &object);
// The same, then the end without any destructor: what is measured is over.
[[noreturn]] void printAndLeave(const QJsonObject &object);

// How late the event loop comes to a timer of 2 ms: what a person feels as stutter. Owner's thread.
class Lateness : public QObject
{
    Q_OBJECT

public:
    explicit Lateness(QObject *parent = nullptr);
    void start();
    void stop() { m_timer.stop(); }
    const std::vector<double> &values() const { return m_late; } // seconds

private:
    static constexpr int EveryMs = 2;
    QTimer m_timer;
    double m_due = 0;
    std::vector<double> m_late;
};

} // namespace flowbench::bench
