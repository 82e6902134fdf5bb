// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipedialog.h"

#include "model/base/job.h"
#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/noticebar.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/recipe/closequestion.h"
#include "ui/recipe/recipeeditor.h"
#include "ui/recipe/recipepreview.h"
#include "ui/recipe/savedrecipes.h"
#include "ui/recipe/sourcecheck.h"
#include "ui/recipe/suggestions.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <functional>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

// A write to the workspace, and what stands there afterwards.
struct Written
{
    Result<void> done;
    Result<RecipeList> list;
};

RecipeDraft newDraft()
{
    RecipeDraft draft;
    draft.edits.push_back({});
    return draft;
}

} // namespace

struct RecipeDialog::Private
{
    RecipeDialog *q;
    std::shared_ptr<RecipeStore> store;
    std::shared_ptr<const RecipeEvents> events;
    RecipeList list;
    SavedRecipes *saved = nullptr;
    RecipeEditor *editor = nullptr;
    RecipePreview *preview = nullptr;
    NoticeBar *notice = nullptr;
    QPushButton *save = nullptr, *use = nullptr;
    std::function<void()> action; // of the notice
    bool tried = false;
    LatestWork suggesting;
    JobHandle loading, writing;
    JobRunner jobs{1}; // one thread: the store is for one at a time

    explicit Private(RecipeDialog *dialog) : q(dialog), suggesting(dialog) {}

    void build();
    QWidget *buildFoot();
    void load();
    void suggest();
    void checked();
    void updateButtons();
    void say(Tint tint, const QString &sentence);
    void offer(const QString &objectName, const QString &words, std::function<void()> then);
    void open(const QString &source);
    void copy();
    void write(std::function<Result<void>(RecipeStore &)> change, std::function<void(const Result<void> &)> then);
    void saveNow(const QString &source);
    void savedOr(const Result<void> &done, const QString &source);
    void remove(const QString &name);
};

void RecipeDialog::Private::build()
{
    notice = new NoticeBar(q);
    saved = new SavedRecipes(q);
    saved->setMinimumWidth(150);
    editor = new RecipeEditor(events->options, q);
    editor->setMinimumWidth(380);
    preview = new RecipePreview(events, q);
    preview->setMinimumWidth(360);
    auto *splitter = new Splitter(Qt::Horizontal, q);
    splitter->addWidget(saved);
    splitter->addWidget(editor);
    splitter->addWidget(preview);
    splitter->setStretchFactor(2, 1);
    splitter->setSizes({190, 470, 540});
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(notice);
    layout->addWidget(splitter, 1);
    layout->addWidget(buildFoot());
    QObject::connect(notice, &NoticeBar::actionTriggered, q, [this] {
        notice->dismiss();
        if (const auto then = std::exchange(action, {}))
            then();
    });
    QObject::connect(editor, &RecipeEditor::edited, q, [this] { updateButtons(); });
    QObject::connect(editor, &RecipeEditor::checked, q, [this] { checked(); });
    QObject::connect(preview, &RecipePreview::pointerChosen, editor, &RecipeEditor::takePointer);
    QObject::connect(saved, &SavedRecipes::newRequested, q, [this] {
        open({});
        saved->select({});
        editor->focusName();
    });
    QObject::connect(saved, &SavedRecipes::copyRequested, q, [this] { copy(); });
    QObject::connect(saved, &SavedRecipes::removeRequested, q, [this](const QString &name) { remove(name); });
    QObject::connect(saved, &SavedRecipes::chosen, q, [this](const QString &name) {
        if (const SavedRecipe *recipe = list.find(name))
            open(QString::fromStdString(recipe->source));
    });
}

QWidget *RecipeDialog::Private::buildFoot()
{
    auto *foot = new Surface(Edge::Top, q);
    save = makeButton(u"Save recipe"_s, tr("Save recipe"), ButtonKind::Plain, foot);
    save->setShortcut(QKeySequence::Save);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, foot);
    use = makeButton(u"Use recipe"_s, tr("Use recipe"), ButtonKind::Primary, foot);
    for (QPushButton *button : {save, cancel, use})
        button->setAutoDefault(false);
    auto *hint =
        new ElidedLabel(tr("Nothing is sent here: what a recipe does is shown on copies."), TextRole::Small, foot);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(measure::PageMargin, 8, measure::PageMargin, 8);
    line->setSpacing(measure::Gap);
    line->addWidget(save);
    line->addWidget(hint, 1);
    line->addWidget(cancel);
    line->addWidget(use);
    QObject::connect(save, &QPushButton::clicked, q, [this] { saveNow(editor->source()); });
    QObject::connect(cancel, &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(use, &QPushButton::clicked, q, &QDialog::accept);
    return foot;
}

// ---- the recipe

void RecipeDialog::Private::open(const QString &source)
{
    const bool lost = editor->isChanged();
    if (source.isEmpty())
        editor->setDraft(newDraft());
    else
        editor->setSource(source);
    if (!lost)
        return;
    say(Tint::Accent, tr("What was written before was not saved."));
    offer(u"Undo"_s, tr("Undo"), [this] { editor->undo(); });
}

void RecipeDialog::Private::copy()
{
    RecipeDraft draft = editor->draft();
    const RecipeDraft was = draft;
    const QString base = draft.name.isEmpty() ? tr("recipe") : draft.name;
    for (int i = 1; i == 1 || list.find(draft.name); ++i)
        draft.name = i == 1 ? tr("%1 copy").arg(base) : tr("%1 copy %2").arg(base).arg(i);
    draft.version = 1;
    open(rewrittenSource(editor->source(), was, draft));
    saved->select({});
}

void RecipeDialog::Private::checked()
{
    updateButtons();
    const auto recipe = editor->check().recipe;
    // Without a recipe there is nothing new to show.
    if (tried && !recipe && !preview->trial().recipe())
        return;
    tried = true;
    preview->setRecipe(recipe);
}

void RecipeDialog::Private::updateButtons()
{
    const SourceCheck &check = editor->check();
    const QString waiting = tr("It is being checked.");
    const QString mistake = check.mistake.isEmpty() ? tr("There is no recipe yet.") : check.mistake;
    setDisabledReason(use, editor->isChecking() ? waiting : check.recipe ? QString() : mistake);
    setDisabledReason(save, store->folder().isEmpty() ? tr("No workspace is open to keep it in.")
                            : editor->isChecking()    ? waiting
                            : !check.text             ? mistake
                                                      : QString());
}

void RecipeDialog::Private::suggest()
{
    suggesting.run([events = events](const std::stop_token &stop) { return suggestionsFrom(*events, stop); },
                   [this](const RecipeSuggestions &suggestions) { editor->setSuggestions(suggestions); });
}

// ---- the workspace

void RecipeDialog::Private::say(Tint tint, const QString &sentence)
{
    action = {};
    notice->showNotice(tint, sentence);
}

void RecipeDialog::Private::offer(const QString &objectName, const QString &words, std::function<void()> then)
{
    action = std::move(then);
    notice->setAction(objectName, words);
}

void RecipeDialog::Private::load()
{
    if (store->folder().isEmpty())
        return saved->setUnavailable(tr("No workspace is open: a recipe can be used, but not kept."));
    loading = jobs.run(
        q, Milliseconds(0), [store = store](const Cancel &) { return store->load(); },
        [this](Result<RecipeList> loaded) {
            if (!loaded)
                return say(Tint::Error, sentence(loaded.error()).message);
            list = std::move(loaded.value());
            saved->setList(list);
        });
}

void RecipeDialog::Private::write(std::function<Result<void>(RecipeStore &)> change,
                                  std::function<void(const Result<void> &)> then)
{
    JobHandle job = jobs.run(
        q, Milliseconds(0),
        [store = store, change = std::move(change)](const Cancel &) {
            Result<void> done = change(*store);
            return Written{std::move(done), store->load()};
        },
        [this, then = std::move(then)](Written written) {
            if (written.list) {
                list = std::move(written.list.value());
                saved->setList(list);
            }
            then(written.done);
        });
    job.detach(); // a write is never broken off by the next
}

void RecipeDialog::Private::saveNow(const QString &source)
{
    write([bytes = source.toStdString()](RecipeStore &s) { return s.save(bytes); },
          [this, source](const Result<void> &done) { savedOr(done, source); });
}

void RecipeDialog::Private::savedOr(const Result<void> &done, const QString &source)
{
    const auto text = readRecipe(source.toStdString());
    const SavedRecipe *there = text ? list.find(text->name) : nullptr;
    if (done) {
        editor->setSaved(source);
        saved->select(there ? there->recipe.name : QString());
        say(Tint::Ok, there ? tr("%1 version %2 is saved as %3.")
                                  .arg(there->recipe.name)
                                  .arg(there->recipe.version)
                                  .arg(there->file)
                            : tr("The recipe is saved."));
        return;
    }
    const bool isOld = done.error().code == ErrorCode::BadArgument && there && text->version <= there->recipe.version;
    if (!isOld)
        return say(Tint::Error, recipeSentence(done.error()));
    const int next = there->recipe.version + 1;
    say(Tint::Warning, tr("Version %1 of %2 is saved already and says something else: jobs name it by its version.")
                           .arg(there->recipe.version)
                           .arg(there->recipe.name));
    offer(u"Save as next version"_s, tr("Save as version %1").arg(next), [this, next] {
        editor->setVersion(next);
        saveNow(editor->source());
    });
}

void RecipeDialog::Private::remove(const QString &name)
{
    const SavedRecipe *recipe = list.find(name);
    if (!recipe)
        return;
    write([name](RecipeStore &s) { return s.remove(name); },
          [this, name, source = QString::fromStdString(recipe->source)](const Result<void> &done) {
              if (!done)
                  return say(Tint::Error, sentence(done.error()).message);
              say(Tint::Ok, tr("%1 was removed from the workspace.").arg(name));
              offer(u"Undo"_s, tr("Undo"), [this, source] { saveNow(source); });
          });
}

// ---- the dialog

RecipeDialog::RecipeDialog(RecipeStore store, RecipeEvents events, QWidget *parent)
    : QDialog(parent), d(std::make_unique<Private>(this))
{
    setObjectName(u"Edit recipe"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Edit recipe"));
    d->store = std::make_shared<RecipeStore>(std::move(store));
    d->events = std::make_shared<const RecipeEvents>(std::move(events));
    d->build();
    resize(1200, 740);
    setRecipeText({});
    d->load();
    d->suggest();
}

RecipeDialog::~RecipeDialog() = default;

void RecipeDialog::setRecipeText(const QString &text)
{
    d->open(text);
    d->editor->forgetHistory();
    d->notice->dismiss();
    d->editor->focusName();
}

QString RecipeDialog::recipeText() const { return d->editor->source(); }

bool RecipeDialog::isUnsaved() const { return d->editor->isChanged(); }

QString RecipeDialog::recipeName() const
{
    const SourceCheck &check = d->editor->check();
    return check.recipe ? tr("%1 version %2").arg(check.text->name).arg(check.text->version) : QString();
}

void RecipeDialog::reject()
{
    if (!d->editor->isChanged())
        return QDialog::reject();
    askBeforeClosing(this, tr("The recipe was edited and is neither saved nor used."), [this] { QDialog::reject(); });
}

} // namespace flowbench
