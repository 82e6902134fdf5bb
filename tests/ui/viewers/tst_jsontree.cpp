// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/viewers/bodies.h"
#include "ui/look/theme.h"
#include "ui/viewers/jsontree.h"
#include "ui/viewers/jsontreeview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace flowbench;

namespace {

std::shared_ptr<const JsonNodes> nodesOf(const QByteArray &json, std::size_t max = JsonNodes::maxNodes)
{
    return std::make_shared<const JsonNodes>(parseNodes(json, {}, max));
}

QString textOf(const QModelIndex &index, int column) { return index.siblingAtColumn(column).data().toString(); }

} // namespace

class TstJsonTree : public QObject
{
    Q_OBJECT
private slots:
    void modelIsSound()
    {
        JsonTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNodes(nodesOf(R"({"a":1.10,"b":{"c":["x",null,{}]},"d":[]})"));
        model.setNodes(nullptr);
        QByteArray many("[");
        for (int i = 0; i < 2500; ++i)
            many += QByteArray::number(i) + ',';
        many.back() = ']';
        model.setNodes(nodesOf(many));
    }

    void showsLiteralsAsTheyCame()
    {
        JsonTreeModel model;
        model.setNodes(nodesOf(R"({"a":1.10,"b":{"c":["x\u0041",null]},"a":1e400})"));
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(model.rowCount(root), 3);
        QCOMPARE(textOf(model.index(0, 0, root), 0), QStringLiteral("a"));
        QCOMPARE(textOf(model.index(0, 0, root), 1), QStringLiteral("1.10"));
        QCOMPARE(textOf(model.index(2, 0, root), 0), QStringLiteral("a"));
        QCOMPARE(textOf(model.index(2, 0, root), 1), QStringLiteral("1e400"));
        const QModelIndex c = model.index(0, 0, model.index(1, 0, root));
        QCOMPARE(textOf(model.index(0, 0, c), 1), QStringLiteral("\"x\\u0041\""));
        QCOMPARE(model.pathOf(model.index(0, 0, c)), QStringLiteral("b.c[0]"));
        QCOMPARE(c.data(JsonTreeModel::RawRole).toByteArray(), QByteArray(R"(["x\u0041",null])"));
    }

    void hostileTextIsVisible()
    {
        JsonTreeModel model;
        model.setNodes(nodesOf("{\"\xE2\x80\xAE key\":\"a\xE2\x80\x8B\"}"));
        const QModelIndex entry = model.index(0, 0, model.index(0, 0));
        QVERIFY(textOf(entry, 0).contains(QStringLiteral("202E")));
        QVERIFY(textOf(entry, 1).contains(QStringLiteral("200B")));
    }

    void longArraysAreGrouped()
    {
        QByteArray many("[");
        for (int i = 0; i < 2500; ++i)
            many += QByteArray::number(i) + ',';
        many.back() = ']';
        JsonTreeModel model;
        model.setNodes(nodesOf(many));
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(model.rowCount(root), 3);
        const QModelIndex last = model.index(2, 0, root);
        QCOMPARE(textOf(last, 0), QStringLiteral("2000 … 2499"));
        QCOMPARE(model.rowCount(last), 500);
        const QModelIndex item = model.index(499, 0, last);
        QCOMPARE(textOf(item, 1), QStringLiteral("2499"));
        QCOMPARE(item.parent(), last);
        QCOMPARE(last.parent(), root);
        QCOMPARE(model.indexOfNode(2500), item);
    }

    void tenThousandLevels()
    {
        JsonTreeModel model;
        model.setNodes(nodesOf(test::nested(10000)));
        QModelIndex index = model.index(0, 0);
        int depth = 0;
        while (model.rowCount(index) > 0) {
            index = model.index(0, 0, index);
            ++depth;
        }
        QCOMPARE(depth, 10000);
        QCOMPARE(textOf(index, 1), QStringLiteral("1"));
        int up = 0;
        while (index.parent().isValid()) {
            index = index.parent();
            ++up;
        }
        QCOMPARE(up, 10000);
    }

    void deepestValueCanBeShown()
    {
        JsonTreeView view(nullptr);
        view.resize(400, 300);
        view.show();
        QSignalSpy parsed(&view, &JsonTreeView::parsed);
        view.setBytes(test::nested(2000));
        QVERIFY(parsed.wait(5000));
        view.showOffset(2000);
        QCOMPARE(view.currentOffset(), 2000);
        view.collapse(view.model()->index(0, 0));
        view.expand(view.model()->index(0, 0)); // all the levels below are open
        view.grab();
    }

    void cappedAndBroken()
    {
        const auto capped = nodesOf("[1,2,3,4,5]", 3);
        QVERIFY(capped->capped);
        QCOMPARE(capped->nodes.size(), 3u);
        const auto broken = nodesOf("{\"a\":[1,2,x]}");
        QVERIFY(!broken->problem.ok());
        JsonTreeModel model;
        model.setNodes(broken);
        const QModelIndex a = model.index(0, 0, model.index(0, 0));
        QCOMPARE(model.rowCount(a), 2);
        JsonTreeView view(nullptr);
        QSignalSpy parsed(&view, &JsonTreeView::parsed);
        view.setBytes("{\"a\":[1,2,x]}");
        QVERIFY(parsed.wait(5000));
        QVERIFY(parsed[0][0].toString().contains(QStringLiteral("line 1, column 11")));
    }

    void nodeAtOffset()
    {
        const auto nodes = nodesOf(R"({"key":[10,20]})");
        QCOMPARE(nodes->nodeAt(0), 0u);
        QCOMPARE(nodes->nodeAt(2), 1u);  // inside the key
        QCOMPARE(nodes->nodeAt(8), 2u);  // 10
        QCOMPARE(nodes->nodeAt(12), 3u); // 20
    }
};

QTEST_MAIN(TstJsonTree)
#include "tst_jsontree.moc"
