// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/buttons.h"
#include "ui/look/card.h"
#include "ui/look/chip.h"
#include "ui/look/commandpalette.h"
#include "ui/look/emptystate.h"
#include "ui/look/labels.h"
#include "ui/look/look.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/rail.h"
#include "ui/look/searchfield.h"
#include "ui/look/splitter.h"
#include "ui/look/statusbar.h"
#include "ui/look/surface.h"
#include "ui/look/topbar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

int count(const QImage &image, const QColor &colour)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y).rgb() == colour.rgb();
    }
    return found;
}

const QString Hostile = u"<b>bold</b><img src='file:///etc/hostname' width=5000 height=5000>\u202E"_s;

std::vector<Command> someCommands(QStringList *ran)
{
    const auto make = [ran](const QString &id, const QString &title, bool enabled = true) {
        return Command{id, title, {}, enabled, [ran, id] { ran->append(id); }};
    };
    return {make(u"pause"_s, u"Pause"_s), make(u"publish"_s, u"Go to Publish"_s),
            make(u"replay"_s, u"Replay dead letters"_s, false), make(u"overview"_s, u"Go to Overview"_s)};
}

} // namespace

class TestLookWidgets : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }

    void labelsShowMarkupLiterally()
    {
        QWidget window;
        for (const TextRole role :
             {TextRole::Normal, TextRole::Muted, TextRole::Small, TextRole::Title, TextRole::Number, TextRole::Mono}) {
            QLabel *label = makeLabel(Hostile, role, &window);
            QCOMPARE(label->textFormat(), Qt::PlainText);
            QVERIFY(label->text().contains(u"<b>bold</b><img"_s));
            QVERIFY(label->text().endsWith(u"⟨U+202E⟩"_s));
            QVERIFY(label->sizeHint().height() < 60);
            setLabelText(label, u"x\u200By"_s);
            QCOMPARE(label->text(), u"x⟨U+200B⟩y"_s);
        }
    }

    void toolTipsAreEscaped()
    {
        const QString tip = escapedToolTip(Hostile);
        QVERIFY(tip.contains(u"&lt;b&gt;bold&lt;/b&gt;&lt;img"_s));
        QVERIFY(!tip.contains(u"<b>"_s) && !tip.contains(u"<img"_s));
        QVERIFY(tip.contains(u"⟨U+202E⟩"_s));
        QVERIFY(escapedToolTip({}).isEmpty());
    }

    void everyLabelOfTheRoomIsPlain()
    {
        QWidget window;
        new Card(Hostile, &window);
        (new NumberCard(Hostile, &window))->setNumber(u"3"_s, Hostile);
        new EmptyState(u"info"_s, Hostile, Hostile, &window);
        (new NoticeBar(&window))->showNotice(Tint::Error, Hostile);
        (new StatusBar(&window))->setItem(u"state"_s, Hostile, Tint::Ok);
        (new TopBar(&window))->setPlace(Hostile, Hostile);
        const auto labels = window.findChildren<QLabel *>();
        QVERIFY(labels.size() >= 7);
        for (const QLabel *label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void tintedLabelFollowsTheTheme()
    {
        QWidget window;
        QLabel *label = makeLabel(u"late"_s, TextRole::Normal, &window);
        setLabelTint(label, Tint::Warning);
        QCOMPARE(label->palette().color(QPalette::WindowText), Theme::light().warning);
        m_look->setChoice(ThemeChoice::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(label->palette().color(QPalette::WindowText), Theme::dark().warning);
    }

    void elidedLabelTellsTheRest()
    {
        ElidedLabel label(u"a rather long name of a channel"_s, TextRole::Normal, nullptr);
        label.resize(60, 20);
        label.show();
        QVERIFY(label.toolTip().contains(u"long name of a channel"_s));
        label.resize(400, 20);
        QVERIFY(label.toolTip().isEmpty());
        QVERIFY(label.minimumSizeHint().width() < 60);
    }

    void chipsArePainted()
    {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            m_look->setChoice(choice);
            const Theme &theme = m_look->theme();
            for (const Tint tint : {Tint::Ok, Tint::Warning, Tint::Error, Tint::Dead, Tint::Accent}) {
                Chip chip(u"valid"_s, tint, nullptr);
                chip.resize(chip.sizeHint());
                const QImage image = chip.grab().toImage();
                QVERIFY(count(image, theme.fill(tint)) > 200);
                QVERIFY(count(image, theme.ink(tint)) > 3);
            }
        }
    }

    void productionIsUnmistakable()
    {
        TopBar bar;
        bar.resize(900, 44);
        bar.setPlace(u"rabbit-eu"_s, u"orders.dlq"_s);
        bar.setEnvironment(ChipEnvironment::Test);
        QCOMPARE(count(bar.grab().toImage(), Theme::light().error), 0);
        bar.setEnvironment(ChipEnvironment::Production);
        const QImage image = bar.grab().toImage();
        for (int y = 41; y < 44; ++y)
            QCOMPARE(image.pixelColor(20, y), Theme::light().error);
        const auto chips = bar.findChildren<Chip *>();
        QVERIFY(std::any_of(chips.begin(), chips.end(), [](const Chip *c) { return c->text() == u"PRODUCTION"; }));
    }

    void railChooses()
    {
        Rail rail;
        rail.addPage(u"Overview"_s, u"overview"_s, u"Übersicht"_s);
        rail.addPage(u"Traffic"_s, u"traffic"_s, u"Verkehr"_s);
        rail.addPage(u"Dead letters"_s, u"dead-letters"_s, u"Dead letters"_s);
        rail.show();
        QCOMPARE(rail.width(), 60);
        QCOMPARE(rail.current(), u"Overview"_s);
        QSignalSpy spy(&rail, &Rail::pageChosen);
        auto *traffic = rail.findChild<QAbstractButton *>(u"Traffic"_s);
        QVERIFY(traffic);
        QCOMPARE(traffic->accessibleName(), u"Verkehr"_s);
        QTest::mouseClick(traffic, Qt::LeftButton);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].toString(), u"Traffic"_s);
        rail.setCurrent(u"Dead letters"_s);
        rail.setCurrent(u"nothing"_s);
        QCOMPARE(rail.current(), u"Dead letters"_s);
        QCOMPARE(spy.size(), 1);
    }

    void fuzzySearchRanks()
    {
        QVERIFY(!fuzzyScore(u"xyz"_s, u"Pause"_s));
        QVERIFY(fuzzyScore(u"gpu"_s, u"Go to Publish"_s));
        QVERIFY(*fuzzyScore(u"pub"_s, u"Go to Publish"_s) > *fuzzyScore(u"pub"_s, u"Pause until ballast"_s));
        QStringList ran;
        const auto commands = someCommands(&ran);
        QCOMPARE(matchingCommands(commands, {}).size(), size_t(4));
        QCOMPARE(matchingCommands(commands, u"goto"_s).size(), size_t(2));
        QCOMPARE(matchingCommands(commands, u"over"_s).front(), 3);
    }

    void paletteRunsWhatIsFound()
    {
        QWidget window;
        window.resize(900, 500);
        auto *layout = new QVBoxLayout(&window);
        auto *before = new SearchField(u"Filter"_s, u"Filter"_s, &window);
        auto *bar = new TopBar(&window);
        layout->addWidget(bar);
        layout->addWidget(before);
        QStringList ran;
        CommandPalette &palette = bar->commands();
        palette.setCommands([&ran] { return someCommands(&ran); });
        QCOMPARE(palette.accessibleName(), u"Command"_s);
        window.show();
        QApplication::setActiveWindow(&window);
        before->setFocus();
        QTRY_VERIFY(before->hasFocus());

        palette.open();
        QVERIFY(palette.isOpen());
        QCOMPARE(palette.shownTitles().size(), 4);
        QTest::keyClicks(&palette, u"go"_s);
        QCOMPARE(palette.shownTitles(), QStringList({u"Go to Publish"_s, u"Go to Overview"_s}));
        QTest::keyClick(&palette, Qt::Key_Down);
        QTest::keyClick(&palette, Qt::Key_Return);
        QCOMPARE(ran, QStringList{u"overview"_s});
        QVERIFY(!palette.isOpen());
        QVERIFY(before->hasFocus());

        palette.open();
        QTest::keyClicks(&palette, u"replay"_s);
        QTest::keyClick(&palette, Qt::Key_Return);
        QCOMPARE(ran.size(), 1); // it is disabled
        QTest::keyClick(&palette, Qt::Key_Escape);
        QVERIFY(!palette.isOpen());
        QVERIFY(palette.text().isEmpty());
        QVERIFY(before->hasFocus());
    }

    void paletteRunsWhatIsClicked()
    {
        QWidget window;
        window.resize(900, 500);
        auto *bar = new TopBar(&window);
        bar->resize(900, 44);
        QStringList ran;
        bar->commands().setCommands([&ran] { return someCommands(&ran); });
        window.show();
        QApplication::setActiveWindow(&window);
        bar->commands().open();
        auto *list = window.findChild<QListWidget *>(u"Commands"_s);
        QVERIFY(list && list->isVisible());
        QVERIFY(window.rect().contains(list->geometry()));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
        QCOMPARE(ran, QStringList{u"publish"_s});
    }

    void statusBarSpeaksAsOneLine()
    {
        StatusBar bar;
        bar.setItem(u"state"_s, u"live, 1,214 events/s"_s, Tint::Ok);
        bar.setItem(u"dropped"_s, u"0 dropped"_s);
        bar.setItem(u"age"_s, {});
        QCOMPARE(bar.objectName(), u"Status"_s);
        QCOMPARE(bar.accessibleDescription(), u"live, 1,214 events/s, 0 dropped"_s);
        bar.setItem(u"state"_s, u"paused"_s, Tint::Warning);
        QCOMPARE(bar.text(), u"paused, 0 dropped"_s);
    }

    void noticeSaysAndGoes()
    {
        NoticeBar notice;
        QVERIFY(notice.isHidden());
        notice.showNotice(Tint::Error, u"The broker refused it"_s);
        notice.setAction(u"Try again"_s, u"Try again"_s);
        QVERIFY(!notice.isHidden());
        QCOMPARE(notice.objectName(), u"Result"_s);
        QCOMPARE(notice.accessibleDescription(), u"The broker refused it"_s);
        QSignalSpy action(&notice, &NoticeBar::actionTriggered);
        notice.findChild<QPushButton *>(u"Try again"_s)->click();
        QCOMPARE(action.size(), 1);
        QSignalSpy gone(&notice, &NoticeBar::dismissed);
        notice.findChild<QToolButton *>(u"Result close"_s)->click();
        QVERIFY(notice.isHidden());
        QCOMPARE(gone.size(), 1);
    }

    void splitterIsThinAndGrabbedWide()
    {
        Splitter splitter(Qt::Horizontal);
        splitter.addWidget(new QWidget);
        splitter.addWidget(new QWidget);
        splitter.resize(400, 200);
        splitter.show();
        QCOMPARE(splitter.handleWidth(), 1);
        QVERIFY(splitter.handle(1)->width() >= 9);
        QCOMPARE(splitter.widget(0)->width() + splitter.widget(1)->width(), 399);
    }

    void figuresDoNotJump()
    {
        FigureLabel one, other;
        one.setText(u"1,111"_s);
        other.setText(u"8,888"_s);
        QCOMPARE(one.sizeHint(), other.sizeHint());
    }

    void disabledSaysWhy()
    {
        QWidget window;
        QPushButton *button = makeButton(u"Publish"_s, u"Publish"_s, ButtonKind::Primary, &window);
        setDisabledReason(button, u"The connection is read-only"_s);
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(u"read-only"_s));
        setDisabledReason(button, {});
        QVERIFY(button->isEnabled());
        QVERIFY(button->toolTip().isEmpty());
    }

    void countGoesIntoTheDescription()
    {
        QWidget window;
        QPushButton *button = makeButton(u"Replay…"_s, u"Replay…"_s, ButtonKind::Primary, &window);
        setButtonText(button, u"Replay 303 events…"_s);
        QCOMPARE(button->accessibleName(), u"Replay…"_s);
        QCOMPARE(button->objectName(), u"Replay…"_s);
        QCOMPARE(button->accessibleDescription(), u"Replay 303 events…"_s);
    }

    void nothingFocusableIsNameless()
    {
        QWidget window;
        auto *rail = new Rail(&window);
        rail->addPage(u"Traffic"_s, u"traffic"_s, u"Traffic"_s);
        auto *bar = new TopBar(&window);
        bar->commands().setCommands([] { return std::vector<Command>{{u"a"_s, u"A"_s, {}, true, {}}}; });
        new StatusBar(&window);
        new Card(u"Card"_s, &window);
        new NumberCard(u"Number"_s, &window);
        new SearchField(u"Find a channel"_s, u"Find a channel"_s, &window);
        auto *empty = new EmptyState(u"info"_s, u"Empty"_s, {}, &window);
        empty->setAction(u"Add connection…"_s, u"Add connection…"_s);
        (new NoticeBar(&window))->showNotice(Tint::Ok, u"Done"_s);
        makeIconButton(u"More"_s, u"more"_s, u"More"_s, makeBar(&window));
        window.show();
        bar->commands().open();
        QCOMPARE(namelessWidgets(&window).join(u", "_s), QString());
        QLineEdit nameless(&window);
        QCOMPARE(namelessWidgets(&window).size(), 1); // it can see one
    }

private:
    std::unique_ptr<Look> m_look;
};

QTEST_MAIN(TestLookWidgets)
#include "tst_lookwidgets.moc"
