// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/lateness.h"
#include "tests/ui/recipe/deadevents.h"
#include "ui/filter/filterfield.h"
#include "ui/look/chip.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/recipe/diffview.h"
#include "ui/recipe/recipedialog.h"
#include "ui/viewers/jsontreeview.h"

#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

// A schema that wants a currency, and waits for nothing.
class Currencies final : public SchemaCheck
{
public:
    SchemaVerdict check(const QString &channel, const EventView &event) const override
    {
        SchemaVerdict v;
        v.schema = channel + u" version 3"_s;
        const bool bad = event.value.find("\"currency\":\"XXX\"") != std::string_view::npos;
        v.kind = bad ? SchemaVerdict::Kind::Invalid : SchemaVerdict::Kind::Valid;
        v.path = bad ? "/data/currency" : "";
        v.problem = bad ? "one of USD, EUR" : "";
        return v;
    }
};

const QString Fix = u"recipe: fix-currency\n"
                    "version: 1\n"
                    "applies_to: order.placed\n"
                    "edits:\n"
                    "  - set: /data/currency\n"
                    "    value: \"value.data.currency == 'XXX' ? 'USD' : value.data.currency\"\n"_s;

RecipeEvents orders(int count)
{
    std::vector<Event> events;
    for (int i = 0; i < count; ++i)
        events.push_back(dead::event(i, dead::order(i, i % 5 == 4 ? "EUR" : "XXX")));
    RecipeEvents e;
    e.set = dead::set(std::move(events));
    e.selection = dead::all(*e.set);
    e.schema = std::make_shared<Currencies>();
    e.channel = u"queue:orders"_s;
    return e;
}

struct Bench
{
    explicit Bench(RecipeEvents events, bool workspace = true)
        : dialog(new RecipeDialog(RecipeStore(workspace ? folder.path() : QString()), std::move(events), nullptr))
    {
        dialog->show();
    }
    ~Bench() { delete dialog; }
    template <class T>
    T *find(const QString &name) const
    {
        return dialog->findChild<T *>(name);
    }
    QString source() const { return find<QPlainTextEdit>(u"Recipe"_s)->toPlainText(); }
    void write(const QString &text) { find<QPlainTextEdit>(u"Recipe"_s)->setPlainText(text); }
    bool usable() const { return find<QPushButton>(u"Use recipe"_s)->isEnabled(); }
    QString state() const { return find<QLabel>(u"Recipe state"_s)->text(); }
    QString chip(const QString &name) const { return find<Chip>(name)->text(); }
    QString diff() const { return find<DiffView>(u"Diff"_s)->toPlainText(); }
    QString effect(int row) const
    {
        const auto *model = find<QTableView>(u"Samples"_s)->model();
        return model->index(row, 1).data().toString();
    }
    bool says(const QString &text) const
    {
        const auto labels = dialog->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *l) { return l->isVisible() && l->text().contains(text); });
    }
    void notice(const QString &button) { find<QWidget>(u"Result"_s)->findChild<QPushButton *>(button)->click(); }
    QTemporaryDir folder;
    QPointer<RecipeDialog> dialog;
};

} // namespace

class tst_RecipeDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void startsNew();
    void showsTheEffect();
    void formWritesTheText();
    void textFillsTheForm();
    void mistakesAreMarked();
    void aClickedValueIsTheEditsPlace();
    void expressionsAreCompleted();
    void savesAndRaisesTheVersion();
    void listNewCopyRemove();
    void withoutWorkspace();
    void commentsAreSpokenOf();
    void failingEventsStay();
    void hostileEvents();
    void theLatestWins();
    void theWindowStaysAwake();
    void manyEdits();
    void closingAsks();
    void withoutEvents();
    void pictures_data();
    void pictures();

private:
    std::unique_ptr<Look> m_look;
};

void tst_RecipeDialog::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_RecipeDialog::startsNew()
{
    Bench b(orders(5));
    QCOMPARE(namelessWidgets(b.dialog).join(u", "_s), QString());
    QTRY_VERIFY(!b.state().isEmpty());
    QVERIFY(!b.usable());
    QCOMPARE(b.dialog->recipeName(), QString());
    // Its events are there to be looked at all the same.
    QTRY_COMPARE(b.find<QTableView>(u"Samples"_s)->model()->rowCount(), 5);
    QTRY_VERIFY(b.find<JsonTreeView>({})->model()->rowCount() > 0);
}

void tst_RecipeDialog::showsTheEffect()
{
    Bench b(orders(305));
    b.dialog->setRecipeText(Fix);
    QTRY_VERIFY(b.usable());
    QTRY_COMPARE(b.chip(u"Changed"_s), u"changes 244"_s);
    QCOMPARE(b.chip(u"Unchanged"_s), u"unchanged 61"_s);
    QCOMPARE(b.chip(u"Failed"_s), QString());
    QCOMPARE(b.effect(0), u"1 change(s)"_s);
    QCOMPARE(b.effect(4), u"unchanged"_s);
    QTRY_VERIFY(b.diff().contains(u"set /data/currency"_s));
    QVERIFY(b.diff().contains(u"−     \"currency\": \"XXX\",\n+     \"currency\": \"USD\","_s));
    QVERIFY(b.diff().contains(u"      \"total\": 0.10,"_s));
    // The schema says so before and after.
    const auto *model = b.find<QTableView>(u"Samples"_s)->model();
    QTRY_COMPARE(model->index(0, 2).data().toString(), u"invalid"_s);
    QCOMPARE(model->index(0, 3).data().toString(), u"valid"_s);
    QCOMPARE(model->index(0, 0).data().toString(), u"m-0"_s);
    b.find<QTableView>(u"Samples"_s)->setCurrentIndex(model->index(4, 0));
    QTRY_VERIFY(b.diff().contains(u"Nothing changes"_s));
    QCOMPARE(b.dialog->recipeText(), Fix);
    QCOMPARE(b.dialog->recipeName(), u"fix-currency version 1"_s);
    QSignalSpy accepted(b.dialog.data(), &QDialog::accepted);
    QString got;
    connect(b.dialog.data(), &QDialog::accepted, this, [&] { got = b.dialog->recipeText(); });
    b.find<QPushButton>(u"Use recipe"_s)->click();
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(got, Fix);
    QTRY_VERIFY(!b.dialog);
}

void tst_RecipeDialog::formWritesTheText()
{
    Bench b(orders(5));
    const auto type = [&](const QString &field, const QString &text) {
        auto *edit = b.find<QLineEdit>(field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    };
    type(u"Recipe name"_s, u"fix"_s);
    type(u"Edit 1 place"_s, u"/data/currency"_s);
    type(u"Edit 1 value"_s, u"'USD'"_s);
    b.find<QPushButton>(u"Add edit"_s)->click();
    b.find<QComboBox>(u"Edit 2 kind"_s)->setCurrentIndex(2);
    type(u"Edit 2 place"_s, u"/data/total"_s);
    type(u"Edit 2 to"_s, u"/data/sum"_s);
    b.find<QPushButton>(u"Add edit"_s)->click();
    b.find<QComboBox>(u"Edit 3 kind"_s)->setCurrentIndex(4);
    type(u"Edit 3 place"_s, u"x-fixed"_s);
    type(u"Edit 3 value"_s, u"\"1\""_s);
    type(u"When"_s, u"type == 'order.placed'"_s);
    QCOMPARE(b.source(), u"recipe: fix\nversion: 1\nwhen: \"type == 'order.placed'\"\nedits:\n"
                         "  - set: /data/currency\n    value: \"'USD'\"\n"
                         "  - rename: /data/total\n    to: /data/sum\n"
                         "  - header: x-fixed\n    value: '\"1\"'\n"_s);
    QTRY_VERIFY(b.usable());
    QTRY_COMPARE(b.chip(u"Changed"_s), u"changes 5"_s);
    QTRY_VERIFY(b.diff().contains(u"+ x-fixed: 1"_s));
    b.find<QToolButton>(u"Edit 3 up"_s)->click();
    b.find<QToolButton>(u"Edit 1 remove"_s)->click();
    QCOMPARE(b.source(), u"recipe: fix\nversion: 1\nwhen: \"type == 'order.placed'\"\nedits:\n"
                         "  - header: x-fixed\n    value: '\"1\"'\n"
                         "  - rename: /data/total\n    to: /data/sum\n"_s);
    // Undo of the text takes back what the form did.
    b.find<QPlainTextEdit>(u"Recipe"_s)->undo();
    QTRY_COMPARE(b.find<QComboBox>(u"Edit 1 kind"_s)->currentIndex(), 0);
    QCOMPARE(b.find<QLineEdit>(u"Edit 1 place"_s)->text(), u"/data/currency"_s);
}

void tst_RecipeDialog::textFillsTheForm()
{
    Bench b(orders(5));
    b.write(u"{\"recipe\":\"j\",\"version\":4,\"applies_to\":\"a\",\"from\":\"1.0\",\"to\":\"2.0\","
            "\"edits\":[{\"append\":\"/data/tags\",\"value\":\"'x'\"},{\"remove_header\":\"x-bad\"}]}"_s);
    QTRY_COMPARE(b.find<QLineEdit>(u"Recipe name"_s)->text(), u"j"_s);
    QCOMPARE(b.find<QSpinBox>(u"Recipe version"_s)->value(), 4);
    QCOMPARE(b.find<QComboBox>(u"Applies to"_s)->currentText(), u"a"_s);
    QCOMPARE(b.find<QComboBox>(u"From version"_s)->currentText(), u"1.0"_s);
    QCOMPARE(b.find<QComboBox>(u"To version"_s)->currentText(), u"2.0"_s);
    QCOMPARE(b.find<QComboBox>(u"Edit 1 kind"_s)->currentIndex(), 3);
    QCOMPARE(b.find<QLineEdit>(u"Edit 1 value"_s)->text(), u"'x'"_s);
    QCOMPARE(b.find<QComboBox>(u"Edit 2 kind"_s)->currentIndex(), 5);
    QCOMPARE(b.find<QLineEdit>(u"Edit 2 place"_s)->text(), u"x-bad"_s);
    // The form changes of JSON what it names.
    b.find<QSpinBox>(u"Recipe version"_s)->setValue(5);
    QVERIFY(b.source().startsWith(u"{\"recipe\":\"j\",\"version\":5,\"applies_to\":\"a\""_s));
    // Nobody is meant: the types differ.
    QTRY_COMPARE(b.chip(u"Not meant"_s), u"not meant 5"_s);
}

void tst_RecipeDialog::mistakesAreMarked()
{
    Bench b(orders(5));
    b.write(QString(Fix).replace(u"? 'USD'"_s, u"? 'USD' +"_s));
    QTRY_VERIFY2(b.state().startsWith(u"Edit 1: The expression is wrong at column "_s), qPrintable(b.state()));
    QVERIFY(!b.usable());
    QTRY_VERIFY(b.says(u"Edit 1: The expression is wrong"_s));
    const auto marks = b.find<QPlainTextEdit>(u"Recipe"_s)->extraSelections();
    QCOMPARE(marks.size(), 1);
    QCOMPARE(b.effect(0), u"–"_s);
    b.write(u"recipe: [\n"_s);
    QTRY_VERIFY(b.says(u"Mend it there first"_s));
    QVERIFY(!b.find<QLineEdit>(u"Recipe name"_s)->isEnabled());
    b.write(Fix);
    QTRY_VERIFY(b.usable());
    QVERIFY(b.find<QLineEdit>(u"Recipe name"_s)->isEnabled());
    QVERIFY(b.find<QPlainTextEdit>(u"Recipe"_s)->extraSelections().isEmpty());
}

void tst_RecipeDialog::aClickedValueIsTheEditsPlace()
{
    Bench b(orders(5));
    auto *tree = b.find<JsonTreeView>({});
    QTRY_VERIFY(tree->model()->rowCount() > 0);
    const auto click = [&](std::initializer_list<int> rows) {
        QModelIndex at = tree->model()->index(0, 0);
        for (const int row : rows)
            at = tree->model()->index(row, 0, at);
        emit tree->clicked(at);
    };
    click({3, 0}); // data.currency
    QCOMPARE(b.find<QLineEdit>(u"Edit 1 place"_s)->text(), u"/data/currency"_s);
    b.find<QPushButton>(u"Add edit"_s)->click();
    click({3, 4, 1, 0}); // data.items[1].sku
    QCOMPARE(b.find<QLineEdit>(u"Edit 2 place"_s)->text(), u"/data/items/1/sku"_s);
    QVERIFY(b.source().contains(u"- set: /data/items/1/sku"_s));
}

void tst_RecipeDialog::expressionsAreCompleted()
{
    Bench b(orders(5));
    auto *place = b.find<QLineEdit>(u"Edit 1 place"_s);
    const auto offered = [&] {
        QStringList all;
        const auto *model = place->completer()->model();
        for (int i = 0; i < model->rowCount(); ++i)
            all += model->index(i, 0).data().toString();
        return all;
    };
    QTRY_VERIFY(offered().contains(u"/data/currency"_s));
    QVERIFY(offered().contains(u"/data/items/0/sku"_s));
    QVERIFY(!offered().contains(u"/data/items/1/sku"_s));
    auto *value = b.find<FilterField>(u"Edit 1 value"_s);
    value->setFocus();
    QTest::keyClicks(value, u"value.data.cur"_s);
    QTRY_VERIFY2(value->offered().join(u' ').contains(u"currency"_s), qPrintable(value->offered().join(u' ')));
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(value->text(), u"value.data.currency"_s);
    // Escape closes a list, and clears nothing.
    QTest::keyClick(value, Qt::Key_Escape);
    QCOMPARE(value->text(), u"value.data.currency"_s);
    QVERIFY(b.dialog->isVisible());
    QVERIFY(b.find<QComboBox>(u"Applies to"_s)->findText(u"order.placed"_s) >= 0);
}

void tst_RecipeDialog::savesAndRaisesTheVersion()
{
    Bench b(orders(5));
    b.dialog->setRecipeText(Fix);
    QTRY_VERIFY(b.find<QPushButton>(u"Save recipe"_s)->isEnabled());
    b.find<QPushButton>(u"Save recipe"_s)->click();
    QTRY_VERIFY(b.says(u"fix-currency version 1 is saved as recipes/fix-currency.yaml."_s));
    auto *list = b.find<QListWidget>(u"Recipes"_s);
    QCOMPARE(list->count(), 1);
    QCOMPARE(list->currentItem()->text(), u"fix-currency  v1"_s);
    QFile file(b.folder.filePath(u"recipes/fix-currency.yaml"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), Fix.toUtf8());
    b.write(u"# mine\n"_s + QString(Fix).replace(u"'USD'"_s, u"'CHF'"_s));
    QTRY_VERIFY(b.usable());
    b.find<QPushButton>(u"Save recipe"_s)->click();
    QTRY_VERIFY(b.says(u"Version 1 of fix-currency is saved already"_s));
    b.notice(u"Save as next version"_s);
    QTRY_VERIFY(b.says(u"fix-currency version 2 is saved"_s));
    QVERIFY2(b.source().startsWith(u"# mine\nrecipe: fix-currency\nversion: 2\n"_s), qPrintable(b.source()));
    QCOMPARE(list->count(), 1);
    const auto stored = RecipeStore(b.folder.path()).load();
    QCOMPARE(stored->find(u"fix-currency"_s)->recipe.version, 2);
    // Everything is saved: closing asks nothing.
    b.dialog->reject();
    QTRY_VERIFY(!b.dialog);
}

void tst_RecipeDialog::listNewCopyRemove()
{
    QTemporaryDir folder;
    RecipeStore store(folder.path());
    QVERIFY(store.save(Fix.toStdString()).ok());
    QVERIFY(store.save(R"({"recipe":"other","version":2,"edits":[{"remove":"/data/tmp"}]})").ok());
    QFile broken(folder.filePath(u"recipes/broken.yaml"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("recipe: [");
    broken.close();
    QPointer<RecipeDialog> dialog = new RecipeDialog(store, orders(5), nullptr);
    dialog->show();
    auto *list = dialog->findChild<QListWidget *>(u"Recipes"_s);
    QTRY_COMPARE(list->count(), 2);
    QVERIFY(dialog->findChild<QLabel *>(u"Recipes note"_s)->text().contains(u"1 file(s) can't be used"_s));
    list->setCurrentRow(1);
    auto *text = dialog->findChild<QPlainTextEdit *>(u"Recipe"_s);
    QVERIFY(text->toPlainText().contains(u"/data/tmp"_s));
    text->setPlainText(text->toPlainText().replace(u"tmp"_s, u"total"_s));
    list->setCurrentRow(0);
    QCOMPARE(text->toPlainText(), Fix);
    // What was written is not gone.
    dialog->findChild<QWidget *>(u"Result"_s)->findChild<QPushButton *>(u"Undo"_s)->click();
    QVERIFY(text->toPlainText().contains(u"/data/total"_s));
    list->setCurrentRow(1);
    list->setCurrentRow(0);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"Use recipe"_s)->isEnabled());
    dialog->findChild<QToolButton *>(u"Duplicate recipe"_s)->click();
    QVERIFY(text->toPlainText().contains(u"fix-currency copy"_s));
    list->setCurrentRow(1);
    dialog->findChild<QToolButton *>(u"Remove recipe"_s)->click();
    QTRY_COMPARE(list->count(), 1);
    QVERIFY(!RecipeStore(folder.path()).load()->find(u"other"_s));
    dialog->findChild<QWidget *>(u"Result"_s)->findChild<QPushButton *>(u"Undo"_s)->click();
    QTRY_COMPARE(list->count(), 2);
    dialog->findChild<QToolButton *>(u"New recipe"_s)->click();
    QVERIFY(text->toPlainText().startsWith(u"recipe: \"\"\n"_s));
    delete dialog;
}

void tst_RecipeDialog::withoutWorkspace()
{
    Bench b(orders(5), false);
    b.dialog->setRecipeText(Fix);
    QTRY_VERIFY(b.usable());
    QVERIFY(!b.find<QPushButton>(u"Save recipe"_s)->isEnabled());
    QVERIFY(b.says(u"No workspace is open"_s));
}

void tst_RecipeDialog::commentsAreSpokenOf()
{
    Bench b(orders(5));
    b.dialog->setRecipeText(u"# by hand\n"_s + Fix);
    QTRY_VERIFY(b.says(u"its comments are lost"_s));
    b.find<QWidget>(u"Form notice"_s)->findChild<QPushButton *>(u"Edit the text"_s)->click();
    QCOMPARE(b.find<QTabBar>(u"Recipe views"_s)->currentIndex(), 1);
    b.find<QSpinBox>(u"Recipe version"_s)->setValue(2);
    QVERIFY(b.source().startsWith(u"# by hand\n"_s));
    QTest::keyClicks(b.find<QLineEdit>(u"Recipe name"_s), u"x"_s);
    QVERIFY(!b.source().contains(u'#'));
    b.find<QPlainTextEdit>(u"Recipe"_s)->undo();
    QVERIFY(b.source().startsWith(u"# by hand\n"_s));
}

void tst_RecipeDialog::failingEventsStay()
{
    RecipeEvents e = orders(10);
    std::vector<Event> events;
    for (int i = 0; i < 10; ++i)
        events.push_back(dead::event(i, i == 3 ? "not JSON" : dead::order(i, i == 5 ? "" : "XXX")));
    e.set = dead::set(std::move(events));
    Bench b(e);
    b.dialog->setRecipeText(u"recipe: x\nedits:\n  - set: /data/n\n    value: size(value.data.currency)\n"_s);
    QTRY_COMPARE(b.chip(u"Failed"_s), u"fails 2: they stay"_s);
    QCOMPARE(b.chip(u"Changed"_s), u"changes 8"_s);
    QVERIFY2(b.effect(3).startsWith(u"fails: The recipe edits JSON"_s), qPrintable(b.effect(3)));
    QVERIFY2(b.effect(5).startsWith(u"fails: Edit 1: The expression fails"_s), qPrintable(b.effect(5)));
    b.find<QTableView>(u"Samples"_s)->selectRow(5);
    QTRY_VERIFY(b.diff().contains(u"The event stays where it is."_s));
}

void tst_RecipeDialog::hostileEvents()
{
    std::vector<Event> events;
    events.push_back(dead::event(0, std::string(10'000, '[') + std::string(10'000, ']')));
    events.push_back(dead::event(1, "\"" + std::string(std::size_t(100) << 20, 'x') + "\""));
    events.push_back(dead::event(2, std::string("\x00\xff\xfe", 3)));
    events.push_back(dead::event(3, dead::order(3, "XXX")));
    std::string wide = "{\"data\":{";
    for (int i = 0; i < 50'000; ++i)
        wide += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":{\"a\":[1,2,3]}";
    events.push_back(dead::event(4, wide + "}}"));
    events.push_back(dead::event(5, ""));
    RecipeEvents e = orders(1);
    e.set = dead::set(std::move(events));
    QVERIFY(e.set);
    e.selection = dead::all(*e.set);
    QElapsedTimer clock;
    clock.start();
    Bench b(e);
    b.dialog->setRecipeText(u"recipe: x\nedits:\n  - set: /data/currency\n    value: \"'USD'\"\n"_s);
    QTRY_VERIFY(b.usable());
    QTRY_COMPARE(b.chip(u"Left out"_s), u"too large to try 1"_s);
    QTRY_COMPARE(b.chip(u"Changed"_s), u"changes 2"_s);
    QCOMPARE(b.chip(u"Failed"_s), u"fails 3: they stay"_s);
    for (const int row : {0, 1, 2, 4, 5}) {
        b.find<QTableView>(u"Samples"_s)->selectRow(row);
        QTest::qWait(50);
    }
    b.find<QTableView>(u"Samples"_s)->selectRow(1);
    QTRY_VERIFY2(b.diff().contains(u"100 MiB is left out here"_s), qPrintable(b.diff()));
    QVERIFY2(clock.elapsed() < 8000, qPrintable(QString::number(clock.elapsed())));
}

void tst_RecipeDialog::theLatestWins()
{
    Bench b(orders(3000));
    for (int i = 0; i < 20; ++i) {
        b.write(QString(Fix).replace(u"'USD'"_s, u"'U%1'"_s.arg(i)));
        QTest::qWait(i % 3 == 0 ? 270 : 5);
    }
    QTRY_VERIFY(b.usable());
    QTRY_COMPARE(b.chip(u"Changed"_s), u"changes 2,400"_s);
    QTRY_VERIFY2(b.diff().contains(u"\"U19\""_s), qPrintable(b.diff()));
    QCOMPARE(b.find<QTableView>(u"Samples"_s)->model()->rowCount(), 150);
}

// Nothing of it is done on the thread that paints.
void tst_RecipeDialog::theWindowStaysAwake()
{
    const RecipeEvents events = orders(60'000);
    Bench b(events);
    QTest::qWait(200);
    test::Lateness lateness;
    b.write(Fix);
    QTRY_COMPARE(b.chip(u"Changed"_s), u"changes 48,000"_s);
    QTRY_VERIFY(b.diff().contains(u"set /data/currency"_s));
    QVERIFY2(lateness.worst() < 200, qPrintable(QString::number(lateness.worst())));
}

void tst_RecipeDialog::manyEdits()
{
    Bench b(orders(5));
    QString many = u"recipe: many\nedits:\n"_s;
    for (int i = 0; i < 900; ++i)
        many += u"  - remove: /data/k%1\n"_s.arg(i);
    QElapsedTimer clock;
    clock.start();
    b.dialog->setRecipeText(many);
    QVERIFY(!b.find<QLineEdit>(u"Recipe name"_s)->isEnabled());
    QTRY_VERIFY(b.says(u"A recipe of 900 edit(s) is edited as text."_s));
    QTRY_VERIFY(b.usable());
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(!b.find<QWidget>(u"Edit 101"_s));
}

void tst_RecipeDialog::closingAsks()
{
    Bench b(orders(5));
    b.write(Fix);
    b.dialog->reject();
    auto *box = b.find<QMessageBox>(u"Drop changes"_s);
    QVERIFY(box && b.dialog->isVisible());
    box->findChild<QPushButton *>(u"Drop the changes"_s)->click();
    QTRY_VERIFY(!b.dialog);
    Bench untouched(orders(5));
    untouched.dialog->reject();
    QTRY_VERIFY(!untouched.dialog);
}

void tst_RecipeDialog::withoutEvents()
{
    Bench b(RecipeEvents{});
    b.dialog->setRecipeText(Fix);
    QTRY_VERIFY(b.usable());
    QVERIFY(b.says(u"No dead letters are chosen"_s));
}

void tst_RecipeDialog::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// Set FLOWBENCH_PICTURES to a folder to look at them.
void tst_RecipeDialog::pictures()
{
    QFETCH(bool, dark);
    m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    RecipeEvents events = orders(312);
    QTemporaryDir folder;
    RecipeStore store(folder.path());
    QVERIFY(store.save(Fix.toStdString()).ok());
    QVERIFY(store.save("recipe: drop-tmp\nversion: 3\nedits:\n  - remove: /data/tmp\n").ok());
    QVERIFY(store.save("recipe: reroute-eu\nversion: 2\nedits:\n  - remove_header: x-region\n").ok());
    QPointer<RecipeDialog> dialog = new RecipeDialog(store, events, nullptr);
    dialog->show();
    QTest::qWait(300);
    dialog->findChild<QListWidget *>(u"Recipes"_s)->setCurrentRow(1);
    dialog->findChild<QPlainTextEdit *>(u"Recipe"_s)
        ->setPlainText(Fix + u"  - rename: /data/total\n    to: /data/amount\n  - remove: /data/tmp\n"
                             "  - header: x-fixed\n    value: \"'1'\"\nwhen: \"!('x-fixed' in headers)\"\n"_s);
    QTest::qWait(900);
    const QString where = qEnvironmentVariable("FLOWBENCH_PICTURES");
    const QString theme = dark ? u"dark"_s : u"light"_s;
    const auto picture = [&](const QString &name) {
        const QPixmap p = dialog->grab();
        QVERIFY(!p.isNull());
        if (!where.isEmpty())
            QVERIFY(p.save(u"%1/recipe-%2-%3.png"_s.arg(where, name, theme)));
    };
    picture(u"form"_s);
    dialog->findChild<QTabBar *>(u"Recipe views"_s)->setCurrentIndex(1);
    dialog->findChild<QTabBar *>(u"Sample"_s)->setCurrentIndex(1);
    QTest::qWait(200);
    picture(u"text"_s);
    auto *text = dialog->findChild<QPlainTextEdit *>(u"Recipe"_s);
    text->setPlainText(text->toPlainText().replace(u"? 'USD'"_s, u"? USD'"_s));
    QTest::qWait(600);
    picture(u"mistake"_s);
    dialog->findChild<QTabBar *>(u"Recipe views"_s)->setCurrentIndex(0);
    QTest::qWait(200);
    picture(u"formmistake"_s);
    delete dialog;
    m_look->setChoice(ThemeChoice::Light);
}

QTEST_MAIN(tst_RecipeDialog)
#include "tst_recipedialog.moc"
