// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "ui/look/theme.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace flowbench {

// The window's command line (see --help).
struct WindowOptions
{
    QString workspace;
    QStringList connections; // --connect, repeatable
    QStringList channels;    // --open CONN/CHANNEL, repeatable
    QString page;
    std::optional<ThemeChoice> theme;
    QString tour; // a folder: write pictures and quit
    QSize size{1280, 800};
    bool sized = false;
    bool help = false, version = false;

    // BadArgument with what is wrong. `arguments` without the program's name.
    static Result<WindowOptions> parse(const QStringList &arguments);
    static QString helpText();
};

} // namespace flowbench
