// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"

#include <QString>

#include <string>
#include <variant>
#include <vector>

namespace flowbench::cli {

// JSON text as it is; people see it as it is.
struct RawJson
{
    std::string text;
};

// Absent cells are left out of JSON and empty elsewhere.
using Cell = std::variant<std::monostate, bool, qint64, double, QString, RawJson>;

template <class T>
Cell cellOf(const std::optional<T> &value)
{
    return value ? Cell(qint64(*value)) : Cell();
}
// An empty text is an absent one.
inline Cell cellOf(const QString &text) { return text.isEmpty() ? Cell() : Cell(text); }

struct Column
{
    const char *name;   // in JSON and CSV
    QString title;      // for people; null: not shown to them
    bool right = false; // numbers
    int width = 0;      // where rows are shown as they come
};

// Rows of one kind, in the format of the output. For people rows are aligned: collected until finish(), or written as
// they come with the columns' own widths. Control characters are made visible; on a terminal, rows end at its edge.
class Rows
{
public:
    enum class When { Collected, AsTheyCome };
    Rows(Output &output, std::vector<Column> columns, When when = When::Collected);
    void add(const std::vector<Cell> &cells);
    void finish();

private:
    void addJson(const std::vector<Cell> &cells);
    void addCsv(const std::vector<Cell> &cells);
    void print(const QStringList &texts);
    void head();

    Output &m_output;
    std::vector<Column> m_columns;
    When m_when;
    std::vector<QStringList> m_collected;
    bool m_headed = false;
};

// How many columns of a terminal a text takes.
int displayWidth(QStringView text);
// Cut to `width` columns, with an ellipsis where something was cut off.
QString fitted(const QString &text, int width);
// Filled up with blanks to `width` columns; cut where it is longer.
QString padded(const QString &text, int width, bool right = false);

} // namespace flowbench::cli
