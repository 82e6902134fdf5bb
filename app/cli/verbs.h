// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace flowbench::cli {

struct Context;

// What an option's value must be; checked while parsing.
enum class ValueKind { Flag, Text, Number, Seconds, Duration, Where, Choice, File, Folder };

struct OptionSpec
{
    const char *name; // "--limit"
    ValueKind kind = ValueKind::Flag;
    const char *value = ""; // how help names the value: "N"
    const char *help = "";  // QT_TRANSLATE_NOOP("cli", ...)
    bool repeated = false;
    std::vector<const char *> choices = {};
    qint64 least = 0; // Number
    qint64 most = std::numeric_limits<qint64>::max();
};

struct Example
{
    const char *command;
    const char *what; // QT_TRANSLATE_NOOP("cli", ...)
};

// One verb. This table drives parsing, help, completion and the man page.
struct VerbSpec
{
    const char *name;
    const char *arguments;    // "CONN CHANNEL..."
    const char *summary;      // QT_TRANSLATE_NOOP("cli", ...)
    const char *details;      // the same; may be empty
    int least = 0, most = -1; // positional arguments; -1: any number
    std::vector<OptionSpec> options;
    std::vector<Example> examples;
    int (*run)(Context &);
};

std::span<const VerbSpec> verbs();
std::vector<VerbSpec> deadLetterVerbs(); // dead, replay, discard, restore, declare, delete: part of verbs()
const VerbSpec *findVerb(std::string_view name);
std::span<const OptionSpec> globalOptions();

QString translated(const char *text); // of the table

QString generalHelp();
QString verbHelp(const VerbSpec &verb);
QString manPage();                        // roff
QString completion(const QString &shell); // bash, zsh, fish; null: unknown shell

} // namespace flowbench::cli
