// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"
#include "model/schema/jsontape.h"

#include <QUrl>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbench {

// Unstated: no "$schema"; read as 2020-12, with what older drafts alone knew where it says something.
enum class SchemaDraft : quint8 { Draft4, Draft6, Draft7, Draft2019, Draft2020, Unstated };

// Documents of JSON Schema, and where in them the schemas are that refer to each other. Nothing is ever fetched: what a
// schema refers to is in the same document, among its references, or not there.
class SchemaDocuments
{
public:
    struct Place
    {
        int document = 0;
        quint32 value = 0; // of its tape
        bool operator<(const Place &o) const { return std::tie(document, value) < std::tie(o.document, o.value); }
    };
    // A schema with an address of its own ($id), and all in it that have none.
    struct Resource
    {
        Place root;
        QUrl uri;
        SchemaDraft draft = SchemaDraft::Unstated;
        std::map<std::string, quint32> anchors, dynamicAnchors;
        bool recursiveAnchor = false;
    };

    // DecodeFailed ("JSON Schema", what), TooLarge. The first document added is the schema; `name` is how others refer
    // to it.
    Result<void> add(const std::string &name, std::string text, SchemaDraft unstated);

    const JsonTape &tape(const Place &p) const { return m_documents[std::size_t(p.document)].tape; }
    const std::deque<Resource> &resources() const { return m_resources; }
    const Resource &resource(int i) const { return m_resources[std::size_t(i)]; }
    // That of the schema here. A place that no keyword makes a schema belongs to what surrounds it.
    int resourceAt(const Place &p);
    // What "$ref" says here; nothing: it is not there.
    std::optional<Place> resolve(const Place &at, std::string_view reference);

private:
    struct Document
    {
        std::string text;
        JsonTape tape;
        std::vector<int> resource; // by value; -1: not known as a schema
    };
    void scan(const Place &root, int resource);
    int enter(const Place &p, int within);
    void readAnchors(const Place &p, int resource);
    std::optional<Place> pointed(const Place &root, const std::string &fragment);

    std::deque<Document> m_documents; // their tapes point into their texts
    std::deque<Resource> m_resources;
    std::map<QString, int> m_byUri;
    std::map<std::string, int> m_byName; // the resource that a document is
    quint64 m_work = 0;
};

} // namespace flowbench
