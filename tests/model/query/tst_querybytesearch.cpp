// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/bytesearch.h"

#include <QTest>

#include <random>
#include <sys/mman.h>
#include <unistd.h>

using namespace flowbench;

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = lower(c);
    return out;
}
} // namespace

class tst_QueryByteSearch : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithAPlainSearch();
    void endsOfTheText();
    void readsNothingBehindTheText();
    void letters();
};

void tst_QueryByteSearch::agreesWithAPlainSearch()
{
    std::mt19937 random(11);
    constexpr std::string_view Alphabet = "aAbB\"@`[{\xc3\xa9";
    for (int round = 0; round < 60000; ++round) {
        std::string text, literal;
        for (std::size_t n = random() % 200; n > 0; --n)
            text.push_back(Alphabet[random() % Alphabet.size()]);
        for (std::size_t n = random() % 6; n > 0; --n)
            literal.push_back(Alphabet[random() % Alphabet.size()]);
        QCOMPARE(ByteSearch(literal).find(text), text.find(literal));
        QCOMPARE(ByteSearch(literal, ByteSearch::Case::Any).find(text), lowered(text).find(lowered(literal)));
    }
}

void tst_QueryByteSearch::endsOfTheText()
{
    for (std::size_t size = 3; size < 300; ++size) {
        for (const std::size_t at : {std::size_t(0), size / 2, size - 3}) {
            if (at + 3 > size)
                continue;
            std::string text(size, '.');
            text.replace(at, 3, "Xyz");
            QCOMPARE(ByteSearch("Xyz").find(text), at);
            QCOMPARE(ByteSearch("xYZ", ByteSearch::Case::Any).find(text), at);
            QCOMPARE(ByteSearch("xyz").find(text), std::string_view::npos);
        }
    }
    QCOMPARE(ByteSearch("").find(""), std::size_t(0));
    QCOMPARE(ByteSearch("a").find(""), std::string_view::npos);
    QCOMPARE(ByteSearch(std::string_view("\0x", 2)).find(std::string_view("ab\0x", 4)), std::size_t(2));
}

void tst_QueryByteSearch::readsNothingBehindTheText()
{
    const auto page = std::size_t(::sysconf(_SC_PAGESIZE));
    char *pages = static_cast<char *>(::mmap(nullptr, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    QVERIFY(pages != MAP_FAILED);
    QVERIFY(::mprotect(pages + page, page, PROT_READ | PROT_WRITE) == 0);
    std::memset(pages + page, 'a', page);
    for (std::size_t size = 0; size < 200; ++size) { // a byte before or behind would end the program
        QCOMPARE(ByteSearch("ab").find({pages + 2 * page - size, size}), std::string_view::npos);
        QCOMPARE(ByteSearch("ba").find({pages + page, size}), std::string_view::npos);
    }
    ::munmap(pages, 3 * page);
}

void tst_QueryByteSearch::letters()
{
    // '@' and '`' differ in the same bit as letters do: they are not the same in any case.
    QVERIFY(!ByteSearch("`", ByteSearch::Case::Any).in("@"));
    QVERIFY(!ByteSearch("{a", ByteSearch::Case::Any).in("[A"));
    QVERIFY(ByteSearch("{a", ByteSearch::Case::Any).in("{A"));
    QVERIFY(!ByteSearch("\xc3\xa9", ByteSearch::Case::Any).in("\xc3\x89"));
}

QTEST_APPLESS_MAIN(tst_QueryByteSearch)
#include "tst_querybytesearch.moc"
