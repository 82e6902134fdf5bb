// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/rows.h"

#include "words/csv.h"
#include "words/units.h"
#include "words/visible.h"

#include <algorithm>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
bool wide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
           (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f) ||
           (c >= 0x1f900 && c <= 0x1f9ff) || (c >= 0x20000 && c <= 0x3fffd);
}

int widthOf(char32_t c)
{
    const auto category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || category == QChar::Other_Format)
        return 0;
    return wide(c) ? 2 : 1;
}

// Calls `each(character, size in code units)` until it answers false.
template <class F>
void walk(QStringView text, F each)
{
    for (qsizetype i = 0; i < text.size();) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t c = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        if (!each(c, pair ? 2 : 1))
            return;
        i += pair ? 2 : 1;
    }
}

QString shown(const Cell &cell)
{
    if (const auto *b = std::get_if<bool>(&cell))
        return *b ? u"yes"_s : QString();
    if (const auto *n = std::get_if<qint64>(&cell))
        return QString::number(*n);
    if (const auto *d = std::get_if<double>(&cell))
        return QString::number(*d, 'f', 1);
    if (const auto *s = std::get_if<QString>(&cell))
        return *s;
    const auto *raw = std::get_if<RawJson>(&cell);
    return raw ? QString::fromStdString(raw->text) : QString();
}

QString csvText(const Cell &cell)
{
    if (const auto *b = std::get_if<bool>(&cell))
        return *b ? u"true"_s : u"false"_s;
    if (const auto *d = std::get_if<double>(&cell))
        return QString::number(*d, 'g', 15);
    return words::csvCell(shown(cell));
}
} // namespace

int displayWidth(QStringView text)
{
    int width = 0;
    walk(text, [&](char32_t c, int) {
        width += widthOf(c);
        return true;
    });
    return width;
}

QString fitted(const QString &text, int width)
{
    int used = 0;
    qsizetype units = 0, cut = 0;
    bool over = false;
    walk(text, [&](char32_t c, int size) {
        used += widthOf(c);
        over = used > width;
        if (used <= width - 1)
            cut = units + size;
        units += size;
        return !over;
    });
    return over ? text.left(cut) + u'…' : text;
}

QString padded(const QString &text, int width, bool right)
{
    const QString cut = fitted(text, width);
    const QString blanks(std::max(0, width - displayWidth(cut)), u' ');
    return right ? blanks + cut : cut + blanks;
}

Rows::Rows(Output &output, std::vector<Column> columns, When when)
    : m_output(output), m_columns(std::move(columns)), m_when(when)
{}

void Rows::add(const std::vector<Cell> &cells)
{
    if (m_output.format() == Format::Json)
        return addJson(cells);
    if (m_output.format() == Format::Csv)
        return addCsv(cells);
    QStringList texts;
    for (const Cell &cell : cells)
        texts.append(visibleText(shown(cell)));
    if (m_when == When::Collected) {
        m_collected.push_back(std::move(texts));
        return;
    }
    head();
    print(texts);
    m_output.flush();
}

void Rows::addJson(const std::vector<Cell> &cells)
{
    JsonWriter j;
    j.beginObject();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell &cell = cells[i];
        if (cell.index() == 0)
            continue;
        j.key(m_columns[i].name);
        if (const auto *b = std::get_if<bool>(&cell))
            j.boolean(*b);
        else if (const auto *n = std::get_if<qint64>(&cell))
            j.integer(*n);
        else if (const auto *d = std::get_if<double>(&cell))
            j.number(*d);
        else if (const auto *s = std::get_if<QString>(&cell))
            j.string(s->toStdString());
        else
            j.raw(std::get<RawJson>(cell).text);
    }
    j.endObject();
    j.newline();
    m_output.write(j.text());
    if (m_when == When::AsTheyCome)
        m_output.flush();
}

void Rows::addCsv(const std::vector<Cell> &cells)
{
    QStringList line;
    if (!m_headed) {
        m_headed = true;
        QStringList names;
        for (const Column &c : m_columns)
            names.append(QString::fromLatin1(c.name));
        m_output.write((names.join(u',') + u"\r\n"_s).toStdString());
    }
    for (const Cell &cell : cells)
        line.append(csvText(cell));
    m_output.write((line.join(u',') + u"\r\n"_s).toStdString());
    if (m_when == When::AsTheyCome)
        m_output.flush();
}

void Rows::head()
{
    if (m_headed)
        return;
    m_headed = true;
    QStringList titles;
    for (const Column &c : m_columns)
        titles.append(c.title);
    print(titles);
}

void Rows::print(const QStringList &texts)
{
    QString line;
    qsizetype last = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        last = m_columns[i].title.isNull() ? last : qsizetype(i);
    for (qsizetype i = 0; i <= last; ++i) {
        const Column &c = m_columns[std::size_t(i)];
        if (c.title.isNull())
            continue;
        // The last column is as long as it is; in a column that is too narrow the text stays whole and pushes.
        const QString text = texts.value(i);
        const int width = std::max(c.width, displayWidth(text));
        line += i == last && !c.right ? text : padded(text, width, c.right) + u"  "_s;
    }
    while (line.endsWith(u' '))
        line.chop(1);
    if (m_output.width() > 0)
        line = fitted(line, m_output.width());
    m_output.write((line + u'\n').toStdString());
}

void Rows::finish()
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column &c = m_columns[i];
        c.width = std::max(c.width, displayWidth(c.title));
        for (const QStringList &row : m_collected)
            c.width = std::max(c.width, std::min(displayWidth(row.value(qsizetype(i))), 60));
    }
    if (!m_collected.empty())
        head();
    for (const QStringList &row : m_collected)
        print(row);
    m_collected.clear();
    m_output.flush();
}

} // namespace flowbench::cli
