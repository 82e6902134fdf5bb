// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/cel/program.h"
#include "model/query/cel/typedjson.h"
#include "tests/fuzz/fuzz.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace flowbench;
using namespace flowbench::cel;

namespace {
constexpr std::size_t Longest = 4096;

class Names final : public Activation
{
public:
    static std::vector<Declaration> declarations()
    {
        return {{"value", true, {}}, {"key", false, Kind::String}, {"n", false, {}}, {"time", false, Kind::Timestamp}};
    }
    Value variable(int index, Scratch &) override
    {
        Value number = Value::ofInt(7);
        number.fromJson = true;
        const Value values[] = {Value::null(), Value::ofString("key"), number, Value::ofTimestamp(1'782'909'296, 5)};
        return values[index];
    }
};

// What is said of a mistake points into the text.
void checkMistake(const Diagnostic &wrong, std::size_t size)
{
    fuzz::require(wrong.column >= 1 && std::size_t(wrong.column) <= size + 1, "a mistake is within the text");
    fuzz::require(!wrong.message.isEmpty(), "a mistake says something");
}

// What is printed is read back as the same value.
void checkWritten(const Value &value, Scratch &scratch)
{
    JsonWriter json;
    if (!writeTyped(json, value, scratch))
        return;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json.text()));
    if (!document.isObject())
        return; // deeper than QJsonDocument reads
    const auto again = readTyped(document.object(), scratch);
    JsonWriter onceMore;
    if (scratch.exhausted())
        return;
    fuzz::require(again.ok() && writeTyped(onceMore, *again, scratch), "typed JSON is read back");
    fuzz::require(onceMore.text() == json.text(), "typed JSON is read back as it was");
}
} // namespace

// Whatever an expression is, it is refused at a place of its text or evaluated within its limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text = fuzz::viewOf(data, std::min(size, Longest));
    const auto strict = Program::compile(text, Names::declarations());
    if (const auto *wrong = std::get_if<Diagnostic>(&strict))
        checkMistake(*wrong, text.size());
    const auto lenient = Program::compile(text, Names::declarations(), Program::Limits{}, Program::Mistakes::Evaluated);
    if (const auto *wrong = std::get_if<Diagnostic>(&lenient)) {
        checkMistake(*wrong, text.size());
        fuzz::require(std::holds_alternative<Diagnostic>(strict), "what cannot be read is refused either way");
        return 0;
    }
    const auto &program = std::get<0>(lenient);
    Names names;
    Scratch scratch({.steps = 20'000, .bytes = 1 << 20});
    const Value value = program->evaluate(names, scratch);
    if (value.isError()) {
        fuzz::require(value.fault != Fault::None && value.size > 0, "an error says what it is");
        return 0;
    }
    fuzz::require(!program->resultKind() || *program->resultKind() == value.kind, "what is known of a result is so");
    checkWritten(value, scratch);
    return 0;
}
