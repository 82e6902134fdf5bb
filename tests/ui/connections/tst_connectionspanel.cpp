// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/publish/fakeshop.h"
#include "ui/connections/connectionspanel.h"
#include "ui/connections/prompts.h"
#include "ui/look/names.h"
#include "ui/look/searchfield.h"

#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

using namespace flowbench;
using namespace fakeshop;
using namespace Qt::StringLiterals;

class TestConnectionsPanel : public QObject
{
    Q_OBJECT

    struct Bench
    {
        std::shared_ptr<Broker> broker = std::make_shared<Broker>();
        std::unique_ptr<Session> session;
        ConnectionsPanel panel;
        ConnectionsTree *tree = panel.findChild<ConnectionsTree *>(u"Connections"_s);

        explicit Bench(const Setup &setup = {})
        {
            broker->setChannels({topic(u"orders"_s, 5), topic(u"payments"_s, 5), queue(u"mail"_s, 3)});
            session = makeSession(broker, setup);
            ConnectionItem open, closed;
            open.id = open.name = setup.name;
            open.session = session.get();
            open.environment = setup.environment;
            open.saved = true;
            closed.id = closed.name = u"closed"_s;
            closed.saved = true;
            panel.setConnections({open, closed});
            panel.resize(248, 600);
            panel.show();
            look(*session);
        }
        QModelIndex row(const QString &connection, const QString &channel = {}) const
        {
            return static_cast<ConnectionsModel *>(tree->model())->indexOf(connection, channel);
        }
        QPoint at(const QModelIndex &index) const { return tree->visualRect(index).center(); }
        void click(const QModelIndex &index, Qt::KeyboardModifiers keys = {})
        {
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, keys, at(index));
        }
        // A click and then the double click, as a mouse does it.
        void doubleClick(const QModelIndex &index)
        {
            const QPoint p = at(index);
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, p);
            QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, p);
        }
        // Opens the menu at the row, chooses what begins with `text`, and answers all its texts.
        QStringList menu(const QModelIndex &index, const QString &text)
        {
            QStringList texts;
            QTimer::singleShot(0, &panel, [&] {
                auto *menu = panel.findChild<QMenu *>();
                if (!menu)
                    return;
                QAction *chosen = nullptr;
                for (QAction *a : menu->actions()) {
                    texts.append(a->text());
                    if (!text.isEmpty() && a->text().startsWith(text))
                        chosen = a;
                }
                if (chosen)
                    chosen->trigger();
                menu->close();
            });
            emit tree->customContextMenuRequested(at(index));
            return texts;
        }
    };

private slots:
    void everythingIsNamed()
    {
        Bench b;
        QCOMPARE(namelessWidgets(&b.panel), QStringList());
        QVERIFY(b.tree);
        QCOMPARE(b.panel.field()->objectName(), u"Find a channel"_s);
    }

    void aClickOpensAChannelOnce()
    {
        Bench b;
        QSignalSpy chosen(&b.panel, &ConnectionsPanel::channelsChosen);
        b.click(b.row(u"shop"_s, u"payments"_s));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), u"shop"_s);
        QCOMPARE(chosen[0][1].toStringList(), QStringList{u"payments"_s});
        // A double click is a click and nothing more for a channel.
        chosen.clear();
        b.doubleClick(b.row(u"shop"_s, u"orders"_s));
        QCOMPARE(chosen.size(), 1);
    }

    void severalAreOpenedTogether()
    {
        Bench b;
        QSignalSpy chosen(&b.panel, &ConnectionsPanel::channelsChosen);
        b.tree->setCurrentIndex(b.row(u"shop"_s, u"orders"_s));
        b.tree->selectionModel()->select(b.row(u"shop"_s, u"queue:mail"_s), QItemSelectionModel::Select);
        QTest::keyClick(b.tree, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QStringList channels = chosen[0][1].toStringList();
        channels.sort();
        QCOMPARE(channels, QStringList({u"orders"_s, u"queue:mail"_s}));
    }

    void aDoubleClickFoldsOrOpensAConnection()
    {
        Bench b;
        QSignalSpy open(&b.panel, &ConnectionsPanel::openAsked);
        const QModelIndex shop = b.row(u"shop"_s);
        QVERIFY(b.tree->isExpanded(shop));
        b.doubleClick(shop);
        QVERIFY(!b.tree->isExpanded(b.row(u"shop"_s)));
        // What was folded stays folded when figures or connections come.
        QVERIFY(look(*b.session));
        QVERIFY(!b.tree->isExpanded(b.row(u"shop"_s)));
        b.doubleClick(b.row(u"shop"_s));
        QVERIFY(b.tree->isExpanded(b.row(u"shop"_s)));
        QCOMPARE(open.size(), 0);
        b.doubleClick(b.row(u"closed"_s));
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0][0].toString(), u"closed"_s);
    }

    void enterInTheFieldOpensTheFirstMatch()
    {
        Bench b;
        QSignalSpy chosen(&b.panel, &ConnectionsPanel::channelsChosen);
        QTest::keyClicks(b.panel.field(), u"mail"_s);
        QTest::keyClick(b.panel.field(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][1].toStringList(), QStringList{u"queue:mail"_s});
    }

    void menusAskAndChangeNothing()
    {
        Bench b;
        QSignalSpy publish(&b.panel, &ConnectionsPanel::publishAsked),
            details(&b.panel, &ConnectionsPanel::detailsAsked), favourite(&b.panel, &ConnectionsPanel::favouriteAsked),
            close(&b.panel, &ConnectionsPanel::closeAsked), edit(&b.panel, &ConnectionsPanel::editAsked),
            remove(&b.panel, &ConnectionsPanel::removeAsked), open(&b.panel, &ConnectionsPanel::openAsked);
        const QModelIndex orders = b.row(u"shop"_s, u"orders"_s);
        b.menu(orders, u"Publish here"_s);
        QCOMPARE(publish.value(0), QList<QVariant>({u"shop"_s, u"orders"_s}));
        b.menu(orders, u"Details"_s);
        QCOMPARE(details.size(), 1);
        b.menu(orders, u"Add to favourites"_s);
        QCOMPARE(favourite.value(0), QList<QVariant>({u"shop"_s, u"orders"_s, true}));
        QSignalSpy marked(&b.panel, &ConnectionsPanel::markAsked);
        b.menu(orders, u"Mark as dead-letter channel"_s);
        QCOMPARE(marked.value(0), QList<QVariant>({u"shop"_s, u"orders"_s, true}));
        QVERIFY(!orders.data(ConnectionsModel::DeadLetterRole).toBool());
        b.panel.setDeadCheck([](const QString &, const QString &) { return ConnectionsPanel::HoldsDead::Marked; });
        QVERIFY(orders.data(ConnectionsModel::DeadLetterRole).toBool()); // as those that were found
        b.menu(orders, u"Remove the mark"_s);
        QCOMPARE(marked.value(1), QList<QVariant>({u"shop"_s, u"orders"_s, false}));
        b.panel.setDeadCheck([](const QString &, const QString &) { return ConnectionsPanel::HoldsDead::Found; });
        b.menu(orders, u"Is no dead-letter channel"_s);
        QCOMPARE(marked.size(), 3);
        b.menu(b.row(u"shop"_s), u"Close"_s);
        QCOMPARE(close.size(), 1);
        b.menu(b.row(u"closed"_s), u"Open connection"_s);
        QCOMPARE(open.size(), 1);
        b.menu(b.row(u"closed"_s), u"Edit"_s);
        QCOMPARE(edit.value(0).value(0).toString(), u"closed"_s);
        b.menu(b.row(u"closed"_s), u"Remove"_s);
        QCOMPARE(remove.size(), 1);
    }

    void productionCanBeUnlockedAndLocked()
    {
        Setup production;
        production.environment = Environment::Production;
        Bench b(production);
        QSignalSpy unlock(&b.panel, &ConnectionsPanel::unlockAsked), lock(&b.panel, &ConnectionsPanel::lockAsked);
        b.menu(b.row(u"shop"_s), u"Unlock writing"_s);
        QCOMPARE(unlock.size(), 1);
        QVERIFY(b.session->guard().unlock(u"shop"_s));
        b.menu(b.row(u"shop"_s), u"Lock writing"_s);
        QCOMPARE(lock.size(), 1);
        Bench plain;
        QVERIFY(plain.menu(plain.row(u"shop"_s), {}).filter(u"lock"_s).isEmpty());
    }

    void emptySaysWhatToDo()
    {
        ConnectionsPanel panel;
        panel.setConnections({});
        panel.show();
        QSignalSpy add(&panel, &ConnectionsPanel::addAsked);
        QVERIFY(!panel.findChild<ConnectionsTree *>()->isVisible());
        QTest::mouseClick(panel.findChild<QPushButton *>(u"Add connection…"_s), Qt::LeftButton);
        QCOMPARE(add.size(), 1);
    }

    void selectionSurvivesNewConnections()
    {
        Bench b;
        b.panel.select(u"shop"_s, u"payments"_s);
        ConnectionItem first, shop;
        first.id = first.name = u"a-new-one"_s;
        shop.id = shop.name = u"shop"_s;
        shop.session = b.session.get();
        b.panel.setConnections({first, shop});
        QCOMPARE(b.tree->currentIndex().data(ConnectionsModel::ChannelNameRole).toString(), u"payments"_s);
    }

    // ---- prompts

    void unlockNeedsTheExactName()
    {
        QWidget window;
        PromptDialog *d = PromptDialog::unlock(u"rabbit-eu"_s, u"Publish to orders"_s, &window);
        d->show();
        QSignalSpy accepted(d, &QDialog::accepted);
        auto *edit = d->findChild<QLineEdit *>(u"Connection name"_s);
        auto *accept = d->findChild<QPushButton *>(u"Accept"_s);
        QCOMPARE(namelessWidgets(d), QStringList());
        QVERIFY(!accept->isEnabled());
        for (const QString &wrong : {u"rabbit"_s, u"Rabbit-eu"_s, u"rabbit-eu "_s}) {
            edit->setText(wrong);
            QVERIFY2(!accept->isEnabled(), qPrintable(wrong));
            QTest::keyClick(edit, Qt::Key_Return);
            QCOMPARE(accepted.size(), 0);
        }
        edit->setText(u"rabbit-eu"_s);
        QVERIFY(accept->isEnabled());
        QTest::mouseClick(accept, Qt::LeftButton);
        QCOMPARE(accepted.size(), 1);
    }

    void passwordIsHiddenAndAnswered()
    {
        QWidget window;
        PromptDialog *d = PromptDialog::password(u"me"_s, u"host:1"_s, &window);
        d->show();
        auto *edit = d->findChild<QLineEdit *>(u"Password"_s);
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        edit->setText(u" secret "_s);
        QCOMPARE(d->text(), u" secret "_s);
        QPointer<PromptDialog> alive(d);
        d->reject();
        QTRY_VERIFY(!alive);
    }

    void confirmSaysWhatIsLost()
    {
        QWidget window;
        PromptDialog *d = PromptDialog::confirm(u"Remove"_s, u"<b>all</b> is lost"_s, u"Remove it"_s, &window);
        d->show();
        QSignalSpy rejected(d, &QDialog::rejected);
        QCOMPARE(d->findChild<QPushButton *>(u"Accept"_s)->text(), u"Remove it"_s);
        QTest::mouseClick(d->findChild<QPushButton *>(u"Cancel"_s), Qt::LeftButton);
        QCOMPARE(rejected.size(), 1);
    }
};

QTEST_MAIN(TestConnectionsPanel)
#include "tst_connectionspanel.moc"
