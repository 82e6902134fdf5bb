// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/replay/run.h"

// How a run ends: what is still to be said about its events, and what becomes of them.
namespace flowbench {

namespace {
constexpr Milliseconds TellEvery{200}, OutcomeEvery{1000};
}

Result<void> ReplayRun::finish(const Cancel &cancel)
{
    std::vector<Deviation> gone = std::exchange(m_back, {});
    const bool finished = m_result.end == RunEnd::Finished && !cancel.requested();
    const bool seenAll = m_source->seenAll();
    // Confirmed before, acked before, and the ack arrived: it is not there any more. (Empty for a log.) Where somebody
    // else may hold it nobody knows: a resume looks again.
    for (const quint64 n : finished &&seenAll ? std::exchange(m_toSettle, {}) : std::set<quint64>()) {
        const auto word = m_words.find(n);
        gone.push_back({n, EventState::Settled, word == m_words.end() ? QString() : word->second, false});
    }
    for (quint64 n = 0; finished && n < m_states.size(); ++n) {
        if (m_states[n] == EventState::Pending)
            gone.push_back({n, EventState::Failed,
                            m_listener.sentence(makeError(ErrorCode::NotSupported,
                                                          {seenAll ? QStringLiteral("it is not in the source any more")
                                                                   : QStringLiteral("the source does not hand it out: "
                                                                                    "somebody else has it")})),
                            false});
    }
    Journal::Step step;
    const std::vector<quint64> fenced = std::exchange(m_fenced, {});
    step.settledToo = fenced;
    step.deviations = gone;
    if (fenced.empty() && gone.empty())
        return {};
    if (auto written = m_journal.step(m_job.id, step); !written)
        return written;
    for (const Deviation &d : gone)
        set(d.number, d.state);
    return {};
}

Result<void> ReplayRun::noteOutcomes()
{
    const std::lock_guard lock(m_mutex);
    m_result.cameBack = m_cameBack.size();
    const auto note = [&](const std::vector<quint64> &numbers, const char *what) {
        return numbers.empty() ? Result<void>() : m_journal.noteOutcome(m_job.id, numbers, QString::fromLatin1(what));
    };
    if (auto noted = note({m_cameBack.begin(), m_cameBack.end()}, "came_back"); !noted || !m_outcome)
        return noted;
    const auto others = [&](std::vector<quint64> numbers) {
        std::erase_if(numbers, [&](quint64 n) { return m_cameBack.contains(n); });
        return numbers;
    };
    const std::vector<quint64> consumed = others(m_outcome->consumed()), left = others(m_outcome->leftQueue());
    m_result.consumed = consumed.size();
    m_result.leftQueue = left.size();
    if (auto noted = note(consumed, "consumed"); !noted)
        return noted;
    return note(left, "left_queue");
}

// What becomes of it, as far as it can be known: what died again is seen in the source, what was taken at the target.
void ReplayRun::follow(const Cancel &cancel)
{
    if (!m_outcome || m_result.end != RunEnd::Finished || m_result.counts.success == 0)
        return;
    const auto until = Clock::now() + m_options.watch;
    auto looked = Clock::now();
    while (Clock::now() < until && !cancel.requested()) {
        tell(RunProgress::Doing::Watching, false, until);
        if (!m_source->watch({cancel.token, std::min(until, Clock::now() + TellEvery)}))
            break;
        if (Clock::now() - looked < OutcomeEvery && Clock::now() < until)
            continue;
        m_outcome->look(Cancel::after(m_options.patience, cancel.token));
        looked = Clock::now();
    }
}

RunEnd ReplayRun::endOf(const Result<void> &done, const Cancel &cancel) const
{
    if (done || m_result.end != RunEnd::Finished)
        return m_result.end;
    return cancel.requested() ? RunEnd::Cancelled : RunEnd::BrokerAway;
}

} // namespace flowbench
