// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace flowbench;
using namespace Qt::StringLiterals;

class tst_JsonWriter : public QObject
{
    Q_OBJECT

private slots:
    void stringsComeBackWhereverTheirEscapesStand();
    void nothingThatATerminalActsOn();
};

// Escapes at every place of pieces of every length: what is done sixteen bytes at a time has many edges.
void tst_JsonWriter::stringsComeBackWhereverTheirEscapesStand()
{
    const QStringList specials = {u"\""_s,     u"\\"_s,     u"\n"_s, u"\x1"_s,       u"\x7f"_s,
                                  u"\u0085"_s, u"\u00e4"_s, u"€"_s,  u"\U0001F600"_s};
    for (const QString &special : specials) {
        for (int length = 0; length < 70; ++length) {
            for (int at = 0; at <= length; ++at) {
                QString text(length, u'x');
                text.insert(at, special);
                std::string json = "[";
                appendJsonString(json, text.toStdString());
                json += ']';
                QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(json))[0].toString(), text);
            }
        }
    }
    for (const QString &special : specials) {
        const QString text = special.repeated(5000);
        std::string json = "[";
        appendJsonString(json, text.toStdString());
        QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(json + "]"))[0].toString(), text);
    }
}

void tst_JsonWriter::nothingThatATerminalActsOn()
{
    std::string all;
    for (int c = 0; c < 0x100; ++c)
        all += QString(QChar(char16_t(c))).toStdString();
    std::string json;
    appendJsonString(json, all);
    for (std::size_t i = 0; i < json.size(); ++i) {
        const auto c = static_cast<unsigned char>(json[i]);
        QVERIFY(c >= 0x20 && c != 0x7f);
        QVERIFY(c != 0xc2 || static_cast<unsigned char>(json[i + 1]) >= 0xa0);
    }
}

QTEST_GUILESS_MAIN(tst_JsonWriter)
#include "tst_jsonwriter.moc"
