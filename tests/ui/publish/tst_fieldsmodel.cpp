// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/eventjson.h"
#include "ui/look/names.h"
#include "ui/publish/bytesfield.h"
#include "ui/publish/fieldseditor.h"
#include "ui/publish/fieldsmodel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace flowbench;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace {
std::string sampleFields()
{
    Event e;
    e.addHeader("type", "order.placed"sv);
    e.addHeader("type", "again"sv);
    e.addHeader("raw", "\xff\x00\x01"sv);
    e.addHeader("lines", "a\nb"sv);
    e.addHeader("none", std::nullopt);
    e.addHeader("empty", ""sv);
    e.addField({FieldPlace::Header, FieldType::Int64, false, "count", "9223372036854775807"});
    e.addField({FieldPlace::Header, FieldType::Table, false, "table", R"({"b": 1.50})"});
    e.addField({FieldPlace::Header, FieldType::Void, true, "void", {}});
    return e.fields;
}

QByteArray bytesOf(const std::string &s) { return QByteArray::fromStdString(s); }

void setText(FieldsModel &model, int row, int column, const QString &text, bool taken = true)
{
    QCOMPARE(model.setData(model.index(row, column), text, Qt::EditRole), taken);
}
} // namespace

class TestFieldsModel : public QObject
{
    Q_OBJECT

private slots:
    void untouchedFieldsAreSentAsTheyCame()
    {
        QUndoStack undo;
        FieldsModel model(FieldPlace::Header, undo);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFields(sampleFields());
        QCOMPARE(bytesOf(model.fields()), bytesOf(sampleFields()));
        // What is looked at, or edited to what it was, stays as it is too.
        for (int row = 0; row < model.rowCount(); ++row) {
            for (const int column : {FieldsModel::NameColumn, FieldsModel::ValueColumn}) {
                const QModelIndex i = model.index(row, column);
                QVERIFY(model.setData(i, model.data(i, Qt::EditRole), Qt::EditRole));
            }
        }
        QCOMPARE(bytesOf(model.fields()), bytesOf(sampleFields()));
        QCOMPARE(undo.count(), 0);
    }

    void bytesThatAreNoLineAreBase64()
    {
        QUndoStack undo;
        FieldsModel model(FieldPlace::Header, undo);
        model.setFields(sampleFields());
        QVERIFY(model.rows()[2].base64);
        QVERIFY(model.rows()[3].base64);
        QCOMPARE(model.data(model.index(2, FieldsModel::ValueColumn), Qt::EditRole).toString(), u"/wAB"_s);
        QSignalSpy refused(&model, &FieldsModel::refused);
        QVERIFY(!model.setForm(3, {}));
        QCOMPARE(refused.size(), 1);
        setText(model, 2, FieldsModel::ValueColumn, u"AAAA"_s);
        QCOMPARE(model.rows()[2].value, QByteArray(3, '\0'));
        setText(model, 2, FieldsModel::ValueColumn, u"no base64!"_s, false);
        QCOMPARE(model.rows()[2].value, QByteArray(3, '\0'));
        QCOMPARE(refused.size(), 2);
    }

    void everyChangeCanBeUndone()
    {
        QUndoStack undo;
        FieldsModel model(FieldPlace::Header, undo);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFields(sampleFields());
        FieldRow row;
        row.name = "new";
        row.value = "1";
        QCOMPARE(model.addRow(1, row), 2);
        QCOMPARE(model.rows()[2].name, QByteArray("new"));
        QVERIFY(model.moveRow(2, 0));
        QCOMPARE(model.rows()[0].name, QByteArray("new"));
        QVERIFY(!model.moveRow(0, -1));
        setText(model, 0, FieldsModel::NameColumn, u"newer"_s);
        setText(model, 0, FieldsModel::ValueColumn, u"2"_s);
        QVERIFY(model.setForm(0, {FieldType::Bytes, true, false}));
        model.removeFieldRows({1, 2});
        QCOMPARE(model.rowCount(), 8);
        QCOMPARE(undo.count(), 6);
        while (undo.canUndo())
            undo.undo();
        QCOMPARE(bytesOf(model.fields()), bytesOf(sampleFields()));
        while (undo.canRedo())
            undo.redo();
        QCOMPARE(model.rowCount(), 8);
        QVERIFY(model.rows()[0].null);
    }

    void typedValuesMustFit_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("taken");
        QTest::newRow("long") << int(FieldType::Int64) << u"-9223372036854775808"_s << true;
        QTest::newRow("long, too long") << int(FieldType::Int64) << u"9223372036854775808"_s << false;
        QTest::newRow("long, text") << int(FieldType::Int64) << u"x"_s << false;
        QTest::newRow("boolean") << int(FieldType::Boolean) << u"false"_s << true;
        QTest::newRow("boolean, number") << int(FieldType::Boolean) << u"1"_s << false;
        QTest::newRow("double") << int(FieldType::Double) << u"1.50"_s << true;
        QTest::newRow("double, empty") << int(FieldType::Double) << QString() << false;
        QTest::newRow("array") << int(FieldType::Array) << u"[1,\"a\"]"_s << true;
        QTest::newRow("array, two") << int(FieldType::Array) << u"[1],[2]"_s << false;
        QTest::newRow("table") << int(FieldType::Table) << u"{\"a\":{}}"_s << true;
        QTest::newRow("table, broken") << int(FieldType::Table) << u"{"_s << false;
        QTest::newRow("timestamp") << int(FieldType::Timestamp) << u"1782907471"_s << true;
        QTest::newRow("timestamp, ISO") << int(FieldType::Timestamp) << u"2026-07-01T12:04:31Z"_s << true;
        QTest::newRow("timestamp, text") << int(FieldType::Timestamp) << u"today"_s << false;
    }
    void typedValuesMustFit()
    {
        QFETCH(int, type);
        QFETCH(QString, text);
        QFETCH(bool, taken);
        QUndoStack undo;
        FieldsModel model(FieldPlace::Header, undo);
        model.setTyped(true);
        FieldRow row;
        row.name = "h";
        row.value = "";
        model.addRow(0, row);
        QVERIFY(model.setForm(0, {FieldType(type), false, false}));
        const QByteArray before = model.rows()[0].value;
        QSignalSpy refused(&model, &FieldsModel::refused);
        setText(model, 0, FieldsModel::ValueColumn, text, taken);
        QCOMPARE(refused.size(), taken ? 0 : 1);
        if (!taken)
            QCOMPARE(model.rows()[0].value, before);
        else if (FieldType(type) == FieldType::Timestamp)
            QCOMPARE(model.rows()[0].value, QByteArray("1782907471"));
        else
            QCOMPARE(model.rows()[0].value, text.toUtf8());
    }

    void propertiesHaveNamesOfTheirOwnAndTypes()
    {
        QUndoStack undo;
        FieldsModel model(FieldPlace::Property, undo);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.addRow(-1, {});
        setText(model, 0, FieldsModel::NameColumn, u"delivery_mode"_s);
        QCOMPARE(model.rows()[0].value, QByteArray("2"));
        QVERIFY(model.rows()[0].type == FieldType::UInt8);
        setText(model, 0, FieldsModel::ValueColumn, u"300"_s, false);
        model.addRow(0, {});
        QVERIFY(!model.namesOffered(1).contains(u"delivery_mode"_s));
        QVERIFY(model.namesOffered(0).contains(u"delivery_mode"_s));
        setText(model, 1, FieldsModel::NameColumn, u"delivery_mode"_s, false);
        setText(model, 1, FieldsModel::NameColumn, u"x-own"_s, false);
        setText(model, 1, FieldsModel::NameColumn, u"message_id"_s);
        setText(model, 1, FieldsModel::ValueColumn, u"m1"_s);
        model.addRow(1, {}); // one that was never filled in is not sent
        std::string expected;
        appendField(expected, propertyField("delivery_mode", "2"));
        appendField(expected, propertyField("message_id", "m1"));
        QCOMPARE(bytesOf(model.fields()), bytesOf(expected));
    }

    void hostileTextIsMadeVisible()
    {
        QUndoStack undo;
        FieldsModel model(FieldPlace::Header, undo);
        Event e;
        e.addHeader("<b>\xe2\x80\xae", "<img src=x>"sv);
        model.setFields(e.fields);
        QVERIFY(!model.data(model.index(0, 0), Qt::DisplayRole).toString().contains(QChar(0x202e)));
        QVERIFY(!model.data(model.index(0, 1), Qt::ToolTipRole).toString().contains(u"<img"_s));
        QCOMPARE(bytesOf(model.fields()), bytesOf(e.fields));
    }

    void editorAddsRemovesAndMoves()
    {
        QUndoStack undo;
        QWidget window;
        FieldsEditor editor(FieldPlace::Header, undo, &window);
        editor.resize(500, 300);
        window.show();
        editor.model().setFields(sampleFields());
        const auto button = [&](const QString &name) { return editor.findChild<QToolButton *>(name); };
        QVERIFY(!button(u"Remove header"_s)->isEnabled());
        editor.table()->setCurrentIndex(editor.model().index(0, 0));
        QVERIFY(!button(u"Move up"_s)->isEnabled());
        QTest::mouseClick(button(u"Move down"_s), Qt::LeftButton);
        QCOMPARE(editor.model().rows()[0].value, QByteArray("again"));
        QCOMPARE(editor.table()->currentIndex().row(), 1);
        QTest::mouseClick(button(u"Remove header"_s), Qt::LeftButton);
        QCOMPARE(editor.model().rowCount(), 8);
        QTest::mouseClick(button(u"Undo"_s), Qt::LeftButton);
        QCOMPARE(editor.model().rowCount(), 9);
        QTest::mouseClick(button(u"Add header"_s), Qt::LeftButton);
        QCOMPARE(editor.model().rowCount(), 10);
        // The name is being edited: what is typed goes there.
        auto *edit = editor.table()->findChild<QLineEdit *>(u"Name"_s);
        QVERIFY(edit);
        QTest::keyClicks(edit, u"x-new"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(editor.model().rows()[std::size_t(editor.table()->currentIndex().row())].name,
                     QByteArray("x-new"));
        QCOMPARE(namelessWidgets(&editor), QStringList());
    }

    void keyKeepsItsBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("there");
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("empty") << QByteArray("") << true;
        QTest::newRow("text") << QByteArray("key-1") << true;
        QTest::newRow("blank") << QByteArray(" a ") << true;
        QTest::newRow("umlaut") << QByteArray("\xc3\xa4") << true;
        QTest::newRow("no UTF-8") << QByteArray("\xff\x00", 2) << true;
        QTest::newRow("line feed") << QByteArray("a\nb") << true;
    }
    void keyKeepsItsBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, there);
        BytesField field(u"Key"_s, u"Key"_s, nullptr);
        const auto expected = there ? std::optional(bytes.toStdString()) : std::nullopt;
        field.setBytes(expected);
        QVERIFY(field.bytes() == expected);
        QVERIFY(field.isValid());
        // Another form writes the same bytes; one that can't hold them is not taken.
        if (there) {
            auto *form = field.findChild<QComboBox *>(u"Key form"_s);
            form->setCurrentIndex(1);
            QVERIFY(field.bytes() == expected);
            form->setCurrentIndex(0);
            if (!bytes.isEmpty())
                QVERIFY(field.bytes() == expected);
        }
    }

    void brokenBase64IsSaid()
    {
        BytesField field(u"Key"_s, u"Key"_s, nullptr);
        field.setBytes(std::string("\xff"));
        field.findChild<QLineEdit *>(u"Key"_s)->setText(u"%%"_s);
        QVERIFY(!field.isValid());
        QCOMPARE(namelessWidgets(&field), QStringList());
    }
};

QTEST_MAIN(TestFieldsModel)
#include "tst_fieldsmodel.moc"
