// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/routing.h"

#include <QJsonValue>
#include <QVariant>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> out;
    if (text.empty())
        return out;
    std::size_t begin = 0;
    for (std::size_t dot; (dot = text.find('.', begin)) != std::string_view::npos; begin = dot + 1)
        out.push_back(text.substr(begin, dot - begin));
    out.push_back(text.substr(begin));
    return out;
}

// Dynamic over words: a hostile pattern of many '#' must not take exponential time.
bool wordsMatch(const std::vector<std::string_view> &pattern, const std::vector<std::string_view> &key)
{
    std::vector<char> row(key.size() + 1, 0);
    row[0] = 1;
    for (const std::string_view p : pattern) {
        if (p == "#") {
            for (std::size_t i = 1; i <= key.size(); ++i)
                row[i] = row[i] || row[i - 1];
            continue;
        }
        for (std::size_t i = key.size(); i > 0; --i)
            row[i] = row[i - 1] && (p == "*" || p == key[i - 1]);
        row[0] = 0;
    }
    return row[key.size()];
}

bool sameValue(const QJsonValue &wanted, const FieldView &field)
{
    const QByteArray text = wanted.toVariant().toString().toUtf8();
    std::string_view has = field.value;
    if (field.type != FieldType::Bytes && has.size() >= 2 && has.front() == '"')
        has = has.substr(1, has.size() - 2);
    return has == std::string_view(text.constData(), std::size_t(text.size()));
}

} // namespace

bool topicMatches(std::string_view pattern, std::string_view key) { return wordsMatch(words(pattern), words(key)); }

bool headersMatch(const QJsonObject &arguments, const FieldList &fields)
{
    const bool any = arguments.value(u"x-match"_s).toString() == u"any"_s;
    bool asked = false;
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        if (it.key().startsWith(u"x-"_s))
            continue;
        asked = true;
        const auto field = fields.find(FieldPlace::Header, it.key().toStdString());
        const bool same = field && (it.value().isNull() || sameValue(it.value(), *field));
        if (same == any)
            return any;
    }
    return asked ? !any : true;
}

bool bindingMatches(const QString &exchangeType, const BindingInfo &binding, std::string_view key,
                    const FieldList &fields)
{
    if (exchangeType == u"fanout"_s)
        return true;
    if (exchangeType == u"headers"_s)
        return headersMatch(binding.arguments, fields);
    const std::string pattern = binding.routingKey.toStdString();
    return exchangeType == u"topic"_s ? topicMatches(pattern, key) : pattern == key;
}

} // namespace flowbench
