// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/schema/schemadocuments.h"
#include "model/schema/schemaprogram.h"

#include <map>
#include <string>

namespace flowbench {

// Makes a program of documents; lives for one run(). Without recursion: schemas that are met wait in a list.
class SchemaCompiler
{
public:
    explicit SchemaCompiler(SchemaDocuments &documents) : m_documents(documents) {}
    // DecodeFailed ("JSON Schema", place and what): a keyword has a value that it cannot have. TooLarge.
    Result<schemaprogram::Program> run();

private:
    // What $recursiveRef looks for: no anchor's name has such a sign.
    static constexpr const char *RecursiveAnchor = "#recursive";
    using Place = SchemaDocuments::Place;
    // A keyword of the schema that is being compiled.
    struct Keyword
    {
        std::string_view name;
        quint32 value = 0;
    };
    struct Handler
    {
        void (SchemaCompiler::*handle)(const Keyword &) = nullptr;
        SchemaDraft since = SchemaDraft::Draft4, until = SchemaDraft::Draft2020;
    };
    static Handler handlerOf(std::string_view name);

    int nodeOf(const Place &p);
    int nodeAt(quint32 value) { return nodeOf({m_at.document, value}); }
    void compile(int node, const Place &p);
    void finish();
    void addAnchors();

    void type(const Keyword &k);
    void addType(quint32 value);
    void values(const Keyword &k);
    void reference(const Keyword &k);
    void dynamicReference(const Keyword &k);
    void lists(const Keyword &k);
    void single(const Keyword &k);
    void bound(const Keyword &k);
    void multipleOf(const Keyword &k);
    void count(const Keyword &k);
    void pattern(const Keyword &k);
    void uniqueItems(const Keyword &k);
    void items(const Keyword &k);
    void additionalItems(const Keyword &k);
    void contains(const Keyword &k);
    void properties(const Keyword &k);
    void patternProperties(const Keyword &k);
    void required(const Keyword &k);
    void dependencies(const Keyword &k);

    bool is(quint32 value, JsonTape::Kind kind) const { return (*m_tape)[value].kind == kind; }
    bool expect(const Keyword &k, JsonTape::Kind kind, const char *what);
    void broken(const Keyword &k, const char *what);
    template <class Use>
    void eachMember(quint32 object, Use use) const
    {
        std::string memory;
        quint32 at = object + 1;
        for (quint32 n = (*m_tape)[object].count; n > 0; --n, at = (*m_tape)[at + 1].next)
            use(m_tape->text(at, memory), at + 1);
    }
    template <class Use>
    void eachElement(quint32 list, Use use) const
    {
        quint32 at = list + 1;
        for (quint32 n = (*m_tape)[list].count; n > 0; --n, at = (*m_tape)[at].next)
            use(at);
    }
    quint32 sibling(std::string_view keyword) const { return m_tape->member(m_at.value, keyword); }
    std::string string(quint32 value) const;
    std::string shown(quint32 value) const;
    std::optional<schemaprogram::Bound> boundOf(const Keyword &k);
    std::optional<schemaprogram::Count> countOf(const Keyword &k);
    std::optional<std::vector<int>> schemasOf(const Keyword &k);

    schemaprogram::Node &node() { return m_program.nodes[std::size_t(m_node)]; }
    schemaprogram::NumberRules &number();
    schemaprogram::StringRules &strings();
    schemaprogram::ArrayRules &array();
    schemaprogram::ObjectRules &object();
    schemaprogram::ObjectRules::Property &property(const std::string &name);
    int slotOf(const std::string &name);

    SchemaDocuments &m_documents;
    schemaprogram::Program m_program;
    std::map<Place, int> m_nodes;
    std::vector<std::pair<int, Place>> m_open;
    std::optional<Error> m_error;
    // Of the schema that is being compiled.
    Place m_at;
    int m_node = 0;
    const JsonTape *m_tape = nullptr;
    SchemaDraft m_draft = SchemaDraft::Unstated;
    std::unordered_map<std::string, quint32> m_names; // of its properties
};

} // namespace flowbench
