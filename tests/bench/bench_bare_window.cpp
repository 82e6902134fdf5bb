// SPDX-License-Identifier: GPL-3.0-or-later
// The reference of start_window: a Qt window with a tool bar, a tree and a table, and nothing behind them.
#include <QApplication>
#include <QMainWindow>
#include <QSplitter>
#include <QTableWidget>
#include <QToolBar>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QMainWindow window;
    window.addToolBar(u"bar"_s)->addAction(u"action"_s);
    auto *splitter = new QSplitter;
    auto *tree = new QTreeWidget;
    for (int i = 0; i < 50; ++i)
        tree->addTopLevelItem(new QTreeWidgetItem({u"connection %1"_s.arg(i)}));
    splitter->addWidget(tree);
    splitter->addWidget(new QTableWidget(100, 7));
    window.setCentralWidget(splitter);
    window.resize(1280, 800);
    window.show();
    return application.exec();
}
