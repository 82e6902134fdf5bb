// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/viewers/bodies.h"
#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/viewers/bodyeditor.h"
#include "ui/viewers/plainfont.h"

#include <QAction>
#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <Qsci/qsciscintilla.h>

using namespace flowbench;

namespace {

QsciScintilla *inner(BodyEditor &editor) { return editor.findChild<QsciScintilla *>(QStringLiteral("Body")); }

} // namespace

class TstBodyEditor : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QApplication::setStyle(new Style); }
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void keepsBytesExactly_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("editable");
        QTest::newRow("empty") << QByteArray("") << true;
        QTest::newRow("json") << QByteArray("{\"a\": 1.10}") << true;
        QTest::newRow("line ends") << QByteArray("a\r\nb\nc\rd\t") << true;
        QTest::newRow("utf-8") << QByteArray("\xE2\x82\xAC \xF0\x9F\x98\x80 \xE2\x80\xAE \xEF\xBB\xBF") << true;
        QTest::newRow("escape") << QByteArray("a long enough text with one \x1B in it") << true;
        QTest::newRow("nul") << QByteArray("a\0b", 3) << false;
        QTest::newRow("no utf-8") << QByteArray("\xFF\xFE\x80") << false;
        QTest::newRow("large") << test::manyOrders(3 << 20) << false;
    }
    void keepsBytesExactly()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, editable);
        BodyEditor editor;
        QSignalSpy changed(&editor, &BodyEditor::changed);
        editor.setBytes(bytes);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(editor.bytes(), bytes);
        QVERIFY(!editor.bytes().isNull());
        QCOMPARE(editor.isEditable(), editable);
        QCOMPARE(inner(editor)->isReadOnly(), !editable);
    }

    void typingChangesAndUndoes()
    {
        BodyEditor editor;
        editor.show();
        editor.setBytes("{}");
        QSignalSpy changed(&editor, &BodyEditor::changed);
        QTest::keyClicks(inner(editor), QStringLiteral("xy"));
        QVERIFY(changed.count() > 0);
        QCOMPARE(editor.bytes(), QByteArray("xy{}"));
        inner(editor)->undo();
        QCOMPARE(editor.bytes(), QByteArray("{}"));
        inner(editor)->undo(); // what was set is where the history starts
        QCOMPARE(editor.bytes(), QByteArray("{}"));
    }

    void formatKeepsLiteralsInOneUndoStep()
    {
        BodyEditor editor;
        editor.setBytes(R"({"b":1.10,"a":1e400,"b":"\u00e9"})");
        editor.formatAction()->trigger();
        QCOMPARE(editor.bytes(), QByteArray("{\n  \"b\": 1.10,\n  \"a\": 1e400,\n  \"b\": \"\\u00e9\"\n}"));
        inner(editor)->undo();
        QCOMPARE(editor.bytes(), QByteArray(R"({"b":1.10,"a":1e400,"b":"\u00e9"})"));
    }

    void formatGoesToTheFault()
    {
        BodyEditor editor;
        editor.setBytes("{\"a\": x}");
        editor.formatAction()->trigger();
        QCOMPARE(editor.bytes(), QByteArray("{\"a\": x}"));
        QCOMPARE(inner(editor)->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS), 6L);
    }

    void saysWhetherItIsValid()
    {
        BodyEditor editor;
        QSignalSpy checked(&editor, &BodyEditor::checked);
        editor.setBytes("{\"a\": 1}");
        QVERIFY(checked.wait(5000));
        QCOMPARE(checked.last()[0].toBool(), true);
        inner(editor)->insertAt(QStringLiteral("x"), 0, 8); // append() would empty the history
        QVERIFY(checked.wait(5000));
        QCOMPARE(checked.last()[0].toBool(), false);
        auto *state = editor.findChild<QWidget *>(QStringLiteral("Body state"));
        QVERIFY(state);
        editor.resize(900, 300);
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        const QImage invalid = state->grab().toImage();
        inner(editor)->undo();
        QVERIFY(checked.wait(5000));
        QCOMPARE(checked.last()[0].toBool(), true);
        QVERIFY(state->grab().toImage() != invalid);
    }

    void foreignBytesCanBeReplaced()
    {
        BodyEditor editor;
        editor.show();
        editor.setBytes(QByteArray("\x00\xFF", 2));
        auto *over = editor.findChild<QPushButton *>(QStringLiteral("Start over"));
        QVERIFY(over && over->isVisible());
        QTest::mouseClick(over, Qt::LeftButton);
        QVERIFY(editor.isEditable());
        QCOMPARE(editor.bytes(), QByteArray(""));
        QVERIFY(!over->isVisible());
    }

    void ligaturesDoNotShow()
    {
        // "==" is drawn as two signs: the same picture twice, side by side.
        const QFont font = withoutLigatures(editorFont(nullptr));
        QImage image(200, 40, QImage::Format_ARGB32_Premultiplied);
        const auto draw = [&](const QString &text) {
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.setFont(font);
            painter.drawText(10, 25, text);
            return image.copy();
        };
        const int advance = qRound(QFontMetricsF(font).horizontalAdvance(QStringLiteral("==")));
        QVERIFY(advance > 8);
        const QImage pair = draw(QStringLiteral("=="));
        const QImage spaced = draw(QStringLiteral("= ="));
        QCOMPARE(pair.copy(0, 0, 10 + advance / 2, 40), spaced.copy(0, 0, 10 + advance / 2, 40));
    }

    void names()
    {
        BodyEditor editor;
        QCOMPARE(inner(editor)->accessibleName(), QStringLiteral("Body"));
        editor.setBytes(QByteArray("\0", 1));
        QCOMPARE(namelessWidgets(&editor).join(u','), QString());
    }

    void grabsBothThemes()
    {
        const QByteArray folder = qgetenv("FLOWBENCH_GRABS");
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            QApplication::setPalette(theme->palette());
            BodyEditor editor;
            editor.resize(520, 300);
            editor.show();
            QSignalSpy checked(&editor, &BodyEditor::checked);
            editor.setBytes(
                "{\n  \"id\": \"7f3c\",\n  \"total\": 149.90,\n  \"url\": \"http://a == b\",\n  \"ok\": tru\n}");
            QVERIFY(checked.wait(5000));
            QTest::qWait(30);
            const QImage image = editor.grab().toImage();
            QCOMPARE(image.pixelColor(400, 200), theme->surface);
            if (!folder.isEmpty())
                image.save(QString::fromLocal8Bit(folder) +
                           (theme->isDark ? QStringLiteral("/editor-dark.png") : QStringLiteral("/editor-light.png")));
        }
    }
};

QTEST_MAIN(TstBodyEditor)
#include "tst_bodyeditor.moc"
