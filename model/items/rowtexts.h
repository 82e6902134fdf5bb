// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/eventcolumn.h"

#include <QDate>

#include <array>
#include <vector>

namespace flowbench {

// How values become text. The model has no words of its own: they are handed in.
struct EventWords
{
    std::function<QString(QStringView)> visible; // hostile characters made visible; required. Any thread
    std::function<QString(qint64)> count;        // "1,834,201"
    std::function<QString(qint64)> bytes;        // "718 B"
    QString noValue;                             // shown for a null value
    QString evicted;                             // shown for a row that the store no longer keeps
    std::array<QString, EventColumnCount> headers;
};

// What a rule says of an event: a tint of the palette of eight and the rule's name; whether it is a match that is
// looked for.
struct RowMark
{
    int tint = -1; // none
    QString rule;
    bool found = false;
};

// With what the texts of rows are made. Immutable; shared with workers.
struct RowRecipe
{
    EventWords words;
    bool utc = false;
    qint64 today = 0; // Julian day the times are written on
    std::vector<ContentColumn> content;
    std::function<QString(const EventView &, int chars)> preview; // null: the body's beginning. Any thread
    std::function<RowMark(const EventView &)> mark;               // null: none. Any thread
};

// The texts of one row, made one by one as they are asked for.
struct RowTexts
{
    std::array<QString, EventColumnCount> fixed;
    std::vector<QString> content;
    RowMark mark;
    quint32 made = 0; // a bit a column
    bool marked = false;

    bool has(EventColumn column) const { return made & (1u << int(column)); }
    const QString &of(EventColumn column) const;
};

inline constexpr int PreviewChars = 200;

// Makes the text of one column (type and id come together). `deep`: large bodies are looked into as well.
void makeRowText(RowTexts &texts, const EventView &event, EventColumn column, const RowRecipe &recipe, bool deep);
void makeRowMark(RowTexts &texts, const EventView &event, const RowRecipe &recipe);
// All of them: on a worker, for a body that is too large to be read between two frames.
void makeRow(RowTexts &texts, const EventView &event, const RowRecipe &recipe);
// Whether it is such a body: large, or compressed (what it unpacks to is not known).
bool isHeavy(const EventView &event);
// Whether that column reads the body.
bool readsBody(EventColumn column);

} // namespace flowbench
