// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/theme.h"

#include <QGuiApplication>
#include <QWidget>

#include <algorithm>

namespace flowbench {

namespace {

Theme makeLight()
{
    Theme t;
    t.window = 0xF4F6F8, t.surface = 0xFFFFFF, t.alternate = 0xF8FAFB, t.border = 0xDDE2E8;
    t.text = 0x1B2430, t.muted = 0x5D6978;
    t.accent = 0x2F6FEB, t.softAccent = 0xE7EFFD, t.selection = 0xD3E2FD, t.onAccent = 0xFFFFFF;
    t.ok = 0x1A8F5A, t.okTint = 0xE3F4EB;
    t.warning = 0xA86A00, t.warningTint = 0xFBF0DA;
    t.error = 0xC8382F, t.errorTint = 0xFBE6E4;
    t.dead = 0x8447C9, t.deadTint = 0xF1E8FA;
    t.jsonKey = 0x2458B8, t.jsonString = 0x1A7F4B, t.jsonNumber = 0xB4501E;
    t.series = {QColor(0x2F6FEB), QColor(0xD9662B), QColor(0x1A8F5A),
                QColor(0xC23B7A), QColor(0x7A57D1), QColor(0x0E8CA0)};
    return t;
}

Theme makeDark()
{
    Theme t;
    t.isDark = true;
    t.window = 0x14171C, t.surface = 0x1A1E25, t.alternate = 0x1E232B, t.border = 0x2B323C;
    t.text = 0xE3E7ED, t.muted = 0x93A0B0;
    t.accent = 0x6196FF, t.softAccent = 0x1D2B45, t.selection = 0x25406F, t.onAccent = 0x0B1220;
    t.ok = 0x46C98B, t.okTint = 0x173227;
    t.warning = 0xE3B04B, t.warningTint = 0x352A14;
    t.error = 0xF2766A, t.errorTint = 0x3A1F1E;
    t.dead = 0xB48CF2, t.deadTint = 0x2B2140;
    t.jsonKey = 0x8FB6FF, t.jsonString = 0x7FD6A4, t.jsonNumber = 0xF0A878;
    t.series = {QColor(0x6196FF), QColor(0xF08C55), QColor(0x46C98B),
                QColor(0xEE72AC), QColor(0xA68BF0), QColor(0x3FC1D4)};
    return t;
}

QColor between(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) { return int(x + (y - x) * share + 0.5); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

QColor Theme::ink(Tint tint) const
{
    switch (tint) {
    case Tint::Neutral:
        return muted;
    case Tint::Accent:
        return accent;
    case Tint::Ok:
        return ok;
    case Tint::Warning:
        return warning;
    case Tint::Error:
        return error;
    case Tint::Dead:
        return dead;
    }
    return text;
}

QColor Theme::fill(Tint tint) const
{
    switch (tint) {
    case Tint::Neutral:
        return window;
    case Tint::Accent:
        return softAccent;
    case Tint::Ok:
        return okTint;
    case Tint::Warning:
        return warningTint;
    case Tint::Error:
        return errorTint;
    case Tint::Dead:
        return deadTint;
    }
    return window;
}

QPalette Theme::palette() const
{
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, const QColor &colour) { p.setColor(QPalette::All, role, colour); };
    all(QPalette::Window, window);
    all(QPalette::WindowText, text);
    all(QPalette::Base, surface);
    all(QPalette::AlternateBase, alternate);
    all(QPalette::Text, text);
    all(QPalette::PlaceholderText, muted);
    all(QPalette::Button, surface);
    all(QPalette::ButtonText, text);
    all(QPalette::BrightText, onAccent);
    all(QPalette::ToolTipBase, surface);
    all(QPalette::ToolTipText, text);
    all(QPalette::Highlight, selection);
    all(QPalette::HighlightedText, text);
    all(QPalette::Link, accent);
    all(QPalette::LinkVisited, accent);
    for (auto role : {QPalette::Light, QPalette::Midlight, QPalette::Mid, QPalette::Dark, QPalette::Shadow})
        all(role, border);
    // Faint, but still a step away from the background it stands on.
    const QColor faint = between(muted, window, 0.4);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText,
                      QPalette::PlaceholderText, QPalette::Link})
        p.setColor(QPalette::Disabled, role, faint);
    p.setColor(QPalette::Disabled, QPalette::Base, window);
    p.setColor(QPalette::Disabled, QPalette::Button, window);
    p.setColor(QPalette::Disabled, QPalette::Highlight, between(selection, window, 0.5));
    return p;
}

const Theme &themeOf(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 110 ? Theme::dark() : Theme::light();
}

const Theme &themeOf(const QWidget *widget) { return themeOf(widget ? widget->palette() : QGuiApplication::palette()); }

} // namespace flowbench
