// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace/recipes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {
std::string recipe(const std::string &name, int version, const std::string &more = {})
{
    return "{ \"recipe\":\"" + name + "\", \"version\":" + std::to_string(version) +
           ",\n  \"edits\":[{\"remove\":\"/a\"}],  \"examples\":[{\"before\":{\"a\":1.10},\"after\":{}}]" + more +
           "}\n";
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile f(path);
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write(bytes);
}
} // namespace

class TestRecipes : public QObject
{
    Q_OBJECT

private slots:
    void cameBackAsWritten();
    void versions();
    void names();
    void foreignFiles();
    void removed();
};

void TestRecipes::cameBackAsWritten()
{
    QTemporaryDir dir;
    RecipeStore store(dir.path() + u"/w"_s);
    QVERIFY(store.load() && store.load()->recipes.empty());
    const std::string json = recipe("fix-currency", 1),
                      yaml = "# mine\nrecipe: by hand\nedits:\n  - remove: /b   # here\n";
    QVERIFY(store.save(json));
    QVERIFY(store.save(yaml));
    const auto list = store.load();
    QVERIFY(list && list->problems.empty());
    QCOMPARE(list->recipes.size(), 2u);
    QCOMPARE(list->find(u"fix-currency"_s)->source, json);
    QCOMPARE(list->find(u"by hand"_s)->source, yaml);
    QCOMPARE(list->find(u"by hand"_s)->recipe.edits.size(), 1u);
    QVERIFY(QFile::exists(store.folder() + u"/recipes/fix-currency.json"_s));
    QVERIFY(QFile::exists(store.folder() + u"/recipes/by hand.yaml"_s));
    QVERIFY(!list->find(u"none"_s));
}

void TestRecipes::versions()
{
    QTemporaryDir dir;
    RecipeStore store(dir.path());
    QVERIFY(store.save(recipe("fix", 2)));
    QVERIFY(store.save(recipe("fix", 2))); // the same again
    const auto lower = store.save(recipe("fix", 1)), same = store.save(recipe("fix", 2, ",\"when\":\"true\""));
    QVERIFY(!lower && !same);
    QCOMPARE(same.error().code, ErrorCode::BadArgument);
    QCOMPARE(store.load()->find(u"fix"_s)->source, recipe("fix", 2));
    QVERIFY(store.save(recipe("fix", 3, ",\"when\":\"true\"")));
    QCOMPARE(store.load()->find(u"fix"_s)->recipe.version, 3);
    // From JSON to YAML: one file is left.
    QVERIFY(store.save("recipe: fix\nversion: 4\nedits: [{remove: /a}]\n"));
    const auto list = store.load();
    QCOMPARE(list->recipes.size(), 1u);
    QCOMPARE(list->recipes[0].recipe.version, 4);
    QCOMPARE(QDir(dir.path() + u"/recipes"_s).entryList(QDir::Files).size(), 1);
}

void TestRecipes::names()
{
    QTemporaryDir dir;
    RecipeStore store(dir.path() + u"/w"_s);
    for (const char *name : {"../../evil", "a/b", "CON", "Üml-äut", "x.json", ".hidden", "Fix", "fix"})
        QVERIFY2(store.save(recipe(name, 1)), name);
    QCOMPARE(store.load()->recipes.size(), 8u);
    QVERIFY(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
    for (const char *name : {" x", "a\\nb", "\\u0000"})
        QVERIFY2(!store.save(recipe(name, 1)), name);
    QVERIFY(!store.save("{}"));
    QVERIFY(!store.save("no recipe"));
}

void TestRecipes::foreignFiles()
{
    QTemporaryDir dir;
    RecipeStore store(dir.path());
    const QString folder = dir.path() + u"/recipes/"_s;
    QVERIFY(QDir().mkpath(folder));
    put(folder + u"broken.json"_s, "{<<<<<<< HEAD");
    put(folder + u"large.json"_s, QByteArray(5 << 20, ' '));
    put(folder + u"renamed.json"_s, QByteArray::fromStdString(recipe("mine", 1)));
    put(folder + u"twice.json"_s, QByteArray::fromStdString(recipe("mine", 2)));
    put(folder + u"notes.txt"_s, "hello");
    QCOMPARE(::mkfifo(QFile::encodeName(folder + u"pipe.json"_s).constData(), 0600), 0);
    const auto list = store.load();
    QVERIFY(list);
    QCOMPARE(list->recipes.size(), 1u);
    QCOMPARE(list->problems.size(), 4u);
    // A file under another name is written where it stands.
    QVERIFY(store.remove(u"mine"_s));
    QVERIFY(store.save(recipe("mine", 3)));
    QCOMPARE(store.load()->find(u"mine"_s)->file, u"recipes/twice.json"_s);
    // What cannot be read is not written over.
    const auto over = store.save(recipe("broken", 1));
    QVERIFY(!over);
    QCOMPARE(over.error().code, ErrorCode::FileFailed);
}

void TestRecipes::removed()
{
    QTemporaryDir dir;
    RecipeStore store(dir.path());
    QVERIFY(store.save(recipe("fix", 1)));
    QVERIFY(store.remove(u"fix"_s));
    QVERIFY(!store.remove(u"fix"_s));
    QVERIFY(store.load()->recipes.empty());
}

QTEST_GUILESS_MAIN(TestRecipes)
#include "tst_recipes.moc"
