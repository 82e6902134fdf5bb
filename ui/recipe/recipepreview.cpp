// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipepreview.h"

#include "ui/look/chip.h"
#include "ui/look/emptystate.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/recipe/diffview.h"
#include "ui/recipe/eventdiff.h"
#include "ui/recipe/samplesmodel.h"
#include "ui/recipe/suggestions.h"
#include "ui/recipe/verdictline.h"
#include "ui/search/tables.h"
#include "ui/viewers/jsontreeview.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

// One event as it is shown below the table.
struct Detail
{
    std::vector<DiffLine> lines;
    QString nothing; // said where there are none
    QByteArray body;
};

QString whyNothing(const TrialSample &sample)
{
    switch (sample.kind) {
    case TrialSample::Kind::NotTried:
        return RecipePreview::tr("The recipe can't be tried as it is.");
    case TrialSample::Kind::Failed:
        return RecipePreview::tr("The event stays where it is. %1").arg(sample.why);
    case TrialSample::Kind::LeftOut:
        return sample.why;
    case TrialSample::Kind::NotMeant:
        return RecipePreview::tr("The recipe does not mean this event: another type or version, or its condition does "
                                 "not hold. It is sent as it is.");
    default:
        return RecipePreview::tr("Nothing changes: the event is as the recipe wants it already.");
    }
}

Detail detailOf(const Recipe *recipe, const RecipeEvents &events, std::size_t number, const std::stop_token &stop)
{
    Detail d;
    const EventView event = events.event(number);
    TrialSample sample;
    if (recipe)
        sample = RecipeTrial::tried(*recipe, events, number);
    d.nothing = whyNothing(sample);
    if (event.value.size() <= LargestTried)
        d.body = QByteArray(event.value.data(), qsizetype(event.value.size()));
    if (sample.kind != TrialSample::Kind::Changed)
        return d;
    const auto out = recipe->apply(event);
    if (!out)
        return d;
    d.lines = changeNotes(out->changes);
    std::vector<DiffLine> lines = diffEvents(event, out->event.view(), stop);
    d.lines.insert(d.lines.end(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
    return d;
}

void setCount(Chip *chip, quint64 n, const QString &text, Tint tint) { chip->setChip(n > 0 ? text : QString(), tint); }

} // namespace

RecipePreview::RecipePreview(std::shared_ptr<const RecipeEvents> events, QWidget *parent)
    : QWidget(parent),
      m_events(std::move(events)),
      m_trial(m_events, this),
      m_model(new SamplesModel(m_trial, m_events, this)),
      m_detail(this)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    m_progress = new QProgressBar(this);
    setNames(m_progress, u"Trial progress"_s, tr("Part of the events that is tried"));
    QSizePolicy kept = m_progress->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(kept);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    m_progress->setRange(0, 1000);
    layout->addWidget(m_progress);
    if (m_events->size() == 0) {
        layout->addWidget(new EmptyState(u"dead-letters"_s, tr("No dead letters are chosen"),
                                         tr("Choose some on the page Dead letters to see what a recipe does to them."),
                                         this),
                          1);
    }
    auto *splitter = new Splitter(Qt::Vertical, this);
    m_table = new QTableView(splitter);
    setNames(m_table, u"Samples"_s, tr("Samples"));
    m_table->setModel(m_model);
    dressTable(*m_table, SamplesModel::OutcomeColumn);
    m_table->horizontalHeader()->setSectionResizeMode(SamplesModel::IdColumn, QHeaderView::Interactive);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->resizeSection(SamplesModel::IdColumn, 170);
    m_table->setColumnHidden(SamplesModel::BeforeColumn, !m_events->schema);
    m_table->setColumnHidden(SamplesModel::AfterColumn, !m_events->schema);
    splitter->addWidget(m_table);
    splitter->addWidget(buildDetail());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({220, 380});
    splitter->setVisible(m_events->size() > 0);
    layout->addWidget(splitter, 1);
    connect(&m_trial, &RecipeTrial::changed, this, &RecipePreview::showTrial);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RecipePreview::showSample);
}

RecipePreview::~RecipePreview() = default;

QWidget *RecipePreview::buildHead()
{
    auto *head = new Surface(Edge::Bottom, this);
    head->setFixedHeight(35);
    m_title = new ElidedLabel({}, TextRole::Title, head);
    m_title->setObjectName(u"Effect"_s);
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 0);
    line->setSpacing(6);
    line->addWidget(m_title, 1);
    const auto chip = [&](const QString &name) {
        auto *c = new Chip(head);
        c->setObjectName(name);
        line->addWidget(c);
        return c;
    };
    m_changed = chip(u"Changed"_s);
    m_unchanged = chip(u"Unchanged"_s);
    m_notMeant = chip(u"Not meant"_s);
    m_leftOut = chip(u"Left out"_s);
    m_failed = chip(u"Failed"_s);
    return head;
}

QWidget *RecipePreview::buildDetail()
{
    auto *side = new Surface(Edge::None, this);
    m_tabs = new QTabBar(side);
    setNames(m_tabs, u"Sample"_s, tr("Sample"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Differences"));
    m_tabs->addTab(tr("Original value"));
    auto *top = new Surface(Edge::Bottom, side);
    top->setFixedHeight(35);
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(4, 0, measure::PageMargin, 1);
    line->addWidget(m_tabs, 0, Qt::AlignBottom);
    m_verdict = new VerdictLine(top);
    m_verdict->setVisible(m_events->schema != nullptr);
    line->addSpacing(measure::PageMargin);
    line->addWidget(m_verdict, 1);
    m_diff = new DiffView(side);
    auto *value = new QWidget(side);
    m_tree = new JsonTreeView(value);
    auto *hint = new ElidedLabel(tr("A click on a value puts its place into the edit."), TextRole::Small, value);
    auto *hintLine = new QHBoxLayout;
    hintLine->setContentsMargins(measure::PageMargin, 4, measure::PageMargin, 4);
    hintLine->addWidget(hint);
    auto *below = new QVBoxLayout(value);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(m_tree, 1);
    below->addLayout(hintLine);
    auto *pages = new QStackedWidget(side);
    pages->addWidget(m_diff);
    pages->addWidget(value);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, pages, &QStackedWidget::setCurrentIndex);
    connect(m_tree, &QTreeView::clicked, this, &RecipePreview::choose);
    connect(m_tree, &QTreeView::activated, this, &RecipePreview::choose);
    return side;
}

void RecipePreview::setRecipe(std::shared_ptr<const Recipe> recipe)
{
    m_trial.run(std::move(recipe));
    showSample();
}

void RecipePreview::showTrial()
{
    m_model->update();
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    showFigures();
    showVerdicts();
}

void RecipePreview::showFigures()
{
    const TrialFigures &f = m_trial.figures();
    const auto number = [](quint64 n) { return words::count(qint64(n)); };
    const auto all = quint64(m_events->size());
    m_title->setText(!m_trial.recipe()     ? tr("%Ln event(s) chosen", nullptr, int(all))
                     : m_trial.isRunning() ? tr("%1 of %2 events tried").arg(number(f.looked), number(all))
                                           : tr("Effect on %Ln event(s)", nullptr, int(all)));
    setCount(m_changed, f.changed, tr("changes %1").arg(number(f.changed)), Tint::Ok);
    setCount(m_unchanged, f.unchanged, tr("unchanged %1").arg(number(f.unchanged)), Tint::Neutral);
    setCount(m_notMeant, f.notMeant, tr("not meant %1").arg(number(f.notMeant)), Tint::Neutral);
    setCount(m_leftOut, f.leftOut, tr("too large to try %1").arg(number(f.leftOut)), Tint::Warning);
    setCount(m_failed, f.failed, tr("fails %1: they stay").arg(number(f.failed)), Tint::Error);
    m_progress->setValue(all > 0 ? int(1000 * f.looked / all) : 0);
    m_progress->setVisible(m_trial.isRunning());
}

void RecipePreview::showSample()
{
    const TrialSample *sample = m_model->sample(m_table->currentIndex().row());
    showVerdicts();
    if (!sample) {
        m_detail.cancel();
        return;
    }
    m_detail.run([events = m_events, recipe = m_trial.recipe(), number = sample->number](
                     const std::stop_token &stop) { return detailOf(recipe.get(), *events, number, stop); },
                 [this, number = sample->number](Detail detail) {
                     m_diff->setLines(std::move(detail.lines), detail.nothing);
                     if (m_shown != number)
                         m_tree->setBytes(detail.body);
                     m_shown = number;
                 });
}

void RecipePreview::showVerdicts()
{
    const TrialSample *sample = m_model->sample(m_table->currentIndex().row());
    if (!m_events->schema || !sample)
        return;
    const auto found = m_trial.verdicts().find(sample->number);
    if (m_events->event(sample->number).value.size() > LargestTried)
        m_verdict->setVerdict({});
    else if (found == m_trial.verdicts().end())
        m_verdict->setChecking();
    else
        m_verdict->setVerdict(found->second.after.value_or(found->second.before));
}

void RecipePreview::choose(const QModelIndex &index)
{
    const auto *model = qobject_cast<const JsonTreeModel *>(m_tree->model());
    const auto node = model ? model->nodeOf(index) : std::nullopt;
    if (!node)
        return;
    const QString pointer = jsonPointerOf(*model->nodes(), *node);
    if (!pointer.isEmpty())
        emit pointerChosen(pointer);
}

} // namespace flowbench
