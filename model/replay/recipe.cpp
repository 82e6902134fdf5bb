// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/recipe.h"

#include "model/event/envelope.h"
#include "model/replay/jsonedit.h"
#include "model/replay/jsonsame.h"

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

// What is left of what one event may cost: the same for its plan and its run, whatever the machine.
class RecipeWork
{
public:
    explicit RecipeWork(const EventView &event) : m_body(event.value.size())
    {
        evaluation.bytes = std::max<std::size_t>(16 * Mega, 2 * m_body);
        json.bytes = std::min(json.bytes, std::max<std::size_t>(64 * Mega, 2 * m_body));
        m_kept = std::max<std::size_t>(64 * Mega, 4 * m_body);
    }

    EvaluationBudget evaluation;
    JsonLimits json; // of the body after each edit

    // For an edit that reads the event and writes so many bytes anew.
    Result<void> rewrite(std::size_t bytes)
    {
        m_rewritten += m_body + bytes;
        return within(u"what the recipe rewrites edit by edit"_s, m_rewritten, std::size_t(4096) * Mega);
    }
    Result<void> keep(const RecipeChange &change)
    {
        m_changes += (change.before ? change.before->size() : 0) + (change.after ? change.after->size() : 0);
        return within(u"what the recipe changes"_s, m_changes, m_kept);
    }
    Result<void> fields(std::size_t bytes) const
    {
        return within(u"what the recipe makes of the headers"_s, bytes, 64 * Mega + m_body);
    }

private:
    static constexpr std::size_t Mega = std::size_t(1) << 20;
    static Result<void> within(const QString &what, std::size_t size, std::size_t limit)
    {
        if (size <= limit)
            return {};
        return makeError(ErrorCode::TooLarge, {what, QString::number(size), QString::number(limit), u"recipe"_s});
    }

    std::size_t m_body, m_kept, m_rewritten = 0, m_changes = 0;
};

namespace {

using Kind = RecipeEdit::Kind;

bool ofBody(Kind k) { return k != Kind::Header && k != Kind::RemoveHeader; }

Error inEdit(Error error, std::size_t index)
{
    if (error.code == ErrorCode::BadExpression || error.code == ErrorCode::Evaluation)
        error.args[0] = u"edits/%1: "_s.arg(index) + error.args.value(0);
    else if (error.code == ErrorCode::BadJson)
        error.args = {error.args.value(0), error.args.value(1), QString::number(index + 1)};
    return error;
}

// A body that no edit can be made in.
Error unfit(const QString &position, const QString &what)
{
    return makeError(ErrorCode::BadJson, {position, what, QString()});
}

std::optional<std::string> copied(std::optional<std::string_view> text)
{
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

// A header's value of what an expression gave: the text itself, else its JSON; null is a header without a value.
FieldView headerField(const std::string &name, const std::string &json, const std::optional<FieldView> &was,
                      std::string &held)
{
    FieldView f;
    f.name = name;
    f.null = json == "null";
    if (json.starts_with('"')) {
        held = jsonStringText(json);
    } else if (!f.null) {
        held = json;
        // A number or a truth stays what it was on brokers that tell them apart.
        const bool whole = json.find_first_not_of("-0123456789") == std::string::npos;
        const bool truth = json == "true" || json == "false";
        if (was && ((whole && was->type >= FieldType::Int8 && was->type <= FieldType::UInt64) ||
                    (truth && was->type == FieldType::Boolean)))
            f.type = was->type;
    }
    f.value = held;
    return f;
}

std::optional<FieldView> firstHeader(const FieldList &fields, std::string_view name)
{
    for (const FieldView &f : fields) {
        if (f.place == FieldPlace::Header && f.name == name)
            return f;
    }
    return {};
}

std::optional<std::string> headerText(const std::optional<FieldView> &f)
{
    return f && !f->null ? std::optional<std::string>(f->value) : std::nullopt;
}

// The packed list with `with` in place of the first header of that name, without the others; behind all where there
// was none. Null: without any.
std::string withHeader(const FieldList &fields, std::string_view name, const FieldView *with)
{
    std::string out;
    out.reserve(fields.packed().size() + (with ? name.size() + with->value.size() + 16 : 0));
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Header || f.name != name) {
            appendField(out, f);
        } else if (with) {
            appendField(out, *with);
            with = nullptr;
        }
    }
    if (with)
        appendField(out, *with);
    return out;
}

Result<void> editOther(EditedJson &json, const RecipeEdit &edit, const std::string &value)
{
    switch (edit.kind) {
    case Kind::Remove:
        return json.remove(edit.at);
    case Kind::Rename:
        return json.rename(edit.at, edit.to);
    default:
        return json.append(edit.at, value);
    }
}

// Makes the edit and keeps what stood there before and after it. Most edits set what is there already: its place is
// looked for once.
Result<void> editJson(EditedJson &json, const RecipeEdit &edit, const std::string &value, RecipeChange &change)
{
    if (edit.kind == Kind::Set) {
        auto was = json.exchange(edit.at, value);
        if (!was)
            return was.error();
        change.before = std::move(*was);
        change.after = change.before ? std::optional(value) : copied(json.at(edit.at));
        return {};
    }
    change.before = copied(json.at(edit.at));
    if (const auto done = editOther(json, edit, value); !done)
        return done;
    change.after = copied(json.at(edit.kind == Kind::Rename ? edit.to : edit.at));
    return {};
}

// An example as an event: its body, and the type that expressions ask for.
Event exampleEvent(const RecipeText &text, const std::string &body)
{
    Event e;
    e.value = body;
    std::string type = recogniseType(e.view());
    if (!type.empty())
        return e;
    const auto pointer = JsonPointer::parse("/type");
    if (const auto own = jsonAt(body, *pointer); own && own->starts_with('"'))
        type = jsonStringText(*own);
    if (type.empty())
        type = text.appliesTo;
    FieldView f;
    f.place = FieldPlace::Property;
    f.name = "type";
    f.value = type;
    if (!type.empty())
        e.addField(f);
    return e;
}

void writeBodyValue(JsonWriter &out, std::string_view name, const std::optional<std::string> &json)
{
    if (json)
        out.key(name).raw(*json);
}

// What an edit's expression makes of the event, as JSON.
Result<std::string> valueOf(const EventExpression &expression, const EventView &event, RecipeWork &work,
                            std::size_t index)
{
    auto made = expression.json(event, work.evaluation);
    if (!made)
        return inEdit(made.error(), index);
    if (const auto ok = checkJson(*made); !ok)
        return inEdit(makeError(ErrorCode::Evaluation, {u"the value cannot be written as JSON"_s}), index);
    return made;
}

} // namespace

const char *recipeEditName(Kind kind)
{
    constexpr const char *Names[] = {"set", "remove", "rename", "append", "header", "remove_header"};
    return Names[std::size_t(kind)];
}

void writeChangesJson(JsonWriter &out, const std::vector<RecipeChange> &changes)
{
    out.beginArray();
    for (const RecipeChange &c : changes) {
        out.beginObject();
        out.key("op").string(recipeEditName(c.kind));
        out.key(ofBody(c.kind) ? "path" : "header").string(isUtf8(c.where) ? c.where : std::string("?"));
        if (c.kind == Kind::Rename)
            out.key("to").string(c.to);
        if (c.cut)
            out.key("cut").boolean(true);
        if (ofBody(c.kind)) {
            writeBodyValue(out, "before", c.before);
            writeBodyValue(out, "after", c.after);
        } else {
            if (c.before)
                out.bytes("before", *c.before);
            if (c.after)
                out.bytes("after", *c.after);
        }
        out.endObject();
    }
    out.endArray();
}

Result<std::shared_ptr<const Recipe>> Recipe::compile(RecipeText text, FilterOptions options)
{
    const std::shared_ptr<Recipe> recipe(new Recipe);
    if (!text.when.empty()) {
        auto when = EventFilter::compile(text.when, options);
        if (!when) {
            Error error = when.error();
            if (!error.args.isEmpty())
                error.args[0] = u"when: "_s + error.args[0];
            return error;
        }
        recipe->m_when = std::move(when.value());
    }
    for (std::size_t i = 0; i < text.edits.size(); ++i) {
        const RecipeEdit &edit = text.edits[i];
        recipe->m_expressions.emplace_back();
        if (edit.kind != Kind::Set && edit.kind != Kind::Append && edit.kind != Kind::Header)
            continue;
        auto expression = EventExpression::compile(edit.expression, options);
        if (!expression)
            return inEdit(expression.error(), i);
        recipe->m_expressions.back() = std::move(expression.value());
    }
    recipe->m_text = std::move(text);
    return std::shared_ptr<const Recipe>(recipe);
}

bool Recipe::isMeant(const EventView &event) const
{
    if (m_text.appliesTo.empty() && m_text.from.empty())
        return true;
    const Envelope envelope = recogniseEnvelope(event);
    const auto other = [](const std::string &wanted, const std::string &is) {
        return !wanted.empty() && !is.empty() && wanted != is;
    };
    return !other(m_text.appliesTo, envelope.type) && !other(m_text.from, envelope.version);
}

Result<void> Recipe::editHeader(std::size_t index, const EventView &original, RecipeWork &work,
                                RecipeOutcome &out) const
{
    const RecipeEdit &edit = m_text.edits[index];
    if (const auto ok = work.rewrite(out.event.fields.size()); !ok)
        return ok;
    const FieldList fields(out.event.fields);
    const auto was = firstHeader(fields, edit.header);
    RecipeChange change;
    change.kind = edit.kind;
    change.where = edit.header;
    change.before = headerText(was);
    std::string edited;
    if (edit.kind == Kind::RemoveHeader) {
        edited = withHeader(fields, edit.header, nullptr);
    } else {
        const auto json = valueOf(*m_expressions[index], original, work, index);
        if (!json)
            return json.error();
        std::string held;
        const FieldView field = headerField(edit.header, *json, was, held);
        if (!field.null)
            change.after = std::string(field.value);
        edited = withHeader(fields, edit.header, &field);
    }
    if (const auto ok = work.fields(edited.size()); !ok)
        return ok;
    if (edited == out.event.fields)
        return {};
    out.event.fields = std::move(edited);
    out.changes.push_back(std::move(change));
    return work.keep(out.changes.back());
}

Result<void> Recipe::editBody(std::size_t index, const EventView &original, RecipeWork &work, EditedJson &json,
                              RecipeOutcome &out) const
{
    const RecipeEdit &edit = m_text.edits[index];
    std::string value;
    if (m_expressions[index]) {
        auto made = valueOf(*m_expressions[index], original, work, index);
        if (!made)
            return made.error();
        value = std::move(made.value());
    }
    const std::size_t size = json.text().size();
    if (const auto ok = work.rewrite(size + value.size()); !ok)
        return ok;
    RecipeChange change;
    change.kind = edit.kind;
    change.where = edit.at.text();
    change.to = edit.to.text();
    if (const auto done = editJson(json, edit, value, change); !done)
        return inEdit(done.error(), index);
    if (change.before == change.after && size == json.text().size() &&
        (edit.kind != Kind::Rename || edit.at == edit.to))
        return {};
    out.changes.push_back(std::move(change));
    return work.keep(out.changes.back());
}

Result<void> Recipe::editBodies(const EventView &original, RecipeWork &work, RecipeOutcome &out) const
{
    if (!original.hasValue)
        return unfit({}, u"the event has no body"_s);
    auto json = EditedJson::open(std::string(original.value), work.json);
    if (!json)
        return json.error().code == ErrorCode::BadJson ? unfit(json.error().args.value(0), json.error().args.value(1))
                                                       : json.error();
    for (std::size_t i = 0; i < m_text.edits.size(); ++i) {
        if (!ofBody(m_text.edits[i].kind))
            continue;
        if (const auto done = editBody(i, original, work, *json, out); !done)
            return done;
    }
    out.event.value = json->take();
    return {};
}

Result<RecipeOutcome> Recipe::apply(const EventView &event) const
{
    RecipeOutcome out;
    out.event = Event(event);
    if (!isMeant(event))
        return out;
    if (m_when) {
        const auto verdict = m_when->matches(event);
        if (verdict == EventMatcher::Verdict::Failed) {
            const auto why = m_when->explain(event);
            return makeError(ErrorCode::Evaluation, {u"when: "_s + (why ? why->message : QString())});
        }
        if (verdict == EventMatcher::Verdict::NoMatch)
            return out;
    }
    out.applies = true;
    RecipeWork work(event);
    const auto &edits = m_text.edits;
    if (std::any_of(edits.begin(), edits.end(), [](const RecipeEdit &e) { return ofBody(e.kind); })) {
        if (const auto done = editBodies(event, work, out); !done)
            return done.error();
    }
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (ofBody(edits[i].kind))
            continue;
        if (const auto done = editHeader(i, event, work, out); !done)
            return done.error();
    }
    return out;
}

std::vector<Recipe::ExampleResult> Recipe::testExamples() const
{
    std::vector<ExampleResult> results;
    for (const RecipeExample &example : m_text.examples) {
        ExampleResult r;
        const Event before = exampleEvent(m_text, example.before);
        auto out = apply(before.view());
        if (!out) {
            r.error = out.error();
        } else {
            r.got = out->event.value.value_or(std::string());
            r.same = checkJson(r.got).ok() && jsonSaysTheSame(r.got, example.after);
        }
        results.push_back(std::move(r));
    }
    return results;
}

} // namespace flowbench
