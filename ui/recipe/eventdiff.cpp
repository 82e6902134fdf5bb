// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/eventdiff.h"

#include "model/base/jsonwriter.h"
#include "model/event/eventjson.h"
#include "ui/viewers/jsonformat.h"
#include "words/units.h"

#include <QCoreApplication>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DiffView)
};

using Kind = DiffLine::Kind;

constexpr qsizetype LongestBody = qsizetype(8) << 20; // laid out and compared
constexpr qsizetype LongestHex = 64 << 10;
constexpr qsizetype HexWidth = 16;
constexpr std::size_t LongestField = 64 << 10;

DiffLine note(const QString &text) { return {Kind::Note, text, 0, 0, false}; }

QByteArray copied(std::string_view text) { return {text.data(), qsizetype(text.size())}; }

// A key or header's value as one line.
QByteArray shownBytes(std::string_view bytes)
{
    const std::string_view part = bytes.substr(0, LongestField);
    if (isUtf8(bytes))
        return copied(part).replace('\n', "␊").replace('\r', "␍");
    return Said::tr("base64 %1").arg(QString::fromLatin1(copied(part).toBase64())).toUtf8();
}

QByteArray keyText(const EventView &event)
{
    return event.hasKey ? shownBytes(event.key) : Said::tr("no key").toUtf8();
}

QByteArray headersText(const EventView &event)
{
    QByteArray out;
    for (const FieldView &f : event.fields) {
        if (f.place != FieldPlace::Header)
            continue;
        out += shownBytes(f.name) + ": " + (f.null ? Said::tr("no value").toUtf8() : shownBytes(f.value)) + '\n';
    }
    if (out.isEmpty())
        return out;
    out.chop(1);
    return out;
}

QByteArray hexText(QByteArrayView bytes)
{
    QByteArray out;
    const qsizetype shown = std::min(bytes.size(), LongestHex);
    for (qsizetype at = 0; at < shown; at += HexWidth) {
        out += QByteArray::number(at, 16).rightJustified(8, '0') + "  " +
               bytes.sliced(at, std::min(HexWidth, shown - at)).toByteArray().toHex(' ') + '\n';
    }
    return out;
}

struct Body
{
    QByteArray text;
    bool isJson = false;
};

Body laidOut(const QByteArray &bytes, bool binary, const std::stop_token &stop)
{
    if (binary)
        return {hexText(bytes), false};
    JsonProblem problem;
    const QByteArray pretty = prettyJson(bytes, stop, &problem);
    return {pretty, problem.ok()};
}

std::vector<DiffLine> bodyLines(const EventView &before, const EventView &after, const std::stop_token &stop)
{
    if (before.hasValue != after.hasValue) {
        const QString was = before.hasValue ? words::bytes(qint64(before.value.size())) : Said::tr("no value");
        const QString is = after.hasValue ? words::bytes(qint64(after.value.size())) : Said::tr("no value");
        return {{Kind::Removed, was, 0, 0, false}, {Kind::Added, is, 0, 0, false}};
    }
    const QString sizes = Said::tr("%1 before, %2 after")
                              .arg(words::bytes(qint64(before.value.size())), words::bytes(qint64(after.value.size())));
    if (qsizetype(before.value.size() + after.value.size()) > LongestBody)
        return {note(Said::tr("%1: too long to be compared here").arg(sizes))};
    const QByteArray was = copied(before.value), is = copied(after.value);
    const bool binary = kindOf(was) == BodyKind::Binary || kindOf(is) == BodyKind::Binary;
    const Body a = laidOut(was, binary, stop), b = laidOut(is, binary, stop);
    if (a.isJson && b.isJson && a.text == b.text)
        return {note(Said::tr("Only white space differs: %1").arg(sizes))};
    const bool both = a.isJson && b.isJson;
    std::vector<DiffLine> lines =
        diffLines(both || binary ? a.text : was, both || binary ? b.text : is, both, {}, stop);
    if (binary && lines.empty())
        lines.push_back(note(Said::tr("%1; they differ behind what is compared here").arg(sizes)));
    return lines;
}

void addPart(std::vector<DiffLine> &out, const QString &heading, std::vector<DiffLine> lines)
{
    if (lines.empty())
        return;
    out.push_back({Kind::Heading, heading, 0, 0, false});
    out.insert(out.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
}

} // namespace

std::vector<DiffLine> diffEvents(const EventView &before, const EventView &after, const std::stop_token &stop)
{
    std::vector<DiffLine> out;
    if (before.hasKey != after.hasKey || before.key != after.key)
        addPart(out, Said::tr("Key"), diffLines(keyText(before), keyText(after), false, {}, stop));
    if (before.fields.packed() != after.fields.packed()) {
        std::vector<DiffLine> lines = diffLines(headersText(before), headersText(after), false, {}, stop);
        if (lines.empty())
            lines.push_back(note(Said::tr("A header's type differs, or bytes that are not shown.")));
        addPart(out, Said::tr("Headers"), std::move(lines));
    }
    if (before.hasValue != after.hasValue || before.value != after.value)
        addPart(out, Said::tr("Body"), bodyLines(before, after, stop));
    return out;
}

std::vector<DiffLine> changeNotes(const std::vector<RecipeChange> &changes)
{
    std::vector<DiffLine> out;
    for (const RecipeChange &c : changes) {
        const QString where = QString::fromStdString(c.where);
        out.push_back(note(
            c.kind == RecipeEdit::Kind::Rename
                ? u"%1 %2 → %3"_s.arg(QLatin1StringView(recipeEditName(c.kind)), where, QString::fromStdString(c.to))
                : u"%1 %2"_s.arg(QLatin1StringView(recipeEditName(c.kind)), where)));
    }
    return out;
}

} // namespace flowbench
