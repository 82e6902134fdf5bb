// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/deadletter/ids.h"

#include "model/base/jsonwriter.h"
#include "model/base/sha256.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace flowbench {

namespace {

constexpr int ShortHash = 8, LongHash = 16, WholeHash = 64;

bool ofDelivery(const FieldView &f)
{
    if (f.place == FieldPlace::Delivery)
        return f.name != "exchange"; // the routing key is the event's key
    return f.place == FieldPlace::Header &&
           (f.name == "x-delivery-count" || f.name == "x-acquired-count" || f.name == "x-stream-offset");
}

// Part by part, with lengths, so that no two events give the same bytes.
class Hasher
{
public:
    void part(std::string_view bytes)
    {
        number(bytes.size());
        m_hash.add(bytes);
    }
    void absent() { number(~quint64(0)); }
    ContentHash result() { return m_hash.result(); }

private:
    void number(quint64 n)
    {
        char bytes[8];
        for (int i = 0; i < 8; ++i)
            bytes[i] = char(n >> (8 * i));
        m_hash.add({bytes, 8});
    }
    Sha256 m_hash;
};

bool isHexText(std::string_view s)
{
    return !s.empty() &&
           std::all_of(s.begin(), s.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// An id taken apart from its end: MSGID, hash, twin.
struct Parts
{
    std::string_view messageId, hash;
    bool twin = false;
};

Parts partsOf(std::string_view id)
{
    Parts p;
    std::string_view rest = id;
    if (const std::size_t star = rest.rfind('*'); star != std::string_view::npos && star + 1 < rest.size()) {
        const std::string_view digits = rest.substr(star + 1);
        if (std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            p.twin = true;
            rest = rest.substr(0, star);
        }
    }
    const std::size_t at = rest.rfind('@');
    const std::string_view hash = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    if (isHexText(hash) && (hash.size() == ShortHash || hash.size() == LongHash || hash.size() == WholeHash)) {
        p.hash = hash;
        p.messageId = rest.substr(0, at);
    } else {
        p = {};
    }
    return p;
}

// One line of text, and no id of another form.
bool usable(std::string_view messageId)
{
    constexpr std::size_t Longest = 512;
    if (messageId.empty() || messageId.size() > Longest || !isUtf8(messageId))
        return false;
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(messageId.begin(), messageId.end(), control) || messageId.front() == ' ' || messageId.back() == ' ')
        return false;
    return partsOf(messageId).hash.empty();
}

} // namespace

ContentHash contentHash(const EventView &event)
{
    thread_local Hasher hasher;
    const auto optional = [&](bool there, std::string_view bytes) {
        if (there)
            hasher.part(bytes);
        else
            hasher.absent();
    };
    optional(event.hasKey, event.key);
    optional(event.hasValue, event.value);
    // A quorum queue sorts the headers of what it hands out again.
    std::vector<FieldView> fields;
    for (const FieldView &f : event.fields) {
        if (!ofDelivery(f))
            fields.push_back(f);
    }
    const auto before = [](const FieldView &a, const FieldView &b) {
        const bool header = a.place == FieldPlace::Header;
        return header != (b.place == FieldPlace::Header) ? !header : header && a.name < b.name;
    };
    if (!std::ranges::is_sorted(fields, before))
        std::ranges::stable_sort(fields, before);
    for (const FieldView &f : fields) {
        const char kind[2] = {char(f.place), char(f.type)};
        hasher.part({kind, 2});
        hasher.part(f.name);
        optional(!f.null, f.value);
    }
    return hasher.result();
}

std::string hashText(const ContentHash &hash, int digits)
{
    constexpr char Digits[] = "0123456789abcdef";
    std::string out;
    for (int i = 0; i < digits; ++i) {
        const unsigned char byte = hash[std::size_t(i / 2)];
        out += Digits[i % 2 ? byte & 15 : byte >> 4];
    }
    return out;
}

DeadLetterKey deadLetterKey(const EventView &event)
{
    DeadLetterKey key;
    if (const auto id = event.fields.find(FieldPlace::Property, "message_id"))
        key.messageId = id->value;
    key.hash = contentHash(event);
    return key;
}

std::string offsetId(std::int32_t partition, qint64 offset)
{
    return std::to_string(partition) + ':' + std::to_string(offset);
}

std::optional<std::pair<std::int32_t, qint64>> offsetFromId(std::string_view id)
{
    const std::size_t colon = id.find(':');
    if (colon == std::string_view::npos)
        return {};
    std::int32_t partition = 0;
    qint64 offset = 0;
    const auto [a, aError] = std::from_chars(id.data(), id.data() + colon, partition);
    const auto [b, bError] = std::from_chars(id.data() + colon + 1, id.data() + id.size(), offset);
    if (aError != std::errc() || bError != std::errc() || a != id.data() + colon || b != id.data() + id.size() ||
        partition < 0 || offset < 0)
        return {};
    return std::pair(partition, offset);
}

DeadLetterIds::DeadLetterIds(std::vector<DeadLetterKey> keys) : m_keys(std::move(keys))
{
    assign();
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        m_byId.emplace(m_ids[i], i);
        if (usable(m_keys[i].messageId))
            m_byMessageId.emplace(m_keys[i].messageId, i);
        m_byHash.emplace(hashText(m_keys[i].hash, ShortHash), i);
    }
}

void DeadLetterIds::assign()
{
    m_ids.resize(m_keys.size());
    // By message id ("" for those without), then by content.
    std::map<std::string_view, std::map<ContentHash, std::vector<std::size_t>>> byMessage;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        const std::string &id = m_keys[i].messageId;
        byMessage[usable(id) ? std::string_view(id) : std::string_view()][m_keys[i].hash].push_back(i);
    }
    for (const auto &[messageId, contents] : byMessage) {
        const bool unique = !messageId.empty() && contents.size() == 1 && contents.begin()->second.size() == 1;
        if (unique) {
            m_ids[contents.begin()->second.front()] = messageId;
            continue;
        }
        int digits = messageId.empty() ? LongHash : ShortHash;
        std::set<std::string> shortened;
        for (const auto &[hash, indexes] : contents) {
            if (!shortened.insert(hashText(hash, digits)).second)
                digits = WholeHash;
        }
        for (const auto &[hash, indexes] : contents) {
            const std::string base = std::string(messageId) + '@' + hashText(hash, digits);
            for (std::size_t k = 0; k < indexes.size(); ++k)
                m_ids[indexes[k]] = indexes.size() == 1 ? base : base + '*' + std::to_string(k + 1);
        }
    }
}

// Everything an id may mean, the exact one first.
std::vector<std::size_t> DeadLetterIds::candidates(std::string_view id) const
{
    std::vector<std::size_t> out;
    if (const auto exact = m_byId.find(std::string(id)); exact != m_byId.end())
        out.push_back(exact->second);
    const Parts p = partsOf(id);
    if (p.hash.empty())
        return out;
    std::vector<std::size_t> alike;
    const auto [begin, end] = m_byHash.equal_range(std::string(p.hash.substr(0, ShortHash)));
    for (auto it = begin; it != end; ++it) {
        const DeadLetterKey &key = m_keys[it->second];
        const std::string_view own = usable(key.messageId) ? std::string_view(key.messageId) : std::string_view();
        if (own == p.messageId && hashText(key.hash, int(p.hash.size())) == p.hash)
            alike.push_back(it->second);
    }
    // Without its twin's number an id is only clear where all are the same.
    const bool same = std::all_of(alike.begin(), alike.end(),
                                  [&](std::size_t i) { return m_keys[i].hash == m_keys[alike.front()].hash; });
    if (!same)
        return out;
    std::sort(alike.begin(), alike.end());
    out.insert(out.end(), alike.begin(), alike.end());
    return out;
}

DeadLetterIds::Resolved DeadLetterIds::resolve(std::span<const std::string> ids) const
{
    Resolved r;
    std::set<std::size_t> taken;
    std::set<std::string_view> asked, later;
    // Exact ones first: a twin that is there is not given to another's name.
    std::map<std::string_view, std::size_t> answers;
    for (const std::string &id : ids) {
        if (!asked.insert(id).second)
            continue;
        if (const auto exact = m_byId.find(id); exact != m_byId.end()) {
            answers.emplace(id, exact->second);
            taken.insert(exact->second);
        }
    }
    // Those that are like each other, from the last one up, so that thousands of twins are gone through once.
    std::map<std::string, std::vector<std::size_t>> alike;
    for (const std::string_view id : asked) {
        if (answers.contains(id))
            continue;
        const std::string base(partsOf(id).twin ? id.substr(0, id.rfind('*')) : id);
        auto left = alike.find(base);
        if (left == alike.end()) {
            left = alike.emplace(base, candidates(id)).first;
            std::reverse(left->second.begin(), left->second.end());
        }
        while (!left->second.empty() && !answers.contains(id)) {
            const std::size_t i = left->second.back();
            left->second.pop_back();
            if (taken.insert(i).second)
                answers.emplace(id, i);
        }
    }
    for (const std::string &id : ids) {
        if (!later.insert(id).second)
            continue;
        if (const auto it = answers.find(id); it != answers.end())
            r.found.push_back(it->second);
        else
            r.missing.push_back(id);
    }
    return r;
}

std::optional<std::size_t> DeadLetterIds::find(std::string_view id) const
{
    const auto all = candidates(id);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

} // namespace flowbench
