// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/viewers/keyvalueview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QTest>

using namespace flowbench;

class TstKeyValueView : public QObject
{
    Q_OBJECT

    static std::vector<KeyValue> some()
    {
        return {{QStringLiteral("event-type"), "order.placed", QStringLiteral("text")},
                {QStringLiteral("event-type"), "again", QStringLiteral("text")},
                {QStringLiteral("raw"), QByteArray("\xFF\x00\x01", 3), QStringLiteral("bytes")},
                {QStringLiteral("none"), QByteArray(), QString()},
                {QString(QChar(0x202E)) + QStringLiteral("<b>evil"), "<img src=x>\n\xE2\x80\x8B\x1B[31m", QString()}};
    }

private slots:
    void initTestCase() { QApplication::setStyle(new Style); }
    void init() { QApplication::setPalette(Theme::light().palette()); }

    void modelIsSound()
    {
        KeyValueModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(some());
        model.setRows({});
        model.setRows(some());
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.columnCount(), 3);
    }

    void textIsPlainAndVisible()
    {
        KeyValueModel model;
        model.setRows(some());
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, 0), QStringLiteral("event-type"));
        QCOMPARE(text(1, 1), QStringLiteral("again"));
        QCOMPARE(text(2, 1), QStringLiteral("0xff0001"));
        QCOMPARE(text(3, 1), QStringLiteral("no value"));
        QVERIFY(text(4, 0).contains(QStringLiteral("202E")));
        QVERIFY(text(4, 0).contains(QStringLiteral("<b>evil")));
        QVERIFY(text(4, 1).contains(QStringLiteral("200B")));
        for (const QChar c : text(4, 1))
            QVERIFY(c.unicode() >= 0x20);
        QVERIFY(!model.index(4, 1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<img")));
        QCOMPARE(model.index(2, 1).data(KeyValueModel::RawRole).toByteArray(), QByteArray("\xFF\x00\x01", 3));
    }

    void longValuesAreCutInTheirCell()
    {
        KeyValueModel model;
        QByteArray euros;
        for (int i = 0; i < 5000; ++i)
            euros += "\xE2\x82\xAC";
        model.setRows({{QStringLiteral("long"), euros, QString()}});
        const QString text = model.index(0, 1).data().toString();
        QVERIFY(text.startsWith(QChar(0x20AC))); // a halved character at the cut does not make it hex
        QVERIFY(text.size() < 1500);
        QVERIFY(text.endsWith(QChar(0x2026)));
    }

    void copiesSelectedRows()
    {
        KeyValueView view;
        view.setRows(some());
        view.selectRow(0);
        view.selectionModel()->select(view.model()->index(2, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QCOMPARE(view.copyText(), QStringLiteral("event-type: order.placed\nraw: 0xff0001"));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), view.copyText());
    }

    void hundredThousandRows()
    {
        std::vector<KeyValue> rows;
        for (int i = 0; i < 100000; ++i)
            rows.push_back({QStringLiteral("header-%1").arg(i), "value", QStringLiteral("text")});
        KeyValueView view;
        view.resize(400, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QElapsedTimer timer;
        timer.start();
        view.setRows(std::move(rows));
        view.grab();
        view.scrollToBottom();
        view.grab();
        const qint64 shown = timer.restart();
        view.selectAll();
        const QString text = view.copyText();
        qInfo("100 000 rows shown in %lld ms, all copied in %lld ms", shown, timer.elapsed());
        QVERIFY(shown < 500);
        QCOMPARE(text.count(u'\n'), 99999);
        QCOMPARE(view.rowHeight(99999), 25);
    }

    void names()
    {
        KeyValueView view;
        view.setNames(QStringLiteral("Kopfzeilen"), QStringLiteral("Headers"));
        QCOMPARE(view.objectName(), QStringLiteral("Headers"));
        QCOMPARE(view.accessibleName(), QStringLiteral("Kopfzeilen"));
        QCOMPARE(namelessWidgets(&view).join(u','), QString());
    }

    void grabsBothThemes()
    {
        const QByteArray folder = qgetenv("FLOWBENCH_GRABS");
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            QApplication::setPalette(theme->palette());
            KeyValueView view;
            view.resize(520, 200);
            view.setRows(some());
            view.selectRow(1);
            const QImage image = view.grab().toImage();
            QCOMPARE(image.pixelColor(300, 190), theme->surface);
            if (!folder.isEmpty())
                image.save(QString::fromLocal8Bit(folder) + (theme->isDark ? QStringLiteral("/keyvalue-dark.png")
                                                                           : QStringLiteral("/keyvalue-light.png")));
        }
    }
};

QTEST_MAIN(TstKeyValueView)
#include "tst_keyvalueview.moc"
