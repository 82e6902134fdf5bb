// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/benchkit.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <unistd.h>

namespace flowbench::bench {

using namespace Qt::StringLiterals;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpuOfProcess()
{
    timespec t{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) + double(t.tv_nsec) * 1e-9;
}

std::size_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * std::size_t(::sysconf(_SC_PAGESIZE));
}

double percentile(std::vector<double> values, double p)
{
    if (values.empty())
        return 0;
    const double place = std::ceil(p * double(values.size())) - 1;
    const auto at = values.begin() + std::ptrdiff_t(std::clamp(place, 0.0, double(values.size() - 1)));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

QJsonObject spread(const std::vector<double> &seconds)
{
    const auto ms = [&](double p) { return std::round(percentile(seconds, p) * 1e6) / 1e3; };
    return {
        {u"p50_ms"_s, ms(0.5)}, {u"p99_ms"_s, ms(0.99)}, {u"max_ms"_s, ms(1)}, {u"count"_s, qint64(seconds.size())}};
}

void print(const QJsonObject &object)
{
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout);
    std::fflush(stdout);
}

void printAndLeave(const QJsonObject &object)
{
    print(object);
    std::_Exit(0);
}

Lateness::Lateness(QObject *parent) : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(EveryMs);
    m_late.reserve(100000);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const double t = now();
        m_late.push_back(std::max(t - m_due, 0.0));
        m_due = t + EveryMs * 1e-3;
    });
}

void Lateness::start()
{
    m_late.clear();
    m_due = now() + EveryMs * 1e-3;
    m_timer.start();
}

} // namespace flowbench::bench
