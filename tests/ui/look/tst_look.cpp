// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/fonts.h"
#include "ui/look/icon.h"
#include "ui/look/look.h"
#include "ui/look/style.h"
#include "words/visible.h"

#include <QApplication>
#include <QComboBox>
#include <QFontInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <cmath>
#include <set>

using namespace flowbench;
using namespace Qt::StringLiterals;

namespace {

double luminance(const QColor &colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// How much of the picture is of that colour, in pixels.
int count(const QImage &image, const QColor &colour)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found += image.pixelColor(x, y).rgb() == colour.rgb();
    }
    return found;
}

QImage iconImage(const QIcon &icon, QIcon::Mode mode, QIcon::State state, double ratio = 1)
{
    return icon.pixmap(QSize(24, 24), ratio, mode, state).toImage().convertToFormat(QImage::Format_ARGB32);
}

QImage textImage(const QFont &font, const QString &text)
{
    QImage image(200, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setFont(font);
    painter.drawText(4, 28, text);
    return image;
}

} // namespace

class TestLook : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_look = std::make_unique<Look>(*qApp, ThemeChoice::Light, false); }

    void paletteIsTheDrawing_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("role");
        QTest::addColumn<QString>("colour");
        const auto row = [](const char *name, QPalette::ColorRole role, const QString &light, const QString &dark) {
            QTest::addRow("light %s", name) << false << int(role) << light;
            QTest::addRow("dark %s", name) << true << int(role) << dark;
        };
        row("window", QPalette::Window, u"#f4f6f8"_s, u"#14171c"_s);
        row("surface", QPalette::Base, u"#ffffff"_s, u"#1a1e25"_s);
        row("alternate", QPalette::AlternateBase, u"#f8fafb"_s, u"#1e232b"_s);
        row("border", QPalette::Mid, u"#dde2e8"_s, u"#2b323c"_s);
        row("text", QPalette::Text, u"#1b2430"_s, u"#e3e7ed"_s);
        row("window text", QPalette::WindowText, u"#1b2430"_s, u"#e3e7ed"_s);
        row("muted", QPalette::PlaceholderText, u"#5d6978"_s, u"#93a0b0"_s);
        row("accent", QPalette::Link, u"#2f6feb"_s, u"#6196ff"_s);
        row("selection", QPalette::Highlight, u"#d3e2fd"_s, u"#25406f"_s);
        row("selected text", QPalette::HighlightedText, u"#1b2430"_s, u"#e3e7ed"_s);
    }

    void paletteIsTheDrawing()
    {
        QFETCH(bool, dark);
        QFETCH(int, role);
        QFETCH(QString, colour);
        m_look->setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (auto group : {QPalette::Active, QPalette::Inactive})
            QCOMPARE(QApplication::palette().color(group, QPalette::ColorRole(role)).name(), colour);
    }

    void tintsAreTheDrawing()
    {
        const Theme &light = Theme::light();
        const Theme &dark = Theme::dark();
        const auto names = [](const Theme &t) {
            QStringList all;
            for (const QColor &c : {t.softAccent, t.ok, t.okTint, t.warning, t.warningTint, t.error, t.errorTint,
                                    t.dead, t.deadTint, t.jsonKey, t.jsonString, t.jsonNumber})
                all << c.name().mid(1).toUpper();
            for (const QColor &c : t.series)
                all << c.name().mid(1).toUpper();
            return all.join(u' ');
        };
        QCOMPARE(names(light), u"E7EFFD 1A8F5A E3F4EB A86A00 FBF0DA C8382F FBE6E4 8447C9 F1E8FA 2458B8 1A7F4B B4501E "
                               "2F6FEB D9662B 1A8F5A C23B7A 7A57D1 0E8CA0"_s);
        QCOMPARE(names(dark), u"1D2B45 46C98B 173227 E3B04B 352A14 F2766A 3A1F1E B48CF2 2B2140 8FB6FF 7FD6A4 F0A878 "
                              "6196FF F08C55 46C98B EE72AC A68BF0 3FC1D4"_s);
    }

    void textIsReadable()
    {
        for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
            for (const QColor &ground : {theme->window, theme->surface, theme->alternate, theme->selection})
                QVERIFY2(contrast(theme->text, ground) >= 4.5, qPrintable(ground.name()));
            for (const QColor &ground : {theme->window, theme->surface, theme->alternate})
                QVERIFY2(contrast(theme->muted, ground) >= 4.5, qPrintable(ground.name()));
            QVERIFY(contrast(theme->onAccent, theme->accent) >= 4.5);
            for (const QColor &json : {theme->jsonKey, theme->jsonString, theme->jsonNumber})
                QVERIFY2(contrast(json, theme->surface) >= 4.5, qPrintable(json.name()));
        }
    }

    void widgetsKnowTheirTheme()
    {
        QWidget widget;
        QCOMPARE(&themeOf(&widget), &Theme::light());
        m_look->setChoice(ThemeChoice::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(&themeOf(&widget), &Theme::dark());
        QCOMPARE(&themeOf(static_cast<QWidget *>(nullptr)), &Theme::dark());
        QVERIFY(m_look->isDark());
    }

    void changeIsAnnouncedOnce()
    {
        int changes = 0;
        connect(m_look.get(), &Look::themeChanged, this, [&] { ++changes; });
        m_look->setChoice(ThemeChoice::Light);
        QCOMPARE(changes, 0);
        m_look->setChoice(ThemeChoice::Dark);
        m_look->setChoice(ThemeChoice::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(changes, 1);
    }

    void choiceWinsOverTheLastTheme()
    {
        m_look->setChoice(ThemeChoice::Light);
        QVERIFY(!Look(*qApp, ThemeChoice::Light, true).isDark());
        QVERIFY(Look(*qApp, ThemeChoice::Dark, false).isDark());
        QVERIFY(Look(*qApp, ThemeChoice::System, true).isDark());
    }

    void seriesAreStable()
    {
        // Colours a person has learnt: a change of the hash would repaint every chart.
        QCOMPARE(seriesIndex(u"orders.placed"_s), seriesIndex(u"orders.placed"_s));
        std::set<int> seen;
        for (int i = 0; i < 60; ++i) {
            const int index = seriesIndex(u"channel-%1"_s.arg(i));
            QVERIFY(index >= 0 && index < 6);
            seen.insert(index);
        }
        QCOMPARE(seen.size(), size_t(6));
    }

    void sixShownNeverCollide()
    {
        for (int run = 0; run < 50; ++run) {
            QStringList names;
            for (int i = 0; i < 6; ++i)
                names << u"topic-%1-%2"_s.arg(run).arg(i);
            SeriesColours one, other;
            one.show(names);
            std::reverse(names.begin(), names.end());
            other.show(names);
            std::set<int> used;
            for (const QString &name : std::as_const(names)) {
                used.insert(one.indexOf(name));
                QCOMPARE(one.indexOf(name), other.indexOf(name));
            }
            QCOMPARE(used.size(), size_t(6));
        }
    }

    void seriesKeepsItsColour()
    {
        SeriesColours colours;
        colours.show({u"payments"_s, u"orders"_s});
        const int before = colours.indexOf(u"orders"_s);
        colours.show({u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"orders"_s});
        QCOMPARE(colours.indexOf(u"orders"_s), before);
    }

    void iconsAreThereAndPainted()
    {
        const QStringList names = iconNames();
        for (const QString &name :
             {u"overview"_s,      u"traffic"_s, u"consumers"_s, u"dead-letters"_s, u"schemas"_s,  u"publish"_s,
              u"pause"_s,         u"play"_s,    u"follow"_s,    u"filter"_s,       u"search"_s,   u"columns"_s,
              u"settings"_s,      u"add"_s,     u"remove"_s,    u"edit"_s,         u"copy"_s,     u"star"_s,
              u"star-filled"_s,   u"refresh"_s, u"close"_s,     u"clock"_s,        u"calendar"_s, u"chevron-down"_s,
              u"chevron-right"_s, u"lock"_s,    u"unlock"_s,    u"connection"_s,   u"topic"_s,    u"queue"_s,
              u"exchange"_s,      u"stream"_s,  u"download"_s,  u"upload"_s,       u"check"_s,    u"error"_s,
              u"warning"_s,       u"info"_s,    u"sun"_s,       u"moon"_s,         u"undo"_s,     u"redo"_s,
              u"template"_s,      u"trash"_s,   u"external"_s,  u"history"_s,      u"hex"_s,      u"tree"_s,
              u"text"_s,          u"more"_s})
            QVERIFY2(names.contains(name), qPrintable(name));
        for (const QString &name : names) {
            const QImage image = iconImage(icon(name), QIcon::Normal, QIcon::Off, 2);
            QCOMPARE(image.size(), QSize(48, 48));
            QVERIFY2(count(image, Theme::light().muted) > 15, qPrintable(name));
        }
        QVERIFY(icon(u"no such icon"_s).isNull());
    }

    void iconsFollowThePalette()
    {
        const QIcon pause = icon(u"pause"_s);
        const QIcon warning = icon(u"warning"_s, Tint::Warning);
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::Light}) {
            m_look->setChoice(choice);
            const Theme &theme = m_look->theme();
            QVERIFY(count(iconImage(pause, QIcon::Normal, QIcon::Off, 2), theme.muted) > 5);
            QVERIFY(count(iconImage(pause, QIcon::Normal, QIcon::On, 2), theme.accent) > 5);
            const QColor faint = QApplication::palette().color(QPalette::Disabled, QPalette::ButtonText);
            QVERIFY(count(iconImage(pause, QIcon::Disabled, QIcon::Off, 2), faint) > 5);
            QVERIFY(faint != theme.muted);
            QVERIFY(count(iconImage(warning, QIcon::Normal, QIcon::Off, 2), theme.warning) > 5);
        }
    }

    void measuresAreTheDrawing()
    {
        QLineEdit edit;
        QPushButton button(u"Pause"_s);
        QComboBox combo;
        QSpinBox spin;
        QTableWidget table(3, 2);
        table.show();
        QCOMPARE(edit.sizeHint().height(), 34);
        QCOMPARE(button.sizeHint().height(), 28);
        QCOMPARE(combo.sizeHint().height(), 34);
        QCOMPARE(spin.sizeHint().height(), 34);
        QCOMPARE(table.horizontalHeader()->height(), 27);
        QCOMPARE(table.rowHeight(0), 25);
        QCOMPARE(table.frameWidth(), 0);
        QCOMPARE(table.verticalScrollBar()->sizeHint().width(), 10);
    }

    void focusRingIsPainted()
    {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            m_look->setChoice(choice);
            QWidget window;
            QLineEdit edit(&window);
            edit.resize(120, 34);
            window.show();
            QApplication::setActiveWindow(&window);
            edit.setFocus();
            QTRY_VERIFY(edit.hasFocus());
            const QImage focused = edit.grab().toImage();
            QVERIFY(count(focused, m_look->theme().softAccent) > 300);
            QVERIFY(count(focused, m_look->theme().accent) > 150);
            edit.clearFocus();
            QCOMPARE(count(edit.grab().toImage(), m_look->theme().accent), 0);
        }
    }

    void scrollBarOfHugeRangesIsInside()
    {
        QScrollBar bar(Qt::Vertical);
        bar.resize(10, 400);
        bar.setRange(0, 2'147'483'000);
        bar.setPageStep(31);
        QStyleOptionSlider option;
        option.initFrom(&bar);
        option.orientation = Qt::Vertical;
        option.maximum = bar.maximum();
        option.pageStep = 31;
        for (const int value : {0, 1'000'000'000, 2'147'483'000}) {
            option.sliderPosition = option.sliderValue = value;
            const QRect slider =
                bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, &bar);
            QCOMPARE(slider.height(), 28);
            QVERIFY(bar.rect().contains(slider));
        }
    }

    void fixedFontShowsEverySign()
    {
        // With ligatures the second of two signs changes the first.
        const QFont font = fixedFont();
        const QImage both = textImage(font, u"=="_s);
        const QImage first = textImage(font, u"="_s);
        const int advance = QFontMetrics(font).horizontalAdvance(u'=');
        QCOMPARE(both.copy(0, 0, 4 + advance, 40), first.copy(0, 0, 4 + advance, 40));
        QVERIFY(QFontMetrics(font).horizontalAdvance(u'i') == QFontMetrics(font).horizontalAdvance(u'W'));
    }

    void editorFontIsInPoints()
    {
        QWidget widget;
        const QFont font = editorFont(&widget);
        QVERIFY(font.pointSizeF() > 7 && font.pointSizeF() < 14);
    }

    void sizesAreThree()
    {
        QCOMPARE(QFontInfo(QApplication::font()).pixelSize(), 13);
        QCOMPARE(smallFont().pixelSize(), 11);
        QCOMPARE(numberFont().pixelSize(), 23);
    }

    void hiddenCharactersAreVisible()
    {
        QCOMPARE(visibleText(u"plain ünïcode 漢字 😀"_s), u"plain ünïcode 漢字 😀"_s);
        QCOMPARE(visibleText(QString(QChar(0))), QString(QChar(0x2400)));
        QCOMPARE(visibleText(u"a\u202Eb"_s), u"a⟨U+202E⟩b"_s);
        QCOMPARE(visibleText(u"\u200B\uFEFF\u2066\u061C"_s), u"⟨U+200B⟩⟨U+FEFF⟩⟨U+2066⟩⟨U+061C⟩"_s);
        QCOMPARE(visibleText(u"a\nb\tc\x1B"_s), u"a␊b␉c␛"_s);
        QCOMPARE(visibleText(u"a\nb\tc"_s, Lines::Keep), u"a\nb\tc"_s);
        QCOMPARE(visibleText(u"\u0085\u007F"_s), u"⟨U+0085⟩␡"_s);
        QCOMPARE(visibleText(QString(QChar(char16_t(0xD800)))), u"⟨U+D800⟩"_s);
        QCOMPARE(visibleText(QString::fromUcs4(U"\U000E0041")), u"⟨U+E0041⟩"_s);
    }

private:
    std::unique_ptr<Look> m_look;
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
