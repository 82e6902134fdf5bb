// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sandbox/order.h"

#include "model/base/jsonwriter.h"

#include <array>
#include <cstring>

namespace flowbench::sandbox {

namespace {

struct Product
{
    const char *sku;
    const char *name;
    int cents;
};
constexpr std::array Products{
    Product{"SKU-1001", "Espresso cups, set of 6", 2490},
    Product{"SKU-1002", "Pour-over kettle", 5900},
    Product{"SKU-1003", "Hand grinder", 12900},
    Product{"SKU-1004", "Filter papers, 100", 690},
    Product{"SKU-2001", "Linen tea towel", 1450},
    Product{"SKU-2002", "Café crème bowl, blau", 1890},
    Product{"SKU-3001", "Beans: Yirgacheffe, 1 kg", 3200},
    Product{"SKU-3002", "Beans: Huila decaf, 500 g", 1750},
    Product{"SKU-3003", "Matcha 抹茶, 100 g", 2980},
    Product{"SKU-4001", "Scale, 0.1 g", 4490},
};

struct Place
{
    const char *country, *currency, *region;
};
constexpr std::array Places{Place{"DE", "EUR", "eu"}, Place{"FR", "EUR", "eu"}, Place{"NL", "EUR", "eu"},
                            Place{"US", "USD", "us"}, Place{"CA", "CAD", "us"}, Place{"JP", "JPY", "apac"}};

void header(std::string &packed, std::string_view name, std::string_view value, FieldPlace place = FieldPlace::Header,
            FieldType type = FieldType::Bytes)
{
    FieldView f;
    f.place = place;
    f.type = type;
    f.name = name;
    f.value = value;
    appendField(packed, f);
}

std::string money(int cents)
{
    std::string s = std::to_string(cents / 100) + '.';
    return s + char('0' + cents / 10 % 10) + char('0' + cents % 10);
}

bool is(const Fact &fact, const char *type) { return std::strcmp(fact.type, type) == 0; }

void text(JsonWriter &w, std::string_view name, std::string_view value)
{
    w.key(name);
    w.string(value);
}

void isoTime(JsonWriter &w, std::string_view name, qint64 ms)
{
    std::string at;
    appendIsoTime(at, ms);
    text(w, name, at);
}

void writeLines(JsonWriter &w, const Order &o)
{
    w.key("items").beginArray();
    for (const OrderLine &l : o.lines) {
        w.beginObject();
        text(w, "sku", l.sku);
        text(w, "name", l.name);
        w.key("quantity");
        if (o.flaw == Flaw::QuantityIsText)
            w.string("two");
        else
            w.integer(l.quantity);
        w.key("price").raw(money(l.cents));
        w.endObject();
    }
    w.endArray();
}

void writePlaced(JsonWriter &w, const Order &o)
{
    if (o.flaw != Flaw::NoCustomer)
        text(w, "customerId", o.customer);
    text(w, "country", o.country);
    text(w, "currency", o.currency);
    w.key("total");
    if (o.flaw == Flaw::TotalIsText)
        w.string(std::to_string(o.totalCents() / 100) + "," + std::to_string(o.totalCents() % 100));
    else
        w.raw(money(o.totalCents()));
    writeLines(w, o);
}

void writeData(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    w.beginObject();
    if (o.flaw != Flaw::NoOrderId || !is(f, "order.placed"))
        text(w, "orderId", o.id);
    if (is(f, "order.placed")) {
        writePlaced(w, o);
    } else if (is(f, "payment.processed") || is(f, "payment.failed")) {
        text(w, "paymentId", "pay-" + random.hex(8));
        text(w, "method", random.chance(0.7) ? "card" : "invoice");
        w.key("amount").raw(money(o.totalCents()));
        text(w, "currency", o.currency);
        if (is(f, "payment.failed"))
            text(w, "reason", random.chance(0.5) ? "insufficient_funds" : "card_expired");
    } else if (is(f, "inventory.reserved")) {
        text(w, "warehouse", random.chance(0.6) ? "LEJ-1" : "RTM-2");
        writeLines(w, o);
    } else if (is(f, "inventory.rejected") || is(f, "order.cancelled")) {
        text(w, "reason", is(f, "order.cancelled") ? "not_paid_or_not_in_stock" : "out_of_stock");
        text(w, "sku", o.lines.front().sku);
    } else {
        text(w, "shipmentId", "shp-" + random.hex(8));
        text(w, "carrier", random.chance(0.5) ? "DHL" : "PostNL");
        text(w, "trackingCode", "00340" + std::to_string(random.next() % 100000000000ull));
    }
    w.endObject();
}

void writeMetadata(JsonWriter &w, const Order &o, const Fact &f)
{
    w.key("metadata").beginObject();
    text(w, "correlationId", o.correlation);
    if (!f.causation.empty())
        text(w, "causationId", f.causation);
    w.endObject();
}

// {eventId,eventType,eventVersion,timestamp,source,data,metadata}: the order team's.
void orderTeam(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    text(w, "eventId", f.id);
    text(w, "eventType", f.type);
    text(w, "eventVersion", "1.2");
    isoTime(w, "timestamp", f.atMs);
    text(w, "source", "order-service");
    w.key("data");
    writeData(w, o, f, random);
    writeMetadata(w, o, f);
}

// {id,aggregateId,aggregateType,type,version,timestamp,data,metadata}: event sourced.
void inventoryTeam(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    text(w, "id", f.id);
    text(w, "aggregateId", o.id);
    text(w, "aggregateType", "Reservation");
    text(w, "type", f.type);
    w.key("version").integer(1);
    isoTime(w, "timestamp", f.atMs);
    w.key("data");
    writeData(w, o, f, random);
    writeMetadata(w, o, f);
}

// CloudEvents, structured.
void shippingTeam(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    text(w, "specversion", "1.0");
    text(w, "id", f.id);
    text(w, "source", "/shipping/dispatch");
    text(w, "type", f.type);
    text(w, "subject", o.id);
    isoTime(w, "time", f.atMs);
    text(w, "datacontenttype", "application/json");
    text(w, "correlationid", o.correlation);
    text(w, "causationid", f.causation);
    w.key("data");
    writeData(w, o, f, random);
}

// {id,type,timestamp,source,data,metadata}: the marketplace's.
void marketTeam(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    text(w, "id", f.id);
    text(w, "type", f.type);
    isoTime(w, "timestamp", f.atMs);
    text(w, "source", "marketplace");
    w.key("data");
    writeData(w, o, f, random);
    writeMetadata(w, o, f);
}

// {id,name,timestamp,version,data}: the oldest one.
void mailTeam(JsonWriter &w, const Order &o, const Fact &f, Random &random)
{
    text(w, "id", f.id);
    text(w, "name", f.type);
    isoTime(w, "timestamp", f.atMs);
    w.key("version").integer(1);
    w.key("data");
    writeData(w, o, f, random);
}

// CloudEvents, binary: attributes in headers, the body is the data.
void paymentHeaders(std::string &packed, const Order &o, const Fact &f)
{
    std::string at;
    appendIsoTime(at, f.atMs);
    header(packed, "ce_specversion", "1.0");
    header(packed, "ce_id", f.id);
    header(packed, "ce_type", f.type);
    header(packed, "ce_source", "/payments");
    header(packed, "ce_subject", o.id);
    header(packed, "ce_time", at);
    header(packed, "ce_correlationid", o.correlation);
    header(packed, "ce_causationid", f.causation);
    header(packed, "content-type", "application/json");
}

void queueProperties(std::string &packed, const Order &o, const Fact &f)
{
    const auto property = [&](std::string_view name, std::string_view value, FieldType type = FieldType::Bytes) {
        header(packed, name, value, FieldPlace::Property, type);
    };
    property("content_type", "application/json");
    property("delivery_mode", "2", FieldType::UInt8);
    property("message_id", f.id);
    property("correlation_id", o.correlation);
    property("type", f.type);
    property("app_id", is(f, "shipment.mail") ? "mailer" : "marketplace");
    property("timestamp", std::to_string(f.atMs / 1000), FieldType::Timestamp);
    header(packed, "region", o.region);
    if (!f.causation.empty())
        header(packed, "causation-id", f.causation);
}

std::string bigEndian(quint64 n, int bytes)
{
    std::string out;
    for (int i = bytes - 1; i >= 0; --i)
        out.push_back(char(n >> (8 * i)));
    return out;
}

} // namespace

int Order::totalCents() const
{
    int sum = 0;
    for (const OrderLine &l : lines)
        sum += l.quantity * l.cents;
    return sum;
}

Order makeOrder(Random &random, quint64 number)
{
    Order o;
    const Place &place = Places[std::size_t(random.below(int(Places.size())))];
    o.id = "ord-" + std::to_string(100000 + number);
    o.customer = "cus-" + std::to_string(1000 + random.below(400));
    o.correlation = random.uuid();
    o.trace = "00-" + random.hex(32) + "-" + random.hex(16) + "-01";
    o.region = place.region;
    o.country = place.country;
    o.currency = place.currency;
    o.market = random.chance(0.33);
    for (int i = 1 + random.below(3); i > 0; --i) {
        const Product &p = Products[std::size_t(random.below(int(Products.size())))];
        o.lines.push_back({p.sku, p.name, 1 + random.below(3), p.cents});
    }
    if (random.chance(0.015))
        o.flaw = Flaw(1 + random.below(4));
    return o;
}

Message eventOf(const Order &order, const Fact &fact, Random &random)
{
    Message m;
    JsonWriter w;
    const bool payment = std::string_view(fact.type).starts_with("payment.");
    if (payment && !order.market) {
        writeData(w, order, fact, random);
        paymentHeaders(m.fields, order, fact);
    } else {
        w.beginObject();
        if (is(fact, "shipment.mail"))
            mailTeam(w, order, fact, random);
        else if (order.market)
            marketTeam(w, order, fact, random);
        else if (std::string_view(fact.type).starts_with("inventory."))
            inventoryTeam(w, order, fact, random);
        else if (is(fact, "shipment.created"))
            shippingTeam(w, order, fact, random);
        else
            orderTeam(w, order, fact, random);
        w.endObject();
    }
    const bool queued = order.market || is(fact, "shipment.mail");
    if (queued)
        queueProperties(m.fields, order, fact);
    else if (!payment)
        header(m.fields, "event-type", fact.type);
    header(m.fields, "traceparent", order.trace);
    m.key = queued ? std::string(fact.type) : order.id;
    m.value = std::move(w.text());
    return m;
}

Message springDeadLetter(const Message &original, const Origin &origin, const Failure &failure)
{
    Message m;
    m.key = original.key;
    m.value = original.value;
    m.fields = original.fields;
    const auto add = [&](std::string_view name, std::string_view value) { header(m.fields, name, value); };
    add("kafka_dlt-original-topic", origin.topic);
    add("kafka_dlt-original-partition", bigEndian(quint64(origin.partition), 4));
    add("kafka_dlt-original-offset", bigEndian(quint64(origin.offset), 8));
    add("kafka_dlt-original-timestamp", bigEndian(quint64(origin.timeMs), 8));
    add("kafka_dlt-original-timestamp-type", "CreateTime");
    add("kafka_dlt-original-consumer-group", failure.group);
    // Spring names its own wrapper here and the reason as the cause.
    add("kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException");
    add("kafka_dlt-exception-cause-fqcn", failure.exception);
    add("kafka_dlt-exception-message", std::string("Listener method 'onEvent' threw exception; ") + failure.message);
    add("kafka_dlt-exception-stacktrace", std::string(failure.exception) + ": " + failure.message + "\n\tat shop." +
                                              failure.group + ".Handler.onEvent(Handler.java:87)");
    return m;
}

} // namespace flowbench::sandbox
