// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/recipefile.h"
#include "ui/recipe/recipedraft.h"
#include "ui/recipe/sourcecheck.h"

#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

const QString Json = u"{ \"recipe\":\"fix-currency\", \"version\" : 3,\n"
                     "  \"$schema\":\"x\",  \"applies_to\":\"order.placed\",\n"
                     "  \"edits\":[ {\"set\":\"/data/currency\",\"value\":\"'USD'\"} ],\n"
                     "  \"examples\":[{\"before\":{\"n\": 1.10},\"after\":{\"n\":1.10}}] }\n"_s;

RecipeDraft full()
{
    RecipeDraft d;
    d.name = u"fix: \"all\" #1 é\u202e"_s;
    d.version = 7;
    d.appliesTo = u"order.placed"_s;
    d.from = u"1.0"_s;
    d.to = u"true"_s;
    d.when = u"value.data.country == 'US' ? true : false"_s;
    d.description = u"says\nmore\tthan \\ a line"_s;
    d.edits = {{RecipeEdit::Kind::Set, u"/data/currency"_s, u"has(value.c) && value.c == \"US\" ? 'USD' : \"EUR\""_s},
               {RecipeEdit::Kind::Remove, u"/data/a~1b"_s, {}},
               {RecipeEdit::Kind::Rename, u"/data/sum"_s, u"/data/total"_s},
               {RecipeEdit::Kind::Append, u"/data/tags"_s, u"\"replayed\""_s},
               {RecipeEdit::Kind::Header, u"x-fixed: yes"_s, u"'1'"_s},
               {RecipeEdit::Kind::RemoveHeader, u"- no"_s, {}}};
    d.examples = {{R"({"a": 1e400,  "b":[1, {"c":"x: y, #z"}], "": 9223372036854775808})",
                   "{\"a\":1e400,\n\"k:v\":\"\\\"\\u00e9\"}"}};
    return d;
}

QByteArray problem(const QString &source)
{
    const auto read = readRecipe(source.toStdString());
    return read ? QByteArray() : read.error().args.join(u' ').toUtf8();
}

} // namespace

class tst_RecipeDraft : public QObject
{
    Q_OBJECT

private slots:
    void everythingComesBack_data();
    void everythingComesBack();
    void jsonKeepsItsBytes();
    void versionAloneKeepsYaml();
    void comments();
    void mistakes_data();
    void mistakes();
    void namesAreNoTexts();
    void sentencesFitRecipes();
    void hostileTexts();
};

void tst_RecipeDraft::everythingComesBack_data()
{
    QTest::addColumn<bool>("yaml");
    QTest::newRow("YAML") << true;
    QTest::newRow("JSON") << false;
}

void tst_RecipeDraft::everythingComesBack()
{
    QFETCH(bool, yaml);
    const RecipeDraft was = full();
    const QString source = recipeSource(was, yaml ? RecipeFormat::Yaml : RecipeFormat::Json);
    QCOMPARE(int(formatOf(source)), int(yaml ? RecipeFormat::Yaml : RecipeFormat::Json));
    const auto read = readRecipe(source.toStdString());
    QVERIFY2(read.ok(), problem(source) + '\n' + source.toUtf8());
    const RecipeDraft is = draftOf(*read);
    QCOMPARE(is.name, was.name);
    QCOMPARE(is.version, was.version);
    QCOMPARE(is.appliesTo, was.appliesTo);
    QCOMPARE(is.from, was.from);
    QCOMPARE(is.to, was.to);
    QCOMPARE(is.when, was.when);
    QCOMPARE(is.description, was.description);
    QVERIFY(is.edits == was.edits);
    QCOMPARE(is.examples.size(), 1U);
    const auto squeezed = [](std::string s) {
        std::erase_if(s, [](char c) { return c == ' ' || c == '\n'; });
        return QByteArray::fromStdString(s);
    };
    QCOMPARE(squeezed(is.examples[0].before), squeezed(was.examples[0].before));
    QCOMPARE(squeezed(is.examples[0].after),
             squeezed(yaml ? "{\"a\":1e400,\"k:v\":\"\\\"\u00e9\"}" : was.examples[0].after));
}

void tst_RecipeDraft::jsonKeepsItsBytes()
{
    const RecipeDraft was = draftOf(readRecipe(Json.toStdString()).value());
    RecipeDraft now = was;
    QCOMPARE(rewrittenSource(Json, was, now), Json);
    now.version = 4;
    QCOMPARE(rewrittenSource(Json, was, now), QString(Json).replace(u": 3,"_s, u": 4,"_s));
    now = was;
    now.appliesTo.clear();
    QCOMPARE(rewrittenSource(Json, was, now), QString(Json).remove(u"\"applies_to\":\"order.placed\",\n  "_s));
    now = was;
    now.edits[0].value = u"\"EUR\""_s;
    const QString edited = rewrittenSource(Json, was, now);
    QVERIFY2(edited.startsWith(Json.left(Json.indexOf(u"\"edits\""_s) + 8)), qPrintable(edited));
    QVERIFY2(edited.endsWith(Json.mid(Json.indexOf(u",\n  \"examples\""_s))), qPrintable(edited));
    QCOMPARE(problem(edited), QByteArray());
}

void tst_RecipeDraft::versionAloneKeepsYaml()
{
    const QString yaml = u"# by hand\nrecipe: fix\nversion: 1 # first\nedits:\n  - remove: /a   # why\n"_s;
    const RecipeDraft was = draftOf(readRecipe(yaml.toStdString()).value());
    RecipeDraft now = was;
    now.version = 12;
    QCOMPARE(rewrittenSource(yaml, was, now), QString(yaml).replace(u": 1 "_s, u": 12 "_s));
    now.name = u"other"_s;
    QVERIFY(!rewrittenSource(yaml, was, now).contains(u'#'));
}

void tst_RecipeDraft::comments()
{
    QVERIFY(hasYamlComments(u"a: 1\n# x\n"_s));
    QVERIFY(hasYamlComments(u"a: 1 # x"_s));
    QVERIFY(!hasYamlComments(u"a: '1 # x'\nb: \"\\\" # y\"\nc: d#e\n"_s));
    QVERIFY(!hasYamlComments(u"{\"a\": \"x # y\"} "_s));
}

void tst_RecipeDraft::mistakes_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("edit");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("marked"); // what stands at the place
    QTest::addColumn<QString>("says");
    QTest::newRow("expression") << u"recipe: x\nedits:\n  - remove: /a\n  - set: /b\n    value: \"1 + é +\"\n"_s << 1
                                << 5 << u"é +"_s << u"Edit 2: "_s;
    QTest::newRow("when") << u"recipe: x\nwhen: \"type ==\"\nedits:\n  - remove: /a\n"_s << -1 << 8 << u"\"\n"_s
                          << u"The expression is wrong"_s;
    QTest::newRow("pointer") << u"recipe: x\nedits:\n  - remove: a\n"_s << 0 << 0 << QString() << u"Edit 1: "_s;
    QTest::newRow("YAML") << u"recipe: x\nedits: [\n  - }\n"_s << -1 << 0 << u"- }"_s << u"can't be read"_s;
    QTest::newRow("JSON") << u"{\"recipe\":\"é\",\"edits\":nul}"_s << -1 << 0 << u"nul}"_s << u"can't be read"_s;
    QTest::newRow("unknown field") << u"recipe: x\nwhem: 'true'\nedits:\n  - remove: /a\n"_s << -1 << 0 << QString()
                                   << u"whem"_s;
    const auto value = [](const QString &expression) {
        return u"recipe: x\nedits:\n  - set: /b\n    value: \"%1\"\n"_s.arg(expression);
    };
    QTest::newRow("text") << value(u"EUR"_s) << 0 << 1 << u"EUR"_s
                          << u"To mean the text EUR, put it in quotes: 'EUR'."_s;
    QTest::newRow("two words") << value(u"New York"_s) << 0 << 5 << QString() << u"put it in quotes: 'New York'."_s;
    QTest::newRow("text in an expression")
        << value(u"value.sum > 1 ? USD : 'EUR'"_s) << 0 << 17 << u"USD"_s << u"put it in quotes: 'USD'."_s;
    QTest::newRow("empty") << QString() << -1 << 0 << QString() << u"can't be read"_s;
}

void tst_RecipeDraft::mistakes()
{
    QFETCH(QString, source);
    QFETCH(int, edit);
    QFETCH(int, column);
    QFETCH(QString, marked);
    QFETCH(QString, says);
    const SourceCheck check = checkSource(source, {});
    QVERIFY(!check.recipe);
    QVERIFY2(check.mistake.contains(says), qPrintable(check.mistake));
    QCOMPARE(check.edit, edit);
    QCOMPARE(check.column, column);
    if (!marked.isEmpty())
        QVERIFY2(check.at >= 0 && source.mid(check.at).startsWith(marked), qPrintable(QString::number(check.at)));
}

// Where no text can be meant nothing is said of quotes.
void tst_RecipeDraft::namesAreNoTexts()
{
    for (const QString &expression : {u"sise(value)"_s, u"value +"_s, u"value value"_s, u"foo[1]"_s}) {
        const SourceCheck check =
            checkSource(u"recipe: x\nedits:\n  - set: /b\n    value: \"%1\"\n"_s.arg(expression), {});
        QVERIFY(!check.recipe);
        QVERIFY2(!check.mistake.contains(u"quotes"), qPrintable(check.mistake));
    }
}

// They are said of as recipes, not as events.
void tst_RecipeDraft::sentencesFitRecipes()
{
    const Error unreadable = makeError(ErrorCode::BadJson, {u"edits/2"_s, u"not a text"_s});
    QCOMPARE(recipeSentence(unreadable), u"Edit 3: The recipe can't be read: not a text."_s);
    const Error unfit = makeError(ErrorCode::BadJson, {u"/data"_s, u"no object"_s, u"1"_s});
    QVERIFY(recipeSentence(unfit).startsWith(u"Edit 1 of the recipe does not fit the event"_s));
}

void tst_RecipeDraft::hostileTexts()
{
    const QString deep = u"recipe: x\nedits: "_s + QString(10'000, u'[');
    QVERIFY(!checkSource(deep, {}).text);
    QVERIFY(!checkSource(u"{\"recipe\":"_s + QString(10'000, u'['), {}).text);
    QVERIFY(!checkSource(QString(5 << 20, u'x'), {}).text);
    QVERIFY(checkSource(u"recipe: x\nedits:\n  - remove: /a\u202e\n"_s, {}).hasHidden);
    const QString expression = u"recipe: x\nedits:\n  - set: /a\n    value: \""_s + QString(5000, u'(') + u"\"\n"_s;
    QVERIFY(!checkSource(expression, {}).mistake.isEmpty());
    // Aliases that make a small text large.
    QString laughs = u"a: &a [x,x,x,x,x,x,x,x,x]\n"_s;
    for (QChar c = u'b'; c < u'k'; c = QChar(c.unicode() + 1)) {
        const QString before = u'*' + QString(QChar(c.unicode() - 1));
        laughs += QString(c) + u": &"_s + c + u" ["_s + QStringList(9, before).join(u',') + u"]\n"_s;
    }
    QVERIFY(!checkSource(laughs, {}).text);
}

QTEST_MAIN(tst_RecipeDraft)
#include "tst_recipedraft.moc"
