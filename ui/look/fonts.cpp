// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/fonts.h"

#include <QApplication>
#include <QFontInfo>
#include <QScreen>
#include <QWidget>

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

// Qt's own answer where no platform theme named a font.
bool desktopSaysNothing(const QFont &font)
{
    const QString family = font.family();
    return family.isEmpty() || family.compare(u"Sans Serif"_s, Qt::CaseInsensitive) == 0 ||
           family.compare(u"Sans"_s, Qt::CaseInsensitive) == 0;
}

// A size at the desktop's usual font, grown as its font is larger.
int scaled(int pixels)
{
    const int normal = QFontInfo(QApplication::font()).pixelSize();
    return normal > 0 ? std::max(9, qRound(double(pixels) * normal / NormalPixels)) : pixels;
}

QFont sized(QFont font, int pixels)
{
    font.setPixelSize(scaled(pixels));
    return font;
}

QFont fixed()
{
    QFont font(QStringList{u"JetBrains Mono"_s, u"monospace"_s});
    font.setStyleHint(QFont::Monospace);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Its ligatures would draw == as one sign. Scripts that need shaping are still shaped.
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

} // namespace

QFont interfaceFont()
{
    QFont font = QApplication::font();
    if (desktopSaysNothing(font)) {
        font = QFont(QStringList{u"Inter"_s, u"sans-serif"_s});
        font.setPixelSize(NormalPixels);
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont smallFont() { return sized(QApplication::font(), SmallPixels); }

QFont numberFont()
{
    QFont font = sized(QApplication::font(), NumberPixels);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont fixedFont() { return sized(fixed(), 12); }

QFont smallFixedFont() { return sized(fixed(), SmallPixels); }

QFont editorFont(const QWidget *widget)
{
    const double dpi = widget ? widget->logicalDpiY() : 96.0;
    QFont font = fixed();
    font.setPointSizeF(scaled(12) * 72.0 / dpi);
    return font;
}

} // namespace flowbench
