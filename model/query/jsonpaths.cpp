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

struct JsonPaths::Tree
{
    std::string name;
    int path = -1;
    std::vector<Tree> children;

    Tree &child(const std::string &childName)
    {
        const auto known =
            std::find_if(children.begin(), children.end(), [&](const Tree &c) { return c.name == childName; });
        if (known != children.end())
            return *known;
        children.push_back({childName, -1, {}});
        return children.back();
    }
};

JsonPaths::JsonPaths(const std::vector<std::vector<std::string>> &paths) : m_count(paths.size())
{
    Tree root;
    for (std::size_t p = 0; p < paths.size(); ++p) {
        Tree *at = &root;
        for (const std::string &name : paths[p])
            at = &at->child(name);
        if (at->path < 0)
            at->path = int(p);
        else
            m_twins.emplace_back(int(p), at->path);
    }
    m_nodes.emplace_back();
    flatten(root, 0);
}

void JsonPaths::flatten(const Tree &tree, int node)
{
    const std::string quoted = '"' + tree.name + '"';
    char begin[8] = {}, mask[8] = {};
    std::memcpy(begin, quoted.data(), std::min<std::size_t>(8, quoted.size()));
    std::memset(mask, 0xff, std::min<std::size_t>(8, quoted.size()));
    Node n;
    n.begin = load(begin);
    n.mask = load(mask);
    n.path = tree.path;
    n.ends = tree.path >= 0;
    n.plain = std::none_of(tree.name.begin(), tree.name.end(),
                           [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
    n.name = tree.name;
    n.first = int(m_nodes.size());
    n.last = n.first + int(tree.children.size());
    m_nodes.resize(std::size_t(n.last));
    for (std::size_t i = 0; i < tree.children.size(); ++i) {
        const int child = n.first + int(i);
        flatten(tree.children[i], child);
        n.ends += m_nodes[std::size_t(child)].ends;
    }
    m_nodes[std::size_t(node)] = std::move(n);
}

// One pass. Its recursion is as deep as the longest path.
class JsonPaths::Walk
{
public:
    Walk(const std::vector<Node> &nodes, const JsonIndex &index, Found &found)
        : m_nodes(nodes.data()),
          m_index(index),
          m_places(found.places.data()),
          m_seen(found.seen.data()),
          m_positions(index.positions()),
          m_text(index.text().data()),
          m_end(m_text + index.text().size()),
          m_lastWord(index.hasEscapes() ? nullptr : m_end - sizeof(quint64)),
          m_tokens(index.tokens())
    {}

    bool run()
    {
        m_open = m_nodes[0].ends;
        quint32 token = 0;
        return m_index.at(0) != '{' || object(m_nodes[0], token);
    }

private:
    // The object at `token`, which then is the one behind it. False: no JSON. Done: m_open == 0.
    bool object(const Node &node, quint32 &token)
    {
        quint32 t = token + 1;
        bool more = m_index.at(t) != '}';
        while (more) {
            const int child = nextNamed(node, t);
            if (child == Malformed)
                return false;
            if (child == End)
                break;
            t += 2;
            if (!take(child, t))
                return false;
            if (m_open == 0)
                return true;
            const char next = m_index.at(t);
            if (next != ',' && next != '}')
                return false;
            more = next == ',';
            t += more;
        }
        leave(node);
        token = t + 1;
        return true;
    }

    // Passes the members that are not looked for. The child that the member at `t` then is; End: `t` is the end of the
    // object. This loop is what filtering costs: it keeps everything in registers, and looks at a colon only behind a
    // name that may be one of the children (what is no member does not pass the test of the comma either).
    int nextNamed(const Node &node, quint32 &t) const
    {
        const quint32 *const positions = m_positions;
        const char *const text = m_text, *const lastWord = m_lastWord;
        const Node *const second = m_nodes + node.first + 1, *const end = m_nodes + node.last;
        const quint64 firstBegin = second[-1].begin, firstMask = second[-1].mask;
        const quint32 tokens = m_tokens;
        for (quint32 at = t;;) {
            // A name, a colon, a value, and at least one token behind it.
            if (at + 3 >= tokens)
                return Malformed;
            const char *const name = text + positions[at];
            if (name <= lastWord) {
                const quint64 word = load(name);
                if (((word ^ firstBegin) & firstMask) == 0 && isNew(second[-1], at))
                    return t = at, node.first;
                for (const Node *child = second; child < end; ++child) {
                    if (((word ^ child->begin) & child->mask) == 0 && isNew(*child, at))
                        return t = at, int(child - m_nodes);
                }
            } else if (const int child = childSlowly(node, at); child >= 0) {
                return t = at, child;
            }
            const char value = text[positions[at + 2]];
            at += 3;
            if (value == '{' || value == '[') {
                at = m_index.skip(at - 1);
                if (at >= tokens)
                    return Malformed;
            }
            const char next = text[positions[at]];
            if (next != ',')
                return t = at, next == '}' ? End : Malformed;
            ++at;
        }
    }

    quint32 behind(quint32 token) const
    {
        const char c = m_text[m_positions[token]];
        return c == '{' || c == '[' ? m_index.skip(token) : token + 1;
    }

    bool take(int index, quint32 &token)
    {
        const Node &node = m_nodes[index];
        m_seen[index] = true;
        if (node.path >= 0) {
            m_places[node.path] = {Place::State::There, token};
            if (--m_open == 0)
                return true;
        }
        if (node.first < node.last && m_text[m_positions[token]] == '{')
            return object(node, token);
        for (int c = node.first; c < node.last; ++c) // what has no fields has none of these
            m_open -= m_nodes[c].ends;
        token = behind(token);
        return true;
    }

    // At the end of an object: what was not in it is nowhere.
    void leave(const Node &node)
    {
        for (int c = node.first; c < node.last; ++c) {
            if (m_seen[c])
                continue;
            m_open -= m_nodes[c].ends;
            if (m_nodes[c].path >= 0)
                m_places[m_nodes[c].path].state = Place::State::Absent;
        }
    }

    // The first eight bytes are right: so is the rest, a value follows, and the name was not seen before.
    [[gnu::noinline]] bool isNew(const Node &child, quint32 token) const
    {
        const std::size_t size = child.name.size() + 2;
        const char *const name = m_text + m_positions[token];
        const bool same = size <= sizeof(quint64) ||
                          (std::size_t(m_end - name) >= size &&
                           std::memcmp(name + 1, child.name.data(), size - 2) == 0 && name[size - 1] == '"');
        return same && child.plain && isColon(token + 1) && !m_seen[&child - m_nodes];
    }

    bool isColon(quint32 token) const { return m_text[m_positions[token]] == ':'; }

    [[gnu::noinline]] int childSlowly(const Node &node, quint32 token) const
    {
        const std::size_t at = m_positions[token];
        const std::string_view rest(m_text + at + 1, std::size_t(m_end - m_text) - at - 1);
        const JsonStringEnd end = jsonStringEnd(rest);
        if (m_text[at] != '"' || !isColon(token + 1) || end.at == std::string_view::npos)
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
        for (int c = node.first; c < node.last; ++c) {
            if (m_nodes[c].name == name && !m_seen[c])
                return c;
        }
        return -1;
    }

    static constexpr int End = -1, Malformed = -2;

    const Node *m_nodes;
    const JsonIndex &m_index;
    Place *m_places;
    quint8 *m_seen;
    const quint32 *m_positions;
    const char *m_text, *m_end;
    const char *m_lastWord; // where eight bytes can still be read; before the text: every name is looked at closely
    const quint32 m_tokens;
    int m_open = 0; // paths that are not decided yet
};

bool JsonPaths::find(const JsonIndex &index, Found &found) const
{
    if (m_count == 0)
        return true;
    if (found.places.size() < m_count)
        found.places.resize(m_count);
    if (found.seen.size() < m_nodes.size())
        found.seen.resize(m_nodes.size());
    std::fill_n(found.places.data(), m_count, Place());
    std::fill_n(found.seen.data(), m_nodes.size(), quint8(0));
    if (!Walk(m_nodes, index, found).run())
        return false;
    for (const auto &[path, before] : m_twins)
        found.places[std::size_t(path)] = found.places[std::size_t(before)];
    return true;
}

} // namespace flowbench
