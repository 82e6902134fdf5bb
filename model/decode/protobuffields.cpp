// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/decode/protobuffields.h"

#include "model/decode/attempt.h"

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int EndGroup = 4;
constexpr std::size_t DeepestGroup = 100;

class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes), m_in(bytes) {}

    QString read(std::size_t most, std::vector<WireField> &out)
    {
        while (!m_in.atEnd()) {
            WireField f;
            int wire = 0;
            if (!tag(f.number, wire) || !content(f, wire))
                return m_fault;
            if (out.size() >= most)
                return u"it has more than %1 fields"_s.arg(most);
            out.push_back(f);
        }
        return {};
    }

private:
    bool fail(const QString &what)
    {
        m_fault = what;
        return false;
    }
    bool cut() { return fail(u"the bytes end within a field at byte %1"_s.arg(m_in.at())); }

    bool tag(int &number, int &wire)
    {
        const auto key = m_in.varint();
        if (!key)
            return cut();
        if (*key > 0xffffffffu || *key >> 3 == 0)
            return fail(u"a field has the impossible number %1"_s.arg(*key >> 3));
        number = int(*key >> 3);
        wire = int(*key & 7);
        return true;
    }

    bool content(WireField &f, int wire)
    {
        switch (wire) {
        case int(WireType::Varint): {
            const auto n = m_in.varint();
            f.value = n.value_or(0);
            return n || cut();
        }
        case int(WireType::Fixed64):
        case int(WireType::Fixed32): {
            const int width = wire == int(WireType::Fixed64) ? 8 : 4;
            if (m_in.left() < std::size_t(width))
                return cut();
            f.type = WireType(wire);
            f.value = m_in.littleEndian(width);
            return true;
        }
        case int(WireType::Bytes): {
            const auto n = m_in.varint();
            if (!n)
                return cut();
            if (*n > m_in.left())
                return fail(u"field %1 has %2 bytes, and %3 are left"_s.arg(f.number).arg(*n).arg(m_in.left()));
            f.type = WireType::Bytes;
            f.bytes = m_in.take(std::size_t(*n));
            return true;
        }
        case int(WireType::Group):
            return group(f);
        default:
            return fail(u"field %1 has the impossible type %2"_s.arg(f.number).arg(wire));
        }
    }

    bool group(WireField &f)
    {
        const std::size_t begin = m_in.at();
        std::size_t end = begin;
        std::vector<int> open{f.number};
        while (!open.empty()) {
            end = m_in.at();
            WireField inner;
            int wire = 0;
            if (!tag(inner.number, wire))
                return false;
            if (wire == EndGroup) {
                if (inner.number != open.back())
                    return fail(u"group %1 ends as %2"_s.arg(open.back()).arg(inner.number));
                open.pop_back();
            } else if (wire == int(WireType::Group)) {
                if (open.size() >= DeepestGroup)
                    return fail(u"groups are nested too deep"_s);
                open.push_back(inner.number);
            } else if (!content(inner, wire)) {
                return false;
            }
        }
        f.type = WireType::Group;
        f.bytes = m_bytes.substr(begin, end - begin);
        return true;
    }

    std::string_view m_bytes;
    ByteCursor m_in;
    QString m_fault;
};
} // namespace

QString readWireFields(std::string_view message, std::size_t most, std::vector<WireField> &out)
{
    return Reader(message).read(most, out);
}

} // namespace flowbench
