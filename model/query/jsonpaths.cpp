// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/jsonpaths.h"

#include "model/query/jsontext.h"

#include <algorithm>
#include <cstring>

namespace flowbench {

namespace {
quint64 load(const char *at)
{
    quint64 v;
    std::memcpy(&v, at, sizeof v);
    return v;
}
} // namespace

JsonPaths::JsonPaths(const std::vector<std::vector<std::string>> &paths)
{
    m_nodes.emplace_back();
    for (std::size_t p = 0; p < paths.size(); ++p) {
        int at = 0;
        for (const std::string &name : paths[p]) {
            const std::vector<int> &children = m_nodes[std::size_t(at)].children;
            const auto known = std::find_if(children.begin(), children.end(),
                                            [&](int c) { return m_nodes[std::size_t(c)].name == name; });
            if (known != children.end()) {
                at = *known;
                continue;
            }
            Node node;
            node.name = name;
            node.plain = std::none_of(name.begin(), name.end(), [](char c) {
                return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
            });
            const std::string quoted = name + '"';
            char begin[8] = {}, mask[8] = {};
            std::memcpy(begin, quoted.data(), std::min<std::size_t>(8, quoted.size()));
            std::memset(mask, 0xff, std::min<std::size_t>(8, quoted.size()));
            node.begin = load(begin);
            node.mask = load(mask);
            const int index = int(m_nodes.size());
            m_nodes[std::size_t(at)].children.push_back(index);
            m_nodes.push_back(std::move(node));
            at = index;
        }
        int &path = m_nodes[std::size_t(at)].path;
        if (path < 0)
            path = int(p);
        m_ends.push_back(path);
    }
    for (std::size_t i = m_nodes.size(); i-- > 0;) { // children come after their parents
        Node &node = m_nodes[i];
        node.ends = node.path >= 0;
        for (const int c : node.children)
            node.ends += m_nodes[std::size_t(c)].ends;
    }
}

// One pass. Its recursion is as deep as the longest path.
class JsonPaths::Walk
{
public:
    Walk(const std::vector<Node> &nodes, const JsonIndex &index, Found &found)
        : m_nodes(nodes),
          m_index(index),
          m_found(found),
          m_text(index.text().data()),
          m_size(index.text().size()),
          m_escapes(index.hasEscapes())
    {}

    bool run()
    {
        m_open = m_nodes.front().ends;
        quint32 token = 0;
        return m_index.at(0) != '{' || object(0, token);
    }

private:
    // The object at `token`, which then is the one behind it. False: no JSON. Done: m_open == 0.
    bool object(int node, quint32 &token)
    {
        if (m_index.at(++token) == '}') {
            ++token;
            leave(node);
            return true;
        }
        for (;;) {
            if (m_index.at(token) != '"' || m_index.at(token + 1) != ':')
                return false;
            const int child = childNamed(node, m_index.position(token) + 1);
            token += 2;
            if (m_index.at(token) == '\0')
                return false;
            if (child < 0 || m_found.seen[std::size_t(child)])
                token = m_index.skip(token);
            else if (!take(child, token))
                return false;
            if (m_open == 0)
                return true;
            const char next = m_index.at(token++);
            if (next == '}') {
                leave(node);
                return true;
            }
            if (next != ',')
                return false;
        }
    }

    bool take(int index, quint32 &token)
    {
        const Node &node = m_nodes[std::size_t(index)];
        m_found.seen[std::size_t(index)] = true;
        if (node.path >= 0) {
            m_found.places[std::size_t(node.path)] = {Place::State::There, token};
            --m_open;
        }
        if (m_index.at(token) == '{' && !node.children.empty())
            return m_open == 0 || object(index, token);
        for (const int c : node.children) // what has no fields has none of these
            m_open -= m_nodes[std::size_t(c)].ends;
        token = m_index.skip(token);
        return true;
    }

    // At the end of an object: what was not in it is nowhere.
    void leave(int index)
    {
        for (const int c : m_nodes[std::size_t(index)].children) {
            const Node &child = m_nodes[std::size_t(c)];
            if (m_found.seen[std::size_t(c)])
                continue;
            m_open -= child.ends;
            if (child.path >= 0)
                m_found.places[std::size_t(child.path)].state = Place::State::Absent;
        }
    }

    int childNamed(int node, std::size_t at) const
    {
        const std::vector<int> &children = m_nodes[std::size_t(node)].children;
        if (m_escapes)
            return childEscaped(children, at);
        for (const int c : children) {
            if (isNamed(m_nodes[std::size_t(c)], at))
                return c;
        }
        return -1;
    }

    bool isNamed(const Node &node, std::size_t at) const
    {
        const std::size_t size = node.name.size();
        if (at + std::max<std::size_t>(size + 1, 8) > m_size)
            return node.plain && at + size < m_size && std::memcmp(m_text + at, node.name.data(), size) == 0 &&
                   m_text[at + size] == '"';
        if ((load(m_text + at) & node.mask) != node.begin)
            return false;
        return node.plain && (size < 8 || (std::memcmp(m_text + at + 8, node.name.data() + 8, size - 8) == 0 &&
                                           m_text[at + size] == '"'));
    }

    int childEscaped(const std::vector<int> &children, std::size_t at) const
    {
        const std::string_view rest(m_text + at, m_size - at);
        const JsonStringEnd end = jsonStringEnd(rest);
        if (end.at == std::string_view::npos)
            return -1;
        std::string_view name = rest.substr(0, end.at);
        std::string plain;
        if (end.escapes) {
            plain.resize(name.size());
            const auto size = unescapeJson(name, plain.data());
            if (!size)
                return -1;
            name = std::string_view(plain).substr(0, *size);
        }
        for (const int c : children) {
            if (m_nodes[std::size_t(c)].name == name)
                return c;
        }
        return -1;
    }

    const std::vector<Node> &m_nodes;
    const JsonIndex &m_index;
    Found &m_found;
    const char *m_text;
    const std::size_t m_size;
    const bool m_escapes;
    int m_open = 0; // paths that are not decided yet
};

bool JsonPaths::find(const JsonIndex &index, Found &found) const
{
    found.places.assign(m_ends.size(), {});
    found.seen.assign(m_nodes.size(), 0);
    if (!Walk(m_nodes, index, found).run())
        return false;
    for (std::size_t p = 0; p < m_ends.size(); ++p)
        found.places[p] = found.places[std::size_t(m_ends[p])];
    return true;
}

} // namespace flowbench
