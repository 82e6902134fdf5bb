// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/sourcecheck.h"

#include "model/query/eventfilter.h"
#include "model/replay/recipefile.h"
#include "ui/filter/filterfield.h"
#include "ui/recipe/recipedraft.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

struct Said
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::RecipeDialog)
};

// Takes "edits/3" or "when: " off what is wrong.
void takePlace(SourceCheck &check, QString &what)
{
    static const QRegularExpression Edit(u"^edits/(\\d+)(: | |$)"_s);
    if (const auto match = Edit.match(what); match.hasMatch()) {
        check.edit = match.captured(1).toInt();
        what.remove(0, match.capturedLength());
    } else if (what.startsWith(u"when: "_s)) {
        check.inWhen = true;
        what.remove(0, 6);
    }
}

int placeOfLine(const QString &source, int line, int column)
{
    qsizetype at = 0;
    for (int i = 1; i < line && at >= 0; ++i)
        at = source.indexOf(u'\n', at) + 1;
    return int(std::min(at + column - 1, source.size()));
}

// Where a mistake of the text itself is: "line:column", or a byte.
int placeInSource(const QString &source, const QString &position)
{
    static const QRegularExpression Line(u"^(\\d+):(\\d+)$"_s);
    if (const auto match = Line.match(position); match.hasMatch())
        return placeOfLine(source, match.captured(1).toInt(), match.captured(2).toInt());
    bool isByte = false;
    const qlonglong byte = position.toLongLong(&isByte);
    return isByte ? int(QString::fromUtf8(source.toUtf8().left(byte)).size()) : -1;
}

// An expression stands in the text as it is, but for escapes.
int placeOfExpression(const QString &source, const std::string &expression, int column)
{
    const QString text = QString::fromStdString(expression);
    const auto at = text.isEmpty() ? -1 : source.indexOf(text);
    return at < 0 ? -1 : int(at) + FilterField::placeOf(text, column);
}

bool isDeclared(QStringView name)
{
    const auto names = eventDeclarations();
    return std::ranges::any_of(names,
                               [&](const cel::Declaration &d) { return name == QString::fromStdString(d.name); });
}

// What was meant as a text and stands there without quotes: all of a value, or the name that nobody knows. Empty: none.
QString unquotedText(const std::string &expression, int column)
{
    static const QRegularExpression Plain(u"^[\\p{L}_][\\p{L}\\p{N}_ .-]*$"_s), Word(u"[\\p{L}_][\\p{L}\\p{N}_]*"_s);
    constexpr qsizetype Longest = 40;
    const QString text = QString::fromStdString(expression), whole = text.trimmed();
    const auto first =
        Word.match(whole, 0, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    if (whole.size() <= Longest && Plain.match(whole).hasMatch())
        return isDeclared(first.capturedView()) ? QString() : whole;
    const qsizetype at = FilterField::placeOf(text, column);
    const auto word =
        Word.match(text, at, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    if (!word.hasMatch() || word.capturedLength() > Longest || isDeclared(word.capturedView()))
        return {};
    const QString after = text.mid(word.capturedEnd()).trimmed();
    const bool isWhole = after.isEmpty() || !QStringView(u".([").contains(after.front());
    return isWhole ? word.captured() : QString();
}

QString messageOf(const Error &error)
{
    if (error.code != ErrorCode::BadJson || error.args.size() > 2)
        return sentence(error).message;
    const QString where = error.args.value(0), what = error.args.value(1);
    return where.isEmpty() ? Said::tr("The recipe can't be read: %1.").arg(what)
                           : Said::tr("The recipe can't be read, at “%1”: %2.").arg(where, what);
}

QString inEdit(const SourceCheck &place, const QString &message)
{
    return place.edit >= 0 ? Said::tr("Edit %1: %2").arg(place.edit + 1).arg(message) : message;
}

// Where the expression is wrong, and what was probably meant.
QString explainExpression(SourceCheck &check, const QString &source, const std::string &expression)
{
    check.at = placeOfExpression(source, expression, check.column);
    const QString text = check.inWhen ? QString() : unquotedText(expression, check.column);
    return text.isEmpty() ? QString() : u' ' + Said::tr("To mean the text %1, put it in quotes: '%1'.").arg(text);
}

void explain(SourceCheck &check, const QString &source, Error error)
{
    QString what = error.args.value(0), hint;
    takePlace(check, what);
    if (error.code == ErrorCode::BadExpression) {
        check.column = std::max(1, error.args.value(1).toInt());
        const RecipeText &text = *check.text;
        if (check.inWhen)
            hint = explainExpression(check, source, text.when);
        else if (check.edit >= 0 && std::size_t(check.edit) < text.edits.size())
            hint = explainExpression(check, source, text.edits[std::size_t(check.edit)].expression);
    } else if (check.edit < 0) {
        check.at = placeInSource(source, what);
    }
    if (!error.args.isEmpty())
        error.args[0] = what;
    check.mistake = inEdit(check, messageOf(error) + hint);
}

} // namespace

QString recipeSentence(const Error &error)
{
    SourceCheck place;
    Error bare = error;
    if (!bare.args.isEmpty())
        takePlace(place, bare.args[0]);
    return inEdit(place, messageOf(bare));
}

SourceCheck checkSource(const QString &source, const FilterOptions &options)
{
    SourceCheck check;
    check.hasHidden = visibleText(source, Lines::Keep) != source;
    check.hasComments = hasYamlComments(source);
    const std::string bytes = source.toStdString();
    auto read = readRecipe(bytes);
    if (!read) {
        explain(check, source, read.error());
        return check;
    }
    check.text = std::move(read.value());
    auto compiled = Recipe::compile(*check.text, options);
    if (compiled)
        check.recipe = std::move(compiled.value());
    else
        explain(check, source, compiled.error());
    return check;
}

} // namespace flowbench
