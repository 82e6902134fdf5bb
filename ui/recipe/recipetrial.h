// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/replay/recipe.h"
#include "ui/recipe/recipeevents.h"
#include "ui/viewers/latestwork.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <optional>

namespace flowbench {

/// What a recipe does to the chosen events, tried on copies: counts over all of them, and what became of some.
struct TrialFigures
{
    quint64 looked = 0; ///< The others are still to come.
    quint64 changed = 0;
    quint64 unchanged = 0; ///< Meant, but they are so already.
    quint64 notMeant = 0;  ///< Of another type or version, or `when` does not hold.
    quint64 failed = 0;
    quint64 leftOut = 0; ///< Too large to be tried here.
};

struct TrialSample
{
    enum class Kind : quint8 { NotTried, Changed, Unchanged, NotMeant, Failed, LeftOut } kind = Kind::NotTried;
    std::size_t number = 0; ///< Of RecipeEvents.
    int changes = 0;
    QString why; ///< Of Failed and LeftOut: a sentence.
};

struct TrialVerdicts
{
    SchemaVerdict before;
    std::optional<SchemaVerdict> after; ///< Absent where the recipe fails.
};

/// Tries recipes on workers: the newest one wins, an older one's answer is dropped. GUI thread.
class RecipeTrial : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t MostSamples = 200;
    static constexpr std::size_t FirstSamples = 150; ///< The rest is kept for events on which it fails.

    RecipeTrial(std::shared_ptr<const RecipeEvents> events, QObject *parent);
    ~RecipeTrial() override;

    void run(std::shared_ptr<const Recipe> recipe); ///< Null: samples are events as they came.
    const std::shared_ptr<const Recipe> &recipe() const { return m_recipe; }
    bool isRunning() const { return m_running; }
    const TrialFigures &figures() const { return m_figures; }
    const std::vector<TrialSample> &samples() const { return m_samples; }
    /// Of samples, by the event's number; they come after the samples do.
    const std::map<std::size_t, TrialVerdicts> &verdicts() const { return m_verdicts; }

    /// One event, tried. Any thread.
    static TrialSample tried(const Recipe &recipe, const RecipeEvents &events, std::size_t number);

signals:
    void changed(); ///< Some times a second while it runs, and at the end.

private:
    struct Shared;
    void poll();
    void checkSchemas();

    std::shared_ptr<const RecipeEvents> m_events;
    std::shared_ptr<const Recipe> m_recipe;
    std::shared_ptr<Shared> m_shared;
    TrialFigures m_figures;
    std::vector<TrialSample> m_samples;
    std::map<std::size_t, TrialVerdicts> m_verdicts;
    bool m_running = false;
    QTimer m_poll;
    LatestWork m_trying, m_checking;
};

} // namespace flowbench
