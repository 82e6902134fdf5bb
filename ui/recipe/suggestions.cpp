// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/suggestions.h"

#include "model/event/envelope.h"
#include "model/replay/jsonpointer.h"
#include "model/replay/jsonscan.h"
#include "words/visible.h"

#include <QSet>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t LookedAt = 40;
constexpr std::size_t LargestBody = 256 << 10;
constexpr std::size_t MostNodes = 3000;
constexpr qsizetype MostOffered = 500;
constexpr qsizetype LongestOffered = 300;
constexpr qsizetype LongestKey = 1000;

class Offers
{
public:
    void add(const QString &text)
    {
        if (text.isEmpty() || text.size() > LongestOffered || m_list.size() >= MostOffered || m_seen.contains(text))
            return;
        if (visibleText(text) != text)
            return; // nobody could tell what they choose
        m_seen.insert(text);
        m_list.append(text);
    }
    QStringList take() { return std::move(m_list); }

private:
    QSet<QString> m_seen;
    QStringList m_list;
};

QString keyOf(const JsonNodes &nodes, const JsonNode &node)
{
    const char *key = nodes.bytes.constData() + node.key;
    const char *value = nodes.bytes.constData() + node.start;
    const char *end = key + 1;
    while (end < value && *end != '"')
        end += *end == '\\' ? 2 : 1;
    return QString::fromStdString(jsonStringText({key, std::size_t(end + 1 - key)}));
}

void addPointers(Offers &out, std::string_view body, const std::stop_token &stop)
{
    const JsonNodes nodes = parseNodes(QByteArray(body.data(), qsizetype(body.size())), stop, MostNodes);
    std::vector<bool> again(nodes.nodes.size()); // in an element like the first of its list
    for (std::size_t i = 1; i < nodes.nodes.size(); ++i) {
        const JsonNode &node = nodes.nodes[i];
        again[i] = again[node.parent] || (node.key == JsonNode::none && node.row > 0);
        if (!again[i])
            out.add(jsonPointerOf(nodes, quint32(i)));
    }
}

} // namespace

QString jsonPointerOf(const JsonNodes &nodes, quint32 node)
{
    QStringList tokens;
    for (quint32 at = node; nodes.nodes[at].parent != JsonNode::none; at = nodes.nodes[at].parent) {
        if (tokens.size() >= qsizetype(JsonPointer::MostTokens))
            return {}; // no edit reaches so deep
        const JsonNode &n = nodes.nodes[at];
        QString token = n.key == JsonNode::none ? QString::number(n.row) : keyOf(nodes, n).left(LongestKey);
        token.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
        tokens.prepend(u'/' + token);
    }
    return tokens.join(QString());
}

RecipeSuggestions suggestionsFrom(const RecipeEvents &events, const std::stop_token &stop)
{
    RecipeSuggestions s;
    s.fields = std::make_shared<SeenFields>();
    Offers pointers, headers, types, versions;
    const std::size_t step = std::max<std::size_t>(1, events.size() / LookedAt);
    for (std::size_t i = 0; i < events.size() && !stop.stop_requested(); i += step) {
        const EventView event = events.event(i);
        if (event.value.size() > LargestBody)
            continue;
        s.fields->add(event, events.options.decoder.get());
        const Envelope envelope = recogniseEnvelope(event);
        types.add(QString::fromStdString(envelope.type));
        versions.add(QString::fromStdString(envelope.version));
        for (const FieldView &f : event.fields) {
            if (f.place == FieldPlace::Header)
                headers.add(QString::fromUtf8(f.name.data(), qsizetype(f.name.size())));
        }
        addPointers(pointers, event.value, stop);
    }
    s.pointers = pointers.take();
    s.headers = headers.take();
    s.types = types.take();
    s.versions = versions.take();
    return s;
}

} // namespace flowbench
