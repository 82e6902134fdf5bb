// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <array>
#include <vector>

class QWidget;

namespace flowbench {

/// What the person chose; System follows the desktop.
enum class ThemeChoice { System, Light, Dark };

/// The meaning of a colour. Never the only carrier of it: a word or a shape says the same.
enum class Tint { Neutral, Accent, Ok, Warning, Error, Dead };

/// Every colour of the window. Two constant values exist; widgets that paint ask themeOf().
struct Theme
{
    bool isDark = false;
    QColor window, surface, alternate, border;
    QColor text, muted;
    QColor accent, softAccent, selection;
    QColor onAccent; ///< Text on a surface filled with accent.
    QColor ok, okTint;
    QColor warning, warningTint;
    QColor error, errorTint; ///< Also production.
    QColor dead, deadTint;   ///< Dead letters, everywhere.
    QColor jsonKey, jsonString, jsonNumber;
    std::array<QColor, 6> series;

    static const Theme &light();
    static const Theme &dark();

    /// The colour of text or a line of that meaning, and of the surface behind it.
    QColor ink(Tint tint) const;
    QColor fill(Tint tint) const;
    /// All of it in Qt's roles: PlaceholderText is muted, Link accent, Highlight selection, Mid border;
    /// Inactive and Disabled included.
    QPalette palette() const;
};

/// The theme a palette was made from, told by its lightness: widgets need no pointer to it and follow
/// QEvent::PaletteChange. A null widget takes the application's palette.
const Theme &themeOf(const QWidget *widget);
const Theme &themeOf(const QPalette &palette);

/// The series (0 to 5) a name takes when nobody else is shown: a hash of the name, the same on every run.
int seriesIndex(const QString &channelName);
QColor seriesColour(const Theme &theme, const QString &channelName);

/// Keeps up to six shown channels apart. A name keeps its colour as long as this lives, whatever is shown beside it.
class SeriesColours
{
public:
    /// Says what is shown together now: newcomers take the series of their hash, or the next free one.
    /// The same set of names shown first gives the same colours in any order.
    void show(QStringList channelNames);
    /// The series of a name (0 to 5); one never shown is assigned as if shown beside the present ones.
    int indexOf(const QString &channelName);
    QColor colour(const Theme &theme, const QString &channelName);

private:
    struct Entry
    {
        QString name;
        int series = 0;
        bool shown = false;
    };
    int assign(const QString &channelName);
    Entry *find(const QString &channelName);

    std::vector<Entry> m_entries;
};

} // namespace flowbench
