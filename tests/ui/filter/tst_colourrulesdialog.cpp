// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sampleevents.h"
#include "ui/filter/colourrulesdialog.h"
#include "ui/look/look.h"
#include "ui/look/names.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_ColourRulesDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void addsAndCounts();
    void aMistakeIsNotSaved();
    void order();
    void suggestionsCompile();

private:
    struct Bench
    {
        explicit Bench(std::vector<ColourRule> rules)
        {
            ChunkBuilder builder(ArenaPool::create(0));
            store.append(sample::chunks(builder, 0, 400));
            dialog = new ColourRulesDialog(std::move(rules), store, {}, nullptr);
            QObject::connect(dialog, &ColourRulesDialog::chosen, dialog,
                             [this](const std::vector<ColourRule> &rules) { chosen = rules; });
            dialog->show();
        }
        ~Bench() { delete dialog; }
        template <class T>
        T *find(const QString &name)
        {
            return dialog->findChild<T *>(name);
        }
        bool says(const QString &text)
        {
            for (const QLabel *label : dialog->findChildren<QLabel *>()) {
                if (label->text().contains(text))
                    return true;
            }
            return false;
        }
        EventStore store;
        QPointer<ColourRulesDialog> dialog;
        std::optional<std::vector<ColourRule>> chosen;
    };
    std::unique_ptr<Look> m_look;
};

void tst_ColourRulesDialog::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false);
}

void tst_ColourRulesDialog::addsAndCounts()
{
    Bench b({});
    QCOMPARE(namelessWidgets(b.dialog).join(u", "_s), QString());
    b.find<QToolButton>(u"Add rule"_s)->click();
    b.find<QLineEdit>(u"Rule name"_s)->setText(u"Placed"_s);
    b.find<QLineEdit>(u"Rule expression"_s)->setText(u"type == \"order.placed\""_s);
    b.find<QComboBox>(u"Rule colour"_s)->setCurrentIndex(3);
    QTRY_VERIFY(b.says(u"Holds for 100 of the newest 400 events"_s));
    b.find<QPushButton>(u"Save rules"_s)->click();
    QVERIFY(b.chosen);
    QCOMPARE(*b.chosen, (std::vector<ColourRule>{{u"Placed"_s, u"type == \"order.placed\""_s, 3, true}}));
}

void tst_ColourRulesDialog::aMistakeIsNotSaved()
{
    Bench b({{u"Large"_s, u"size > 10"_s, 0, true}, {u"Wrong"_s, u"size >"_s, 1, true}});
    auto *save = b.find<QPushButton>(u"Save rules"_s);
    QTRY_VERIFY(!save->isEnabled());
    QVERIFY2(save->toolTip().contains(u"Wrong"_s), qPrintable(save->toolTip()));
    b.find<QListWidget>(u"Rules"_s)->setCurrentRow(1);
    QVERIFY(b.says(u"column"_s));
    b.find<QLineEdit>(u"Rule expression"_s)->setText(u"size > 1"_s);
    QTRY_VERIFY(save->isEnabled());
}

void tst_ColourRulesDialog::order()
{
    const std::vector<ColourRule> rules{
        {u"A"_s, u"size > 1"_s, 0, true}, {u"B"_s, u"size > 2"_s, 1, true}, {u"C"_s, u"size > 3"_s, 2, false}};
    Bench b(rules);
    auto *list = b.find<QListWidget>(u"Rules"_s);
    QVERIFY(!b.find<QToolButton>(u"Move up"_s)->isEnabled());
    list->setCurrentRow(2);
    b.find<QToolButton>(u"Move up"_s)->click();
    QCOMPARE(list->currentRow(), 1);
    list->item(1)->setCheckState(Qt::Checked);
    list->setCurrentRow(0);
    b.find<QToolButton>(u"Remove rule"_s)->click();
    b.find<QPushButton>(u"Save rules"_s)->click();
    QVERIFY(b.chosen);
    ColourRule c = rules[2];
    c.enabled = true;
    QCOMPARE(*b.chosen, (std::vector<ColourRule>{c, rules[1]}));
}

void tst_ColourRulesDialog::suggestionsCompile()
{
    const ColourRules rules(ColourRulesDialog::suggested(), {});
    for (const auto &mistake : rules.mistakes())
        QVERIFY(!mistake);
    QVERIFY(!rules.any()); // nothing is coloured before somebody wants it
}

QTEST_MAIN(tst_ColourRulesDialog)
#include "tst_colourrulesdialog.moc"
