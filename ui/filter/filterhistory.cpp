// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterhistory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
const QString Key = u"filter/history"_s;
constexpr qsizetype LongestText = 10'000;
} // namespace

FilterHistory::FilterHistory(QSettings &settings) : m_settings(settings)
{
    for (const QJsonValue &v : QJsonDocument::fromJson(settings.value(Key).toByteArray()).array()) {
        const QString text = v[u"text"].toString();
        const int mode = v[u"mode"].toInt();
        if (!text.isEmpty() && mode >= 0 && mode <= int(SearchMode::Expression) && m_entries.size() < Most)
            m_entries.push_back({text, SearchMode(mode)});
    }
}

void FilterHistory::add(const QString &text, SearchMode mode)
{
    const Entry entry{text.trimmed(), mode};
    if (entry.text.isEmpty() || entry.text.size() > LongestText || (!m_entries.empty() && m_entries.front() == entry))
        return;
    std::erase(m_entries, entry);
    m_entries.insert(m_entries.begin(), entry);
    if (m_entries.size() > Most)
        m_entries.resize(Most);
    save();
}

void FilterHistory::clear()
{
    m_entries.clear();
    save();
}

void FilterHistory::save()
{
    QJsonArray list;
    for (const Entry &e : m_entries)
        list.append(QJsonObject{{u"text"_s, e.text}, {u"mode"_s, int(e.mode)}});
    m_settings.setValue(Key, QJsonDocument(list).toJson(QJsonDocument::Compact));
}

} // namespace flowbench
