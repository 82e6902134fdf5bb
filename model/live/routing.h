// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/channel.h"

#include <string_view>

// How an exchange decides: the rules of AMQP 0-9-1.
namespace flowbench {

// '.' separates words, '*' is one word, '#' any number of words.
bool topicMatches(std::string_view pattern, std::string_view key);
bool headersMatch(const QJsonObject &arguments, const FieldList &fields);
bool bindingMatches(const QString &exchangeType, const BindingInfo &binding, std::string_view key,
                    const FieldList &fields);

} // namespace flowbench
