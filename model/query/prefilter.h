// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/query/bytesearch.h"
#include "model/query/cel/program.h"

#include <vector>

namespace flowbench {

class EventDecoder;

// Bytes that stand in the body of every event on which an expression is true: strings that a path in `value` must be
// equal to, what the type or the id must be, names of such paths. Where they do not, the body needs no parsing, but
// only if nothing can hide them: it is JSON as it came (no compression, no framing, no other encoding told or chosen),
// without a backslash. What is ruled out would have been false or a missing field, never a failure. Immutable; any
// thread.
class Prefilter
{
public:
    // Their declarations' indexes; -1: not declared.
    struct Variables
    {
        int value = -1, type = -1, id = -1;
    };
    Prefilter(const cel::Program &program, const Variables &variables);

    bool empty() const { return m_terms.empty(); }
    bool rulesOut(const EventView &event, const EventDecoder &decoder) const;
    // What is looked for, the most telling first.
    const std::vector<ByteSearch> &terms() const { return m_terms; }

    // Whether looking is worth it: where terms are in nearly every body, it rests for a while. One of a thread.
    struct Trial
    {
        const Prefilter *of = nullptr;
        quint32 looks = 0, hits = 0, rest = 0;

        bool wanted(const Prefilter *prefilter);
        void saw(bool ruledOut);
    };

private:
    std::vector<ByteSearch> m_terms;
    bool m_told = false; // the terms are what the event tells, in its body or its headers
};

} // namespace flowbench
