// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/decimal.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

// A JSON Schema as it is checked: a node a schema, which name each other by number.
namespace flowbench::schemaprogram {

constexpr int None = -1;

// Bits of JsonTape::Kind.
constexpr quint8 AnyType = 0x7f;
constexpr quint8 IntegerOnly = 0x80; // numbers, but whole ones only

struct Bound
{
    Decimal value;
    std::optional<qint64> integer;
    std::string words; // "minimum: 0"
};

struct NumberRules
{
    std::optional<Bound> minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf;
};

// A count, and what is said where it is not kept.
struct Count
{
    quint64 limit = 0;
    std::string words; // "minLength: 3"
};

struct Pattern
{
    std::shared_ptr<const re2::RE2> expression;
    std::string words; // "pattern: ^a"
};

struct StringRules
{
    std::optional<Count> minLength, maxLength;
    std::optional<Pattern> pattern;
};

struct ArrayRules
{
    std::optional<Count> minItems, maxItems;
    bool uniqueItems = false;
    std::vector<int> prefix; // the first elements
    int rest = None;         // those behind them
    int contains = None;
    bool containsEvaluates = false; // 2020-12: what contains found counts as evaluated
    quint64 minContains = 1;
    std::optional<quint64> maxContains;
};

struct ObjectRules
{
    struct Property
    {
        std::string name;
        int node = None; // its schema
        int slot = None; // its place among the names whose presence counts
    };
    struct PatternProperty
    {
        std::shared_ptr<const re2::RE2> expression; // null: cannot be checked
        int node = None;
        std::string words;
    };
    struct Dependency
    {
        int on = None; // slot
        std::vector<int> required;
        int node = None;
    };
    std::vector<Property> properties; // every name that a rule names
    std::unordered_map<std::string_view, quint32> byName;
    std::vector<std::string> slotNames; // by slot
    std::vector<int> required;          // slots
    std::vector<PatternProperty> patterns;
    int additional = None, names = None;
    std::optional<Count> minProperties, maxProperties;
    std::vector<Dependency> dependencies;
};

// enum and const. Strings are looked up as they are, everything else by JsonTape's canonical text.
struct Values
{
    std::vector<std::string> strings, others; // sorted
    std::string words;                        // "enum: USD, EUR"
};

// anyOf and oneOf.
struct Choice
{
    std::vector<int> nodes;
    bool one = false;
};

// $dynamicRef and $recursiveRef: the outermost schema on the way here that has such an anchor.
struct DynamicReference
{
    int node = None;
    std::string anchor; // empty: `node` it is
};

struct Node
{
    quint8 types = AnyType;
    bool never = false; // the schema `false`
    int resource = 0;
    std::string typeWords;
    std::vector<std::string> unchecked; // what stands here and cannot be checked
    std::vector<Values> values;
    std::unique_ptr<NumberRules> number;
    std::unique_ptr<StringRules> string;
    std::unique_ptr<ArrayRules> array;
    std::unique_ptr<ObjectRules> object;
    std::vector<int> all; // allOf, $ref
    std::vector<Choice> choices;
    std::vector<DynamicReference> dynamic;
    int negated = None, condition = None, then = None, otherwise = None;
    int unevaluatedItems = None, unevaluatedProperties = None;
    bool composed = false; // any of the above five lines
};

struct Program
{
    std::vector<Node> nodes;                            // the first is the schema
    std::map<std::pair<int, std::string>, int> anchors; // of resources, for dynamic references
    bool dynamic = false;
};

} // namespace flowbench::schemaprogram
