// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/orders.h"

#include <array>
#include <cstdio>
#include <random>

namespace flowbench::bench {

namespace {

constexpr std::array Names = {"Ada Lovelace",    "Grace Hopper",  "Jürgen Ünal",
                              "Élodie Quiñones", "Hiro Nakamura", "Ines O'Neil"};
constexpr std::array Cities = {"Berlin", "Lisbon", "Osaka", "Oslo", "Quito", "Tallinn"};
constexpr std::array Currencies = {"EUR", "USD", "JPY"};
constexpr std::array Types = {"order.placed", "payment.processed", "inventory.reserved", "shipment.created"};

class Writer
{
public:
    std::string order(std::size_t i)
    {
        char head[512];
        const int n = std::snprintf(
            head, sizeof head,
            R"({"id":"%s","type":"%s","timestamp":"2026-07-01T12:%02zu:%02zu.%03zuZ","version":"1.%zu.%zu","source":"checkout-service",)"
            R"("metadata":{"correlationId":"%s","causationId":"%s"},"data":{"customerId":%zu,"email":"customer%zu@example.com","name":"%s",)",
            uuid().c_str(), Types[below(Types.size())], i / 60000 % 60, i / 1000 % 60, i % 1000, below(10), below(30),
            uuid().c_str(), uuid().c_str(), below(9000000), below(1000000), Names[below(Names.size())]);
        std::string out(head, std::size_t(n));
        items(out);
        address(out);
        return out;
    }

private:
    std::size_t below(std::size_t n) { return std::size_t(m_random() % n); }

    std::string uuid()
    {
        char text[40];
        std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012llx", unsigned(m_random()),
                      unsigned(below(0x10000)), unsigned(below(0x1000)), unsigned(below(0x1000)),
                      static_cast<unsigned long long>(m_random() & 0xffffffffffffULL));
        return text;
    }

    void items(std::string &out)
    {
        const std::size_t count = 1 + below(3);
        std::size_t cents = 0;
        out += R"("items":[)";
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t quantity = 1 + below(4), price = 100 + below(7900);
            cents += quantity * price;
            char item[96];
            std::snprintf(item, sizeof item, R"(%s{"sku":"SKU-%05zu","quantity":%zu,"price":%zu.%02zu})", i ? "," : "",
                          below(99999), quantity, price / 100, price % 100);
            out += item;
        }
        char total[96];
        std::snprintf(total, sizeof total, R"(],"total":%zu.%02zu,"currency":"%s",)", cents / 100, cents % 100,
                      Currencies[below(Currencies.size())]);
        out += total;
    }

    void address(std::string &out)
    {
        char text[160];
        std::snprintf(
            text, sizeof text,
            R"("address":{"street":"%zu Long Street","city":"%s","zip":"%05zu"}},"shop":"s-%03zu","retries":%zu,"sampled":%s})",
            1 + below(400), Cities[below(Cities.size())], below(99999), below(200), below(3),
            below(2) ? "true" : "false");
        out += text;
    }

    std::mt19937_64 m_random{20260701};
};

} // namespace

Orders::Orders(std::size_t count)
{
    Writer writer;
    m_bodies.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        m_bodies.push_back(writer.order(i));
}

double Orders::meanBytes() const
{
    std::size_t sum = 0;
    for (const std::string &b : m_bodies)
        sum += b.size();
    return double(sum) / double(m_bodies.size());
}

} // namespace flowbench::bench
