// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/contentcompiler.h"

#include "model/base/jsonwriter.h"
#include "model/event/envelope.h"
#include "model/query/searchtext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t CellBytes = 1024;  // of a value: more is not shown
constexpr qsizetype LiteralChars = 4000; // of a value to compare with
constexpr std::size_t EnvelopeBytes = 4 << 20;

class ContentKey final : public SortKey
{
public:
    explicit ContentKey(std::shared_ptr<const EventExpression> expression) : m_expression(std::move(expression)) {}
    void make(const EventView &event, std::string &key) const override
    {
        m_expression->sortKey(event, key);
        if (key == "\xff")
            key.clear(); // nothing: last, whichever way
    }

private:
    std::shared_ptr<const EventExpression> m_expression;
};

// A scalar of JSON text as a literal of the language.
QString literalOf(const std::string &json)
{
    if (json.empty() || json[0] == '{' || json[0] == '[')
        return {};
    if (json[0] != '"')
        return QString::fromStdString(json); // numbers as they are, true, false, null
    const QJsonArray one = QJsonDocument::fromJson('[' + QByteArray::fromStdString(json) + ']').array();
    const QString text = one.isEmpty() ? QString() : one.at(0).toString();
    return text.size() > LiteralChars ? QString() : textLiteral(text);
}

QString contentCondition(const EventView &event, const QString &expression, const FilterOptions &options)
{
    const auto compiled = EventExpression::compile(expression.toStdString(), options);
    const auto json = compiled ? (*compiled)->json(event) : Result<std::string>(compiled.error());
    if (!json)
        return {};
    const QString literal = literalOf(*json);
    return literal.isEmpty() ? QString() : expression + u" == "_s + literal;
}

} // namespace

ContentCompiler contentCompiler(const FilterOptions &options)
{
    return [options](const QString &expression) -> Result<CompiledContent> {
        auto compiled = EventExpression::compile(expression.toStdString(), options);
        if (!compiled)
            return compiled.error();
        const auto shared = std::move(compiled.value());
        return CompiledContent{[shared](const EventView &event) { return shared->text(event, CellBytes); },
                               std::make_shared<ContentKey>(shared)};
    };
}

QString cellCondition(const EventView &event, EventColumn column, const std::vector<EventColumns::Content> &contents,
                      const FilterOptions &options)
{
    if (isContentColumn(column)) {
        const auto at = std::size_t(contentIndex(column));
        return at < contents.size() ? contentCondition(event, contents[at].expression, options) : QString();
    }
    const auto text = [](const std::string &s) { return textLiteral(QString::fromStdString(s)); };
    switch (column) {
    case EventColumn::Channel:
        return u"channel == "_s + bytesLiteral(event.channel);
    case EventColumn::Partition:
        return event.partition < 0 ? QString() : u"partition == %1"_s.arg(event.partition);
    case EventColumn::Offset:
        return event.offset == EventView::NoOffset ? QString() : u"offset == %1"_s.arg(event.offset);
    case EventColumn::Key:
        if (event.key.size() > std::size_t(LiteralChars))
            return {};
        return event.hasKey ? u"key == "_s + bytesLiteral(event.key) : u"key == null"_s;
    case EventColumn::Type:
        return u"type == "_s + text(recogniseEnvelope(event, EnvelopeBytes).type);
    case EventColumn::Id:
        return u"id == "_s + text(recogniseEnvelope(event, EnvelopeBytes).id);
    case EventColumn::Size:
        return u"size == %1"_s.arg(event.key.size() + event.value.size());
    case EventColumn::Time:
    case EventColumn::Preview:
        break;
    }
    return {};
}

} // namespace flowbench
