// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <QJsonArray>
#include <QJsonObject>

#include <amqp.h>
#include <string>
#include <vector>

namespace flowbench::rabbitmq {

// Deeper tables are cut: what hangs below becomes null. QJsonDocument itself stops at 1024.
inline constexpr int MaxTableDepth = 128;

inline std::string_view view(const amqp_bytes_t &b) { return {static_cast<const char *>(b.bytes), b.len}; }
inline amqp_bytes_t bytes(std::string_view s) { return {s.size(), const_cast<char *>(s.data())}; }
inline QString text(const amqp_bytes_t &b)
{
    return QString::fromUtf8(static_cast<const char *>(b.bytes), qsizetype(b.len));
}

// ---- reading

// Appends every entry of a header table, in its order, duplicates too. Strings become bytes, everything else JSON text
// of its AMQP type. Strings inside a table that are not UTF-8 become {"!base64":"..."}.
void appendHeaders(std::string &packed, const amqp_table_t &table);
void appendJsonString(std::string &out, std::string_view utf8);
const amqp_field_value_t *findEntry(const amqp_table_t &table, std::string_view name);
std::optional<qint64> asInteger(const amqp_field_value_t &value);

// ---- writing

// Builds tables for rabbitmq-c and owns their memory; what it handed out lives as long as it does. One thread.
class TableBuilder
{
public:
    TableBuilder() { init_amqp_pool(&m_pool, 4096); }
    ~TableBuilder() { empty_amqp_pool(&m_pool); }
    TableBuilder(const TableBuilder &) = delete;
    TableBuilder &operator=(const TableBuilder &) = delete;

    // What it handed out is gone, its memory is used again.
    void clear() { recycle_amqp_pool(&m_pool); }
    amqp_bytes_t copy(std::string_view s);
    amqp_table_t table(const QJsonObject &object);
    // The headers of a packed list. BadArgument {name, value} where AMQP cannot carry one.
    Result<amqp_table_t> headers(const FieldList &fields);
    amqp_table_t entries(const std::vector<amqp_table_entry_t> &list);

private:
    Result<amqp_field_value_t> value(const FieldView &field);
    amqp_table_t table(std::string_view json, int depth);
    amqp_array_t array(std::string_view json, int depth);
    amqp_field_value_t value(std::string_view json, int depth);
    amqp_pool_t m_pool;
};

amqp_table_entry_t entry(const char *name, qint64 value);
amqp_table_entry_t entry(const char *name, const char *value);
amqp_table_entry_t entry(const char *name, bool value);

} // namespace flowbench::rabbitmq
