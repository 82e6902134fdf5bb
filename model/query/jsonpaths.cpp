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
    n.whole = n.plain && quoted.size() <= sizeof n.begin;
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
        return node.last - node.first == 1 ? nextNamedOf<true>(node, t) : nextNamedOf<false>(node, t);
    }

    template <bool Only> // one child
    int nextNamedOf(const Node &node, quint32 &t) const
    {
        const quint32 *const positions = m_positions, *const last = positions + m_tokens;
        const char *const text = m_text, *const lastWord = m_lastWord;
        const Node *const first = m_nodes + node.first, *const end = m_nodes + node.last;
        const quint64 begin = first->begin, mask = first->mask;
        for (const quint32 *at = positions + t;;) {
            // A name, a colon, a value, and at least one token behind it.
            if (last - at <= 3)
                return Malformed;
            const char *const name = text + at[0];
            if (name <= lastWord) {
                const quint64 word = load(name);
                if (((word ^ begin) & mask) == 0 && isNew(*first, quint32(at - positions)))
                    return t = quint32(at - positions), node.first;
                for (const Node *child = first + 1; !Only && child < end; ++child) {
                    if (((word ^ child->begin) & child->mask) == 0 && isNew(*child, quint32(at - positions)))
                        return t = quint32(at - positions), int(child - m_nodes);
                }
            } else if (const int child = childSlowly(node, quint32(at - positions)); child >= 0) {
                return t = quint32(at - positions), child;
            }
            const char value = text[at[2]];
            at += 3;
            if (opens(value)) {
                at = pass(at - 1);
                if (at >= last)
                    return Malformed;
            }
            const char next = text[*at];
            if (next != ',')
                return t = quint32(at - positions), next == '}' ? End : Malformed;
            ++at;
        }
    }

    static bool opens(char c) { return (c | 0x20) == '{'; } // or a list
    static bool closes(char c) { return (c | 0x20) == '}'; }

    // A bracket, and what no value begins with.
    static bool isBracket(char c) { return (c | 0x26) == 0x7f; }

    // From the bracket or comma at `at`, passes members (Stride 4) or elements (2) that are scalars, up to the closing
    // bracket or to what stands before something else.
    template <int Stride>
    static const quint32 *passScalars(const char *text, const quint32 *at, const quint32 *last)
    {
        while (last - at > Stride && !isBracket(text[at[Stride - 1]]) && (Stride == 2 || text[at[2]] == ':')) {
            at += Stride;
            if (text[*at] != ',')
                break;
        }
        return at;
    }

    // Behind the object or list at `open`: from comma to comma where that is possible; what is not as it should be, or
    // deeper than a word has bits, is counted in brackets.
    const quint32 *pass(const quint32 *const open) const
    {
        const char *const text = m_text;
        const quint32 *const last = m_positions + m_tokens, *at = open;
        quint64 objects = 0; // one bit a level, the innermost lowest
        for (int depth = 0; depth < 64;) {
            const quint32 *const opened = at;
            const char c = text[*at];
            ++depth;
            objects = objects << 1 | (c == '{');
            const bool empty = last - at > 1 && closes(text[at[1]]);
            if (empty)
                ++at;
            else
                at = objects & 1 ? passScalars<4>(text, at, last) : passScalars<2>(text, at, last);
            while (closes(text[*at])) {
                ++at;
                if (--depth == 0)
                    return at;
                if (at >= last)
                    return last;
                objects >>= 1;
                if (text[*at] == ',')
                    at = objects & 1 ? passScalars<4>(text, at, last) : passScalars<2>(text, at, last);
            }
            const int value = objects & 1 ? 3 : 1;
            if ((at != opened && text[*at] != ',') || last - at <= value + 1 || (value == 3 && text[at[2]] != ':') ||
                !opens(text[at[value]]))
                break;
            at += value;
        }
        return m_positions + m_index.skip(quint32(open - m_positions));
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
        token = opens(m_text[m_positions[token]]) ? quint32(pass(m_positions + token) - m_positions) : token + 1;
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
    bool isNew(const Node &child, quint32 token) const
    {
        return child.whole ? isColon(token + 1) && !m_seen[&child - m_nodes] : isNewLong(child, token);
    }

    [[gnu::noinline]] bool isNewLong(const Node &child, quint32 token) const
    {
        const std::size_t size = child.name.size() + 2;
        const char *const name = m_text + m_positions[token];
        const bool same = std::size_t(m_end - name) >= size &&
                          std::memcmp(name + 1, child.name.data(), size - 2) == 0 && name[size - 1] == '"';
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
