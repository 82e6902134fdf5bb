// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace flowbench::test {

// A JSON array of orders, minified, of about `bytes` bytes.
inline QByteArray manyOrders(qsizetype bytes)
{
    const QByteArray order(
        R"({"id":"7f3c-92aa-41d0","type":"order.placed","version":1.10,"data":{"total":149.90,)"
        R"("currency":"EUR","note":"caf\u00e9 \"quoted\"","items":[{"sku":"SKU-04412","qty":2}]}},)");
    QByteArray body;
    body.reserve(bytes + order.size());
    body.append('[');
    while (body.size() < bytes)
        body.append(order);
    body[body.size() - 1] = ']';
    return body;
}

inline QByteArray nested(int depth) { return QByteArray(depth, '[') + "1" + QByteArray(depth, ']'); }

// The largest body that must open. A build without optimisation takes a quarter of it, so that the tests stay quick.
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
inline constexpr qsizetype hugeBytes = 100 << 20;
#else
inline constexpr qsizetype hugeBytes = 25 << 20;
#endif

struct Sample
{
    const char *name;
    const char *json;
};

// Minified JSON whose literals a careless parser changes. Here, as moc loses its way among so many raw strings.
inline std::vector<Sample> literalSamples()
{
    return {{"numbers", R"({"a":1.10,"b":1e400,"c":9223372036854775808,"d":-0.0,"e":1.0E+2})"},
            {"key order and duplicates", R"({"z":1,"a":2,"z":3,"":4})"},
            {"escapes", R"({"a":"\u00e9\/\"\\\ud800","b":"é"})"},
            {"scalar", "1.10"},
            {"text", R"("only { text ] , :")"},
            {"empties", R"({"a":{},"b":[],"c":[{}],"d":[[]]})"},
            {"mixed", R"([true,false,null,[1,[2,[3]]],{"a":[{"b":{"c":[]}}]}])"}};
}

} // namespace flowbench::test
