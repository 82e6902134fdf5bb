// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// Values of the Common Expression Language (github.com/google/cel-spec, doc/langdef.md), without protobuf messages.
namespace flowbench::cel {

class List;
class Map;
class Scratch;

enum class Kind : quint8 { Error, Null, Bool, Int, UInt, Double, String, Bytes, Timestamp, Duration, List, Map, Type };

// Why a value is an error. MissingField is kept apart: in a filter it is no failure, the event just does not match.
enum class Fault : quint8 {
    None,
    MissingField, // no such key, a select on something that has no fields
    NoOverload,   // no such operator or function for these types
    Overflow,
    DivideByZero,
    BadValue, // conversion, index out of range, malformed time, ...
    Limit     // steps, depth or memory
};

// 24 bytes, trivially copyable. String and Bytes view memory of somebody else: the program's constants, the event, or
// the Scratch of this evaluation. Lists and maps likewise.
struct Value
{
    Kind kind = Kind::Null;
    Fault fault = Fault::None; // of an Error
    bool fromJson = false;     // a JSON integer: meets a double in arithmetic as a double (design, section 5)
    // Timestamp (0..999999999), Duration (the sign of its seconds); of an Error the column where it arose, 0: unknown.
    qint32 nanos = 0;
    union {
        bool boolean;
        qint64 integer; // Int; seconds of Timestamp (since 1970) and Duration
        quint64 unsignedInteger;
        double real;
        const char *text; // String, Bytes, Type (its name), Error (its message, UTF-8)
        const List *list;
        const Map *map;
    };
    std::size_t size = 0; // bytes of text

    Value() : integer(0) {}
    std::string_view view() const { return {text, size}; }
    bool isError() const { return kind == Kind::Error; }

    static Value null() { return {}; }
    static Value ofBool(bool v)
    {
        Value out(Kind::Bool);
        out.boolean = v;
        return out;
    }
    static Value ofInt(qint64 v)
    {
        Value out(Kind::Int);
        out.integer = v;
        return out;
    }
    static Value ofUInt(quint64 v)
    {
        Value out(Kind::UInt);
        out.unsignedInteger = v;
        return out;
    }
    static Value ofDouble(double v)
    {
        Value out(Kind::Double);
        out.real = v;
        return out;
    }
    static Value ofString(std::string_view v) { return ofText(Kind::String, v); }
    static Value ofBytes(std::string_view v) { return ofText(Kind::Bytes, v); }
    static Value ofTimestamp(qint64 seconds, qint32 nanos) { return ofTime(Kind::Timestamp, seconds, nanos); }
    static Value ofDuration(qint64 seconds, qint32 nanos) { return ofTime(Kind::Duration, seconds, nanos); }
    static Value ofList(const List *v)
    {
        Value out(Kind::List);
        out.list = v;
        return out;
    }
    static Value ofMap(const Map *v)
    {
        Value out(Kind::Map);
        out.map = v;
        return out;
    }
    static Value ofType(std::string_view name) { return ofText(Kind::Type, name); }
    // The message must outlive the evaluation.
    static Value error(Fault fault, std::string_view message)
    {
        Value out = ofText(Kind::Error, message);
        out.fault = fault;
        return out;
    }

private:
    explicit Value(Kind k) : kind(k), integer(0) {}
    static Value ofText(Kind kind, std::string_view v)
    {
        Value out(kind);
        out.text = v.data();
        out.size = v.size();
        return out;
    }
    static Value ofTime(Kind kind, qint64 seconds, qint32 nanos)
    {
        Value out(kind);
        out.integer = seconds;
        out.nanos = nanos;
        return out;
    }
};

// Lists and maps are asked, not copied: a JSON array or an event's headers can stand behind them.
class List
{
public:
    virtual ~List() = default;
    virtual std::size_t size() const = 0;
    virtual Value at(std::size_t index, Scratch &scratch) const = 0; // index < size()
};

class Map
{
public:
    virtual ~Map() = default;
    virtual std::size_t size() const = 0;
    // Numbers are equal across their types (1 == 1u == 1.0).
    virtual std::optional<Value> find(const Value &key, Scratch &scratch) const = 0;
    virtual Value key(std::size_t index, Scratch &scratch) const = 0; // index < size(), in a stable order
    virtual Value value(std::size_t index, Scratch &scratch) const = 0;
};

// The memory and the limits of evaluations: a bump allocator that is reset before each, so that the common path
// allocates nothing. One thread. Objects made in it are never destroyed: only trivially destructible ones.
class Scratch
{
public:
    struct Limits
    {
        quint64 steps = 10'000'000;
        std::size_t bytes = std::size_t(64) << 20;
        int depth = 250;
    };
    Scratch() : Scratch(Limits{}) {}
    explicit Scratch(Limits limits);
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    void reset(); // all Values made in it are void
    // Null when the limit is reached: answer a Limit error then.
    void *allocate(std::size_t bytes, std::size_t align = alignof(std::max_align_t))
    {
        const std::size_t gap = (align - reinterpret_cast<std::uintptr_t>(m_at) % align) % align;
        if (std::size_t(m_end - m_at) < gap || std::size_t(m_end - m_at) - gap < bytes)
            return allocateBlock(bytes, align);
        std::byte *at = m_at + gap;
        m_at = at + bytes;
        return at;
    }
    std::string_view keep(std::string_view text); // a copy; data() is null when the limit is reached
    template <class T, class... Args>
    T *make(Args &&...args)
    {
        void *at = allocate(sizeof(T), alignof(T));
        return at ? new (at) T(std::forward<Args>(args)...) : nullptr;
    }
    // Uninitialised. Null when the limit is reached.
    template <class T>
    T *array(std::size_t count)
    {
        if (count > m_limits.bytes / sizeof(T))
            return static_cast<T *>(refuse());
        return static_cast<T *>(allocate(count * sizeof(T), alignof(T)));
    }
    // Counts steps of work; false: no more.
    bool step(quint64 steps = 1) { return (m_steps += steps) <= m_limits.steps; }
    // Counts a look at so many bytes of text: texts are passed through for nothing, but not read for nothing.
    bool read(std::size_t bytes) { return step(bytes / 64); }
    quint64 steps() const { return m_steps; }
    // Whatever is being evaluated ends in a Limit error.
    void exhaust() { m_steps = ~quint64(0) / 2; }
    bool exhausted() const { return m_steps > m_limits.steps; }
    // Whether a text of that size may be made, also on the way to something smaller; false: no more.
    bool fits(std::size_t bytes)
    {
        if (bytes > m_limits.bytes)
            exhaust();
        return bytes <= m_limits.bytes;
    }
    const Limits &limits() const { return m_limits; }

    // What evaluations on this thread share: compiled patterns and time zones. Outlives reset().
    struct Caches;
    Caches &caches();

private:
    struct Block
    {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };
    void *allocateBlock(std::size_t bytes, std::size_t align);
    void *refuse();

    Limits m_limits;
    std::byte *m_at = nullptr, *m_end = nullptr; // what is free in the current block
    std::vector<Block> m_blocks;
    std::size_t m_block = 0; // blocks in use
    std::size_t m_total = 0; // bytes of them
    quint64 m_steps = 0;
    std::unique_ptr<Caches> m_caches;
};

// Equality and order as the specification says (numbers across types, maps without order). Equal of unlike kinds is
// false, never an error; an order that does not exist is nothing.
bool equal(const Value &a, const Value &b, Scratch &scratch);
// (NaN: 2, which is neither less nor greater nor equal.)
std::optional<int> compare(const Value &a, const Value &b, Scratch &scratch);
constexpr int Unordered = 2;
// Equal scalars have equal hashes; of lists and maps 0. Of long texts only a part counts.
quint64 hashOf(const Value &v);
// "int", "google.protobuf.Timestamp", ...; of an Error "error".
std::string_view typeName(Kind kind);

} // namespace flowbench::cel
