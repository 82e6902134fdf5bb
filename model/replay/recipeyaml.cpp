// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"
#include "model/replay/jsonscan.h"
#include "model/replay/recipefile.h"

#include <algorithm>
#include <yaml-cpp/yaml.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostDepth = 60;

// What is wrong with a document, thrown within this file only.
struct Wrong
{
    Error error;
};

[[noreturn]] void refuse(const YAML::Mark &mark, const QString &what)
{
    throw Wrong{makeError(ErrorCode::BadJson, {u"%1:%2"_s.arg(mark.line + 1).arg(mark.column + 1), what})};
}

bool plainAsJson(const std::string &text)
{
    return text == "true" || text == "false" || text == "null" ||
           (!text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) && checkJson(text).ok());
}

class Converter
{
public:
    explicit Converter(std::size_t limit) : m_limit(limit) {}

    // Aliases make a small text large: what is written is counted.
    void value(const YAML::Node &node, int depth)
    {
        if (depth > MostDepth)
            refuse(node.Mark(), u"nested too deeply"_s);
        if (m_out.text().size() > m_limit)
            throw Wrong{makeError(ErrorCode::TooLarge,
                                  {u"recipe"_s, QString::number(m_out.text().size()), QString::number(m_limit)})};
        switch (node.Type()) {
        case YAML::NodeType::Map:
            map(node, depth);
            break;
        case YAML::NodeType::Sequence:
            m_out.beginArray();
            for (const YAML::Node &item : node)
                value(item, depth + 1);
            m_out.endArray();
            break;
        case YAML::NodeType::Scalar:
            scalar(node);
            break;
        default:
            m_out.null();
        }
    }
    std::string take() { return std::move(m_out.text()); }

private:
    void map(const YAML::Node &node, int depth)
    {
        m_out.beginObject();
        std::vector<std::string> names;
        for (const auto &pair : node) {
            if (!pair.first.IsScalar())
                refuse(pair.first.Mark(), u"a name is expected"_s);
            const std::string &name = pair.first.Scalar();
            if (!isUtf8(name))
                refuse(pair.first.Mark(), u"the bytes are no UTF-8 text"_s);
            if (std::find(names.begin(), names.end(), name) != names.end())
                refuse(pair.first.Mark(), u"a name stands twice"_s);
            if (names.size() >= MostNames)
                refuse(pair.first.Mark(), u"too many names"_s);
            names.push_back(name);
            m_out.key(name);
            value(pair.second, depth + 1);
        }
        m_out.endObject();
    }

    void scalar(const YAML::Node &node)
    {
        const std::string &text = node.Scalar(), &tag = node.Tag();
        const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (!quoted && tag != "?" && !tag.empty())
            refuse(node.Mark(), u"tags are not taken"_s);
        if (!isUtf8(text))
            refuse(node.Mark(), u"the bytes are no UTF-8 text"_s);
        if (!quoted && plainAsJson(text))
            m_out.raw(text);
        else if (!quoted && (text == "~" || text == "Null" || text == "NULL"))
            m_out.null();
        else if (!quoted && (text == "True" || text == "TRUE" || text == "False" || text == "FALSE"))
            m_out.boolean(text[0] == 'T');
        else
            m_out.string(text);
    }

    static constexpr std::size_t MostNames = 2000;
    std::size_t m_limit;
    JsonWriter m_out;
};

} // namespace

Result<std::string> yamlToJson(std::string_view yaml)
{
    if (qint64(yaml.size()) > RecipeFileLimit)
        return makeError(ErrorCode::TooLarge,
                         {u"recipe"_s, QString::number(yaml.size()), QString::number(RecipeFileLimit)});
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(yaml));
        if (documents.size() != 1)
            return makeError(ErrorCode::BadJson, {QString(), u"one document is expected"_s});
        Converter converter{std::size_t(RecipeFileLimit)};
        converter.value(documents.front(), 0);
        return converter.take();
    } catch (const Wrong &wrong) {
        return wrong.error;
    } catch (const YAML::Exception &e) {
        return makeError(ErrorCode::BadJson,
                         {e.mark.is_null() ? QString() : u"%1:%2"_s.arg(e.mark.line + 1).arg(e.mark.column + 1),
                          QString::fromStdString(e.msg).left(200)});
    } catch (const std::exception &e) {
        return makeError(ErrorCode::BadJson, {QString(), QString::fromUtf8(e.what()).left(200)});
    }
}

} // namespace flowbench
