// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/jsonwriter.h"
#include "model/query/eventfilter.h"
#include "model/replay/jsonpointer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbench {

// One edit of a recipe, as it is written.
struct RecipeEdit
{
    enum class Kind : quint8 { Set, Remove, Rename, Append, Header, RemoveHeader } kind = Kind::Set;
    JsonPointer at, to;     // of the body's edits; `to` of Rename
    std::string header;     // name
    std::string expression; // of Set, Append and Header
};
const char *recipeEditName(RecipeEdit::Kind kind); // "set", "remove", "rename", "append", "header", "remove_header"

// A body before and after, as they stand in the file.
struct RecipeExample
{
    std::string before, after; // JSON text
};

// What stands in a recipe file.
struct RecipeText
{
    QString name; // "recipe"
    int version = 1;
    std::string appliesTo; // an event type; empty: any
    std::string from, to;  // versions of the event; empty: any
    std::string when;      // an expression; empty: always
    QString description;
    std::vector<RecipeEdit> edits;
    std::vector<RecipeExample> examples;
};

// What an edit did. `before` and `after` are JSON text of body values, and text of headers; absent: nothing was there.
struct RecipeChange
{
    RecipeEdit::Kind kind = RecipeEdit::Kind::Set;
    std::string where; // a pointer, or a header's name
    std::string to;    // of Rename
    std::optional<std::string> before, after;
    bool cut = false; // before and after were too long to be kept: not known, rather than nothing
    bool operator==(const RecipeChange &) const = default;
};
// ("cut":true in place of what was not kept.)
// [{"op":"set","path":"/data/z","before":1,"after":2},{"op":"header","header":"x","after":"1"},…]
void writeChangesJson(JsonWriter &out, const std::vector<RecipeChange> &changes);

struct RecipeOutcome
{
    bool applies = false; // false: the event is not meant; it is as it was
    Event event;
    std::vector<RecipeChange> changes; // edits that changed something
};

class EditedJson;
class RecipeWork;

// A recipe that was checked and compiled. Immutable, any thread.
class Recipe
{
public:
    // BadExpression (what, column), its args[0] led by the edit ("edits/2: …"); BadArgument.
    static Result<std::shared_ptr<const Recipe>> compile(RecipeText text, FilterOptions options = {});

    const RecipeText &text() const { return m_text; }

    // The edited event. Expressions see the event as it came, edits are made in order. An event whose type or version
    // is known and another one, or for which `when` does not hold, is not meant. Errors: Evaluation, BadJson, TooLarge:
    // the event must stay where it is. BadJson has a third argument here: the number of the edit that does not fit,
    // from 1; empty: the body is no JSON to edit in. What no edit names keeps its bytes. What one event may cost is
    // bounded, whatever the recipe says: 20 million steps of evaluation, values of 16 MB, a body of 64 MB, or of twice
    // what came where that is more.
    Result<RecipeOutcome> apply(const EventView &event) const;

    // Whether the examples come out as they say; where not, what came out. An example's type is `applies_to` where its
    // body does not tell one.
    struct ExampleResult
    {
        bool same = false;
        std::string got;            // JSON text
        std::optional<Error> error; // it failed
    };
    std::vector<ExampleResult> testExamples() const;

private:
    Recipe() = default;
    bool isMeant(const EventView &event) const;
    Result<void> editHeader(std::size_t index, const EventView &original, RecipeWork &work, RecipeOutcome &out) const;
    Result<void> editBody(std::size_t index, const EventView &original, RecipeWork &work, EditedJson &json,
                          RecipeOutcome &out) const;
    Result<void> editBodies(const EventView &original, RecipeWork &work, RecipeOutcome &out) const;

    RecipeText m_text;
    std::shared_ptr<const EventFilter> m_when;                         // null: always
    std::vector<std::shared_ptr<const EventExpression>> m_expressions; // of each edit; null: it has none
};

} // namespace flowbench
