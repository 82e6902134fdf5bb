// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/plainfont.h"

#include <QFontDatabase>
#include <QHash>
#include <QRawFont>
#include <QtEndian>

#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

struct Table
{
    QByteArray tag;
    QByteArray data;
};

void put16(QByteArray &out, int value)
{
    char bytes[2];
    qToBigEndian(quint16(value), bytes);
    out.append(bytes, 2);
}

void put32(QByteArray &out, quint32 value)
{
    char bytes[4];
    qToBigEndian(value, bytes);
    out.append(bytes, 4);
}

// A name table with nothing but family (1), style (2), full name (4) and PostScript name (6).
QByteArray nameTable(const QString &family)
{
    const std::vector<std::pair<int, QString>> names{
        {1, family}, {2, u"Regular"_s}, {4, family}, {6, QString(family).remove(u' ')}};
    QByteArray records;
    QByteArray texts;
    for (const auto &[id, text] : names) {
        QByteArray utf16;
        for (const QChar c : text)
            put16(utf16, c.unicode());
        for (const int value : {3, 1, 0x409, id, int(utf16.size()), int(texts.size())}) // Windows, Unicode, English
            put16(records, value);
        texts += utf16;
    }
    QByteArray table;
    put16(table, 0);
    put16(table, int(names.size()));
    put16(table, 6 + int(records.size()));
    return table + records + texts;
}

quint32 checksum(QByteArray data)
{
    data.append(QByteArray((4 - data.size() % 4) % 4, '\0'));
    quint32 sum = 0;
    for (qsizetype i = 0; i < data.size(); i += 4)
        sum += qFromBigEndian<quint32>(data.constData() + i);
    return sum;
}

// The file: a directory of tables, then the tables, each on a multiple of 4.
QByteArray assemble(const std::vector<Table> &tables)
{
    const int count = int(tables.size());
    int power = 1;
    int log = 0;
    while (power * 2 <= count) {
        power *= 2;
        ++log;
    }
    QByteArray file;
    put32(file, 0x00010000);
    for (const int value : {count, power * 16, log, (count - power) * 16})
        put16(file, value);
    QByteArray body;
    const qsizetype bodyStart = file.size() + 16 * count;
    for (const Table &table : tables) {
        file += table.tag;
        put32(file, checksum(table.data));
        put32(file, quint32(bodyStart + body.size()));
        put32(file, quint32(table.data.size()));
        body += table.data;
        body.append(QByteArray((4 - body.size() % 4) % 4, '\0'));
    }
    return file + body;
}

QString registerPlain(const QRawFont &raw)
{
    const QString family = u"Flowbench "_s + raw.familyName();
    std::vector<Table> tables; // in the order of their tags; GSUB is what is left out
    for (const char *tag : {"GDEF", "GPOS", "OS/2", "cmap", "cvt ", "fpgm", "gasp", "glyf", "head", "hhea", "hmtx",
                            "loca", "maxp", "name", "post", "prep"}) {
        const QByteArray data = tag == QByteArrayView("name") ? nameTable(family) : raw.fontTable(tag);
        if (!data.isEmpty())
            tables.push_back({tag, data});
        else if (tag == QByteArrayView("glyf"))
            return {}; // outlines of another kind
    }
    const int id = QFontDatabase::addApplicationFontFromData(assemble(tables));
    const QStringList families = id < 0 ? QStringList() : QFontDatabase::applicationFontFamilies(id);
    return families.value(0);
}

} // namespace

QFont withoutLigatures(const QFont &font)
{
    static QHash<QString, QString> known; // what is registered with the application can't be registered twice
    const QRawFont raw = QRawFont::fromFont(font);
    if (!raw.isValid() || raw.fontTable("GSUB").isEmpty())
        return font;
    auto it = known.find(raw.familyName());
    if (it == known.end())
        it = known.insert(raw.familyName(), registerPlain(raw));
    if (it->isEmpty())
        return font;
    QFont plain(font);
    plain.setFamilies({*it});
    return plain;
}

} // namespace flowbench
