// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/seenfields.h"

#include "model/base/jsonwriter.h"
#include "model/decode/decoder.h"
#include "model/query/jsontext.h"

#include <algorithm>

namespace flowbench {

namespace {
constexpr std::size_t MostElements = 8; // of a list that are looked at

cel::Kind kindAt(const JsonIndex &index, quint32 token)
{
    switch (index.at(token)) {
    case '{':
        return cel::Kind::Map;
    case '[':
        return cel::Kind::List;
    case '"':
        return cel::Kind::String;
    case 't':
    case 'f':
        return cel::Kind::Bool;
    case 'n':
    case '\0':
        return cel::Kind::Null;
    default:
        break;
    }
    const std::string_view text = index.scalar(token);
    return text.find_first_of(".eE") == std::string_view::npos ? cel::Kind::Int : cel::Kind::Double;
}

cel::Kind kindOf(const FieldView &f)
{
    switch (f.type) {
    case FieldType::Bytes:
        return isUtf8(f.value) ? cel::Kind::String : cel::Kind::Bytes;
    case FieldType::Boolean:
        return cel::Kind::Bool;
    case FieldType::Float:
    case FieldType::Double:
    case FieldType::Decimal:
        return cel::Kind::Double;
    case FieldType::Timestamp:
        return cel::Kind::Timestamp;
    case FieldType::Array:
        return cel::Kind::List;
    case FieldType::Table:
        return cel::Kind::Map;
    case FieldType::Void:
        return cel::Kind::Null;
    default:
        return cel::Kind::Int;
    }
}
} // namespace

void SeenFields::clear()
{
    m_root = {};
    m_count = 0;
}

// Null where there is no room for one more.
SeenFields::Node *SeenFields::child(Node &parent, std::string_view name, cel::Kind kind)
{
    const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                    [&](const auto &c) { return c->field.name == name; });
    Node *node = found != parent.children.end() ? found->get() : nullptr;
    if (!node) {
        if (m_count == MostFields || parent.children.size() == MostChildren || name.size() > LongestName ||
            !isUtf8(name))
            return nullptr;
        ++m_count;
        parent.children.push_back(std::make_unique<Node>());
        node = parent.children.back().get();
        node->field.name = name;
    }
    if (kind != cel::Kind::Null || node->field.events == 0)
        node->field.kind = kind;
    ++node->field.events;
    return node;
}

void SeenFields::add(const EventView &event, const EventDecoder *decoder)
{
    addBody(event, decoder);
    if (event.fields.empty())
        return;
    Node *headers = child(m_root, "headers", cel::Kind::Map);
    for (const FieldView &f : event.fields) {
        if (headers && f.place == FieldPlace::Header)
            child(*headers, f.name, kindOf(f));
    }
}

void SeenFields::addBody(const EventView &event, const EventDecoder *decoder)
{
    if (!event.hasValue || event.value.size() > LargestBody)
        return;
    Decoded decoded;
    std::string_view json = event.value;
    if (decoder && !decoder->mayBeJson(event)) {
        decoder->decode(event, decoded);
        if (decoded.encoding == Encoding::Text || decoded.encoding == Encoding::Hex)
            return;
        json = decoded.content;
    }
    if (json.size() > LargestBody || !m_index.read(json))
        return;
    if (Node *value = child(m_root, "value", kindAt(m_index, 0)))
        addValue(*value, 0, 0);
}

// Answers the token behind the value. Ends early at what is no JSON: it is only for an editor.
quint32 SeenFields::addValue(Node &node, quint32 token, int depth)
{
    if (depth < Deepest && m_index.at(token) == '{')
        return addObject(node, token, depth);
    if (depth < Deepest && m_index.at(token) == '[')
        return addList(node, token, depth);
    return token < m_index.tokens() ? m_index.skip(token) : token;
}

quint32 SeenFields::addObject(Node &node, quint32 token, int depth)
{
    const quint32 end = m_index.skip(token);
    std::string plain;
    for (++token; m_index.at(token) == '"' && m_index.at(token + 1) == ':' && token + 2 < end;) {
        std::string_view name = m_index.scalar(token);
        name = name.size() < 2 ? std::string_view() : name.substr(1, name.size() - 2);
        plain.resize(name.size());
        if (m_index.hasEscapes()) {
            const auto size = unescapeJson(name, plain.data());
            name = std::string_view(plain).substr(0, size.value_or(0));
        }
        token += 2;
        Node *field = child(node, name, kindAt(m_index, token));
        token = field ? addValue(*field, token, depth + 1) : m_index.skip(token);
        token += m_index.at(token) == ',';
    }
    return end;
}

quint32 SeenFields::addList(Node &node, quint32 token, int depth)
{
    const quint32 end = m_index.skip(token);
    ++token;
    for (std::size_t i = 0; i < MostElements && token + 1 < end; ++i) {
        Node *element = child(node, "[]", kindAt(m_index, token));
        token = element ? addValue(*element, token, depth + 1) : m_index.skip(token);
        token += m_index.at(token) == ',';
    }
    return end;
}

std::vector<SeenFields::Field> SeenFields::behind(const std::vector<std::string> &chain) const
{
    const Node *node = &m_root;
    for (const std::string &name : chain) {
        const auto found = std::find_if(node->children.begin(), node->children.end(),
                                        [&](const auto &c) { return c->field.name == name; });
        if (found == node->children.end())
            return {};
        node = found->get();
    }
    std::vector<Field> fields;
    for (const auto &c : node->children)
        fields.push_back(c->field);
    std::stable_sort(fields.begin(), fields.end(), [](const Field &a, const Field &b) { return a.events > b.events; });
    return fields;
}

} // namespace flowbench
