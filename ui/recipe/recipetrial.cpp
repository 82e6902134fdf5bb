// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipetrial.h"

#include "ui/recipe/sourcecheck.h"
#include "words/units.h"

#include <mutex>

namespace flowbench {

namespace {

constexpr int PollMs = 120;

void count(TrialFigures &figures, TrialSample::Kind kind)
{
    ++figures.looked;
    figures.changed += kind == TrialSample::Kind::Changed;
    figures.unchanged += kind == TrialSample::Kind::Unchanged;
    figures.notMeant += kind == TrialSample::Kind::NotMeant;
    figures.failed += kind == TrialSample::Kind::Failed;
    figures.leftOut += kind == TrialSample::Kind::LeftOut;
}

} // namespace

// How far a worker is; of one run.
struct RecipeTrial::Shared
{
    std::mutex mutex;
    TrialFigures figures;
    std::vector<TrialSample> samples;
};

RecipeTrial::RecipeTrial(std::shared_ptr<const RecipeEvents> events, QObject *parent)
    : QObject(parent), m_events(std::move(events)), m_trying(this), m_checking(this)
{
    m_poll.setInterval(PollMs);
    connect(&m_poll, &QTimer::timeout, this, &RecipeTrial::poll);
}

RecipeTrial::~RecipeTrial() = default;

TrialSample RecipeTrial::tried(const Recipe &recipe, const RecipeEvents &events, std::size_t number)
{
    const EventView event = events.event(number);
    TrialSample sample;
    sample.number = number;
    if (event.value.size() > LargestTried) {
        sample.kind = TrialSample::Kind::LeftOut;
        sample.why =
            tr("A body of %1 is left out here; the replay edits it.").arg(words::bytes(qint64(event.value.size())));
        return sample;
    }
    const auto out = recipe.apply(event);
    if (!out) {
        sample.kind = TrialSample::Kind::Failed;
        sample.why = recipeSentence(out.error());
    } else if (!out->applies) {
        sample.kind = TrialSample::Kind::NotMeant;
    } else {
        sample.changes = int(out->changes.size());
        sample.kind = out->changes.empty() ? TrialSample::Kind::Unchanged : TrialSample::Kind::Changed;
    }
    return sample;
}

// What was found before stays until there is as much of the new: rows don't jump.
void RecipeTrial::run(std::shared_ptr<const Recipe> recipe)
{
    m_recipe = std::move(recipe);
    m_trying.cancel();
    m_checking.cancel();
    m_figures = {};
    m_verdicts.clear();
    m_running = m_recipe && m_events->size() > 0;
    if (!m_running) {
        m_poll.stop();
        m_samples.clear();
        for (std::size_t i = 0; i < std::min(FirstSamples, m_events->size()); ++i)
            m_samples.push_back({TrialSample::Kind::NotTried, i, 0, {}});
        emit changed();
        checkSchemas();
        return;
    }
    m_shared = std::make_shared<Shared>();
    m_poll.start();
    emit changed();
    m_trying.run(
        [shared = m_shared, events = m_events, recipe = m_recipe](const std::stop_token &stop) {
            for (std::size_t i = 0; i < events->size() && !stop.stop_requested(); ++i) {
                TrialSample sample = tried(*recipe, *events, i);
                const std::lock_guard lock(shared->mutex);
                count(shared->figures, sample.kind);
                const bool isFirst = i < FirstSamples;
                const bool fails = sample.kind == TrialSample::Kind::Failed;
                if (isFirst || (fails && shared->samples.size() < MostSamples))
                    shared->samples.push_back(std::move(sample));
            }
            return true;
        },
        [this](bool) {
            m_running = false;
            m_poll.stop();
            poll();
            checkSchemas();
        });
}

void RecipeTrial::poll()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_figures = m_shared->figures;
        if (!m_running || m_shared->samples.size() >= FirstSamples)
            m_samples = m_shared->samples;
    }
    emit changed();
}

// On a worker of its own: a registry may be waited for, and nothing else has to.
void RecipeTrial::checkSchemas()
{
    if (!m_events->schema)
        return;
    std::vector<std::size_t> numbers;
    for (const TrialSample &s : m_samples) {
        if (m_events->event(s.number).value.size() <= LargestTried)
            numbers.push_back(s.number);
    }
    m_checking.run(
        [events = m_events, recipe = m_recipe, numbers = std::move(numbers)](const std::stop_token &stop) {
            std::map<std::size_t, TrialVerdicts> all;
            for (const std::size_t number : numbers) {
                if (stop.stop_requested())
                    break;
                const EventView event = events->event(number);
                TrialVerdicts verdicts;
                verdicts.before = events->schema->check(events->channel, event);
                if (const auto out = recipe ? recipe->apply(event) : Result<RecipeOutcome>(Error()))
                    verdicts.after = events->schema->check(events->channel, out->event.view());
                all.emplace(number, std::move(verdicts));
            }
            return all;
        },
        [this](std::map<std::size_t, TrialVerdicts> verdicts) {
            m_verdicts = std::move(verdicts);
            emit changed();
        });
}

} // namespace flowbench
