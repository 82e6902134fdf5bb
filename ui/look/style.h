// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace flowbench {

/// Property names widgets set to be drawn specially; the value is `true`.
namespace property {
inline constexpr char Primary[] = "primary"; ///< QPushButton: the accent one, at most one a page.
inline constexpr char Flat[] = "flatButton"; ///< QPushButton without border, in muted text.
inline constexpr char Danger[] = "danger";   ///< QPushButton in the error's colour.
inline constexpr char Sunken[] = "sunken";   ///< QLineEdit on surface: filled with window until focused.
inline constexpr char Card[] = "card";       ///< QFrame (StyledPanel) as a card: surface, border, radius 8.
} // namespace property

/// Fusion with our measures and colours; no style sheet anywhere. Item views have no frame.
class Style : public QProxyStyle
{
    Q_OBJECT

public:
    Style();

    void polish(QWidget *widget) override;
    using QProxyStyle::polish;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override;
};

/// Measures in logical pixels.
namespace measure {
inline constexpr int Row = 25;
inline constexpr int Header = 27;
inline constexpr int Bar = 44;
inline constexpr int StatusLine = 26;
inline constexpr int PageMargin = 12;
inline constexpr int Gap = 8;
inline constexpr int ControlRadius = 6;
inline constexpr int CardRadius = 8;
inline constexpr int RailWidth = 60;
inline constexpr int Button = 28;
inline constexpr int Field = 34; ///< A line edit: a 28 box and 3 around it for the focus ring.
} // namespace measure

} // namespace flowbench
