// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadcopy.h"

#include "words/coverage.h"

#include <QElapsedTimer>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds EffectsTimeout{15'000};
constexpr qint64 ProgressMs = 60;

// More than a redelivered flag: somebody goes without messages, they change their order, or come nearer to a limit.
bool wantsConsent(const LookEffects &effects)
{
    return effects.consumers > 0 || effects.countsAsDelivery || effects.mayReorder;
}

// Of a look, where it was answered with the copy of an earlier one.
QDateTime copyTimeOf(const DeadSet &set)
{
    for (const ChannelCoverage &c : set.coverage().channels) {
        for (const QString &note : c.notes) {
            if (const auto time = words::copyTime(note))
                return QDateTime::fromMSecsSinceEpoch(*time);
        }
    }
    return QDateTime::currentDateTime();
}

std::shared_ptr<const std::vector<quint32>> arrivalsOf(const DeadSet &set)
{
    auto places = std::make_shared<std::vector<quint32>>(set.size());
    for (std::size_t i = 0; i < set.size(); ++i)
        (*places)[set.arrival(i)] = quint32(i);
    return places;
}

} // namespace

DeadCopy::~DeadCopy() { letGo(); }

void DeadCopy::open(Session &session, const QString &channel, bool held)
{
    close();
    m_session = &session;
    m_connection = session.identity().name;
    m_channel = channel;
    m_isQueue = session.connector().browse() && channel.startsWith("queue:"_L1);
    connect(&session, &Session::sessionClosing, this, &DeadCopy::sessionClosing);
    connect(&session, &Session::stateChanged, this, &DeadCopy::stateChanged);
    if (m_isQueue && held)
        hold();
    else if (m_isQueue)
        ask();
    else
        read(0, false);
}

void DeadCopy::hold()
{
    if (!m_session || !m_isQueue || m_set)
        return;
    m_job = JobHandle();
    ++m_reads;
    m_effects.reset();
    m_effectsError.reset();
    m_error.reset();
    m_mode = Mode::Held;
    emit stateChanged();
}

void DeadCopy::close()
{
    letGo();
    m_mode = Mode::None;
    m_channel.clear();
    m_connection.clear();
    m_set.reset();
    m_facts.reset();
    m_groups = {};
    m_arrivals.reset();
    m_effects.reset();
    m_effectsError.reset();
    m_error.reset();
    emit stateChanged();
    emit copied();
}

void DeadCopy::letGo()
{
    m_job = JobHandle();
    ++m_reads;
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = nullptr;
}

void DeadCopy::sessionClosing()
{
    letGo();
    m_mode = Mode::Closed;
    emit stateChanged();
}

void DeadCopy::ask()
{
    if (!m_session)
        return;
    m_effects.reset();
    m_effectsError.reset();
    m_error.reset();
    m_mode = Mode::Asking;
    emit stateChanged();
    m_job = m_session->run(
        this, EffectsTimeout,
        [queue = m_channel](Connector &connector, const Cancel &cancel) -> Result<LookEffects> {
            const auto part = connector.browse();
            return part ? part->effects(queue, cancel) : Result<LookEffects>(part.reason);
        },
        [this](const Result<LookEffects> &answer) { takeEffects(answer); });
}

void DeadCopy::takeEffects(const Result<LookEffects> &answer)
{
    if (!answer) {
        m_effectsError = answer.error();
        emit stateChanged();
        return;
    }
    m_effects = *answer;
    if (!wantsConsent(*m_effects))
        read(m_set ? m_first : FirstMessages, m_set != nullptr);
    else
        emit stateChanged();
}

void DeadCopy::leaveQuestion()
{
    if (m_mode != Mode::Asking || !m_set)
        return;
    m_job = JobHandle();
    m_mode = Mode::Complete;
    emit stateChanged();
}

void DeadCopy::read(quint64 first, bool refresh) { start(first, refresh, false); }
void DeadCopy::readChanged() { start(m_first, false, m_isQueue); }

void DeadCopy::start(quint64 first, bool refresh, bool changed)
{
    if (!m_session)
        return;
    m_mode = Mode::Reading;
    m_error.reset();
    m_progress = 0;
    m_first = first;
    const quint64 number = ++m_reads;
    DeadSet::Options options;
    options.first = first;
    options.refresh = refresh;
    options.progress = [this, number, post = m_relay.poster(), clock = QElapsedTimer()](quint64 events) mutable {
        if (clock.isValid() && clock.elapsed() < ProgressMs)
            return;
        clock.start();
        post([this, number, events] {
            if (number != m_reads || m_mode != Mode::Reading)
                return;
            m_progress = events;
            emit progressed();
        });
    };
    auto told = [this, number, post = m_relay.poster()](DeadGroups groups) {
        post([this, number, groups = std::move(groups)] {
            if (number == m_reads && m_mode == Mode::Reading)
                emit grew(groups);
        });
    };
    emit stateChanged();
    m_job = m_session->run(
        this, Milliseconds(0),
        [address = ChannelAddress::parse(m_channel), options = std::move(options), told = std::move(told),
         changed](Connector &connector, const Cancel &cancel) -> Read {
            std::optional<LookEffects> effects;
            if (const auto browse = connector.browse(); changed && browse) {
                if (auto answer = browse->effects(address.name, cancel))
                    effects = std::move(*answer);
            }
            auto grouped = readGrouped(connector, address, options, told, cancel);
            auto arrivals = grouped && !grouped->facts ? arrivalsOf(*grouped->set) : nullptr;
            return {std::move(grouped), std::move(arrivals), std::move(effects)};
        },
        [this](Read read) { take(std::move(read)); });
}

void DeadCopy::take(Read read)
{
    m_mode = Mode::Complete;
    ++m_reads;
    if (read.effects)
        m_effects = std::move(read.effects);
    if (!read.grouped) {
        m_error = read.grouped.error();
        emit stateChanged();
        return;
    }
    m_set = std::move(read.grouped->set);
    m_facts = std::move(read.grouped->facts);
    m_groups = std::move(read.grouped->groups);
    m_arrivals = std::move(read.arrivals);
    m_copiedAt = copyTimeOf(*m_set);
    emit copied();
    emit stateChanged();
}

// What was held is given back by the connector.
void DeadCopy::cancel()
{
    if (m_mode != Mode::Reading)
        return;
    m_job = JobHandle();
    ++m_reads;
    m_error = makeError(ErrorCode::Cancelled);
    m_mode = Mode::Complete;
    emit stateChanged();
}

// What the catalog says may be older than the copy.
std::optional<qint64> DeadCopy::depthOfPart() const
{
    const bool part = m_isQueue && m_set && m_set->size() > 0 && m_first > 0 && m_set->size() >= m_first;
    if (!part || !m_effects || m_effects->depth <= qint64(m_set->size()))
        return std::nullopt;
    return m_effects->depth;
}

std::size_t DeadCopy::indexOfArrival(std::size_t arrival) const
{
    return m_arrivals && arrival < m_arrivals->size() ? (*m_arrivals)[arrival] : arrival;
}

} // namespace flowbench
