// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipeeditor.h"

#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/recipe/recipesourceedit.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int TypingMs = 250;
constexpr qsizetype SmallSource = 16 << 10; // read at once: the form must not lag behind what was opened
} // namespace

RecipeEditor::RecipeEditor(FilterOptions options, QWidget *parent)
    : QWidget(parent), m_options(std::move(options)), m_work(this)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTabs());
    auto *formPage = new Surface(Edge::None, this);
    m_formNotice = new NoticeBar(u"Form notice"_s, tr("Form notice"), formPage);
    m_formNotice->setClosable(false);
    m_form = new RecipeForm(formPage);
    auto *column = new QVBoxLayout(formPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_formNotice);
    column->addWidget(m_form, 1);
    m_text = new RecipeSourceEdit(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(formPage);
    m_pages->addWidget(m_text);
    layout->addWidget(m_pages, 1);
    auto *foot = new Surface(Edge::Top, this);
    m_state = makeLabel({}, TextRole::Small, foot);
    m_state->setObjectName(u"Recipe state"_s);
    m_state->setWordWrap(true);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(measure::PageMargin, 6, measure::PageMargin, 6);
    line->addWidget(m_state, 1);
    layout->addWidget(foot);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_typing, &QTimer::timeout, this, &RecipeEditor::startCheck);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_formNotice, &NoticeBar::actionTriggered, this, [this] {
        m_tabs->setCurrentIndex(TextPage);
        m_text->setFocus();
    });
    connect(m_form, &RecipeForm::edited, this, &RecipeEditor::formEdited);
    connect(m_text, &QPlainTextEdit::textChanged, this, &RecipeEditor::textEdited);
}

RecipeEditor::~RecipeEditor() = default;

QWidget *RecipeEditor::buildTabs()
{
    auto *top = new Surface(Edge::Bottom, this);
    top->setFixedHeight(35);
    m_tabs = new QTabBar(top);
    setNames(m_tabs, u"Recipe views"_s, tr("Recipe as"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Form"));
    m_tabs->addTab(tr("Text"));
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(4, 0, 6, 1);
    line->addWidget(m_tabs, 0, Qt::AlignBottom);
    line->addStretch(1);
    return top;
}

// ---- the text

QString RecipeEditor::source() const
{
    const QString text = m_text->toPlainText();
    return text == m_originalShown ? m_original : text;
}

void RecipeEditor::replaceAll(const QString &source)
{
    m_original = source;
    m_saved = source;
    m_writing = true;
    m_text->replaceText(source);
    m_writing = false;
    m_originalShown = m_text->toPlainText();
    m_typing.stop();
    m_work.cancel();
    m_checking = true;
}

void RecipeEditor::setSource(const QString &source)
{
    replaceAll(source);
    m_ofForm = false;
    if (source.size() <= SmallSource)
        return takeCheck(checkSource(source, m_options));
    m_form->setEnabled(false); // it still says something else
    startCheck();
}

void RecipeEditor::setDraft(const RecipeDraft &draft)
{
    replaceAll(recipeSource(draft, RecipeFormat::Yaml));
    m_draft = draft;
    m_form->setDraft(draft);
    m_ofForm = true;
    takeCheck(checkSource(source(), m_options));
}

void RecipeEditor::setSaved(const QString &source) { m_saved = source; }

void RecipeEditor::setVersion(int version)
{
    RecipeDraft next = m_draft;
    next.version = version;
    m_text->replaceText(rewrittenSource(source(), m_draft, next));
}

void RecipeEditor::forgetHistory()
{
    m_text->setUndoRedoEnabled(false);
    m_text->setUndoRedoEnabled(true);
}

void RecipeEditor::undo() { m_text->undo(); }

bool RecipeEditor::isChanged() const { return source() != m_saved; }

void RecipeEditor::formEdited()
{
    const RecipeDraft now = m_form->draft();
    const QString next = rewrittenSource(source(), m_draft, now);
    m_draft = now;
    m_writing = true;
    m_text->replaceText(next);
    m_writing = false;
    m_ofForm = true;
    m_checking = true;
    m_typing.start();
    emit edited();
}

void RecipeEditor::textEdited()
{
    if (m_writing)
        return;
    m_ofForm = false;
    m_checking = true;
    m_typing.start();
    emit edited();
}

// ---- what it says

void RecipeEditor::startCheck()
{
    m_typing.stop();
    m_checking = true;
    m_work.run(
        [source = source(), options = m_options](const std::stop_token &) { return checkSource(source, options); },
        [this](SourceCheck check) { takeCheck(std::move(check)); });
}

void RecipeEditor::takeCheck(SourceCheck check)
{
    if (m_typing.isActive())
        return; // it was edited since
    m_check = std::move(check);
    m_checking = false;
    if (!m_ofForm && m_check.text) {
        m_draft = draftOf(*m_check.text);
        if (m_draft.edits.size() <= MostInForm)
            m_form->setDraft(m_draft);
    }
    m_form->setMistake(m_ofForm && !isChanged() ? SourceCheck() : m_check);
    m_text->setMistake(m_check.at);
    showFormState();
    showState();
    emit checked();
}

void RecipeEditor::showFormState()
{
    const bool readable = m_ofForm || m_check.text;
    const bool fits = m_draft.edits.size() <= MostInForm;
    m_form->setEnabled(readable && fits);
    if (!readable)
        m_formNotice->showNotice(Tint::Error, tr("The text can't be read as a recipe. Mend it there first."));
    else if (!fits)
        m_formNotice->showNotice(Tint::Accent,
                                 tr("A recipe of %Ln edit(s) is edited as text.", nullptr, int(m_draft.edits.size())));
    else if (m_check.hasComments)
        m_formNotice->showNotice(Tint::Warning, tr("Edits made here write the YAML anew: its comments are lost."));
    else
        return m_formNotice->dismiss();
    m_formNotice->setAction(u"Edit the text"_s, tr("Edit the text"));
}

void RecipeEditor::showState()
{
    if (m_ofForm && !isChanged() && !m_check.recipe) {
        setLabelTint(m_state, Tint::Neutral);
        setLabelText(m_state, tr("Give it a name, and say what it edits."));
    } else if (!m_check.mistake.isEmpty()) {
        setLabelTint(m_state, Tint::Error);
        setLabelText(m_state, m_check.mistake);
    } else if (m_check.hasHidden) {
        setLabelTint(m_state, Tint::Warning);
        setLabelText(m_state, tr("Some characters of the text can't be seen, or turn around what is read."));
    } else {
        setLabelTint(m_state, Tint::Ok);
        setLabelText(m_state, tr("No mistake. What the edits don't name keeps its bytes."));
    }
}

// ---- from outside

void RecipeEditor::takePointer(const QString &pointer)
{
    if (!m_form->isEnabled())
        return;
    m_tabs->setCurrentIndex(FormPage);
    m_form->takePointer(pointer);
}

void RecipeEditor::focusName() { m_form->focusName(); }

} // namespace flowbench
