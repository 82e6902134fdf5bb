// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/savedrecipes.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/recipe/sourcecheck.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

SavedRecipes::SavedRecipes(QWidget *parent)
    : Surface(Edge::None, parent),
      m_list(new QListWidget(this)),
      m_remove(makeIconButton(u"Remove recipe"_s, u"trash"_s, tr("Remove recipe"), this)),
      m_note(makeLabel({}, TextRole::Small, this))
{
    setNames(m_list, u"Recipes"_s, tr("Recipes"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_note->setObjectName(u"Recipes note"_s);
    m_note->setWordWrap(true);
    m_note->setMargin(measure::PageMargin);
    m_note->hide();
    auto *add = makeIconButton(u"New recipe"_s, u"add"_s, tr("New recipe"), this);
    auto *copy = makeIconButton(u"Duplicate recipe"_s, u"copy"_s, tr("Duplicate recipe"), this);
    auto *top = new Surface(Edge::Bottom, this);
    top->setFixedHeight(35);
    auto *line = new QHBoxLayout(top);
    line->setContentsMargins(measure::PageMargin, 0, 4, 0);
    line->setSpacing(0);
    line->addWidget(makeLabel(tr("Recipes"), TextRole::Title, top), 1);
    line->addWidget(add);
    line->addWidget(copy);
    line->addWidget(m_remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(top);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    m_remove->setEnabled(false);
    connect(add, &QToolButton::clicked, this, &SavedRecipes::newRequested);
    connect(copy, &QToolButton::clicked, this, &SavedRecipes::copyRequested);
    connect(m_remove, &QToolButton::clicked, this, [this] {
        if (!current().isEmpty())
            emit removeRequested(current());
    });
    connect(m_list, &QListWidget::currentItemChanged, this, [this] {
        m_remove->setEnabled(!current().isEmpty());
        if (!current().isEmpty())
            emit chosen(current());
    });
}

void SavedRecipes::setList(const RecipeList &list)
{
    const QString was = current();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const SavedRecipe &saved : list.recipes) {
        auto *item = new QListWidgetItem(
            tr("%1  v%2", "fix-currency  v3").arg(visibleText(saved.recipe.name)).arg(saved.recipe.version), m_list);
        item->setData(Qt::UserRole, saved.recipe.name);
        const QString says = saved.recipe.description.isEmpty() ? saved.file : saved.recipe.description;
        item->setToolTip(escapedToolTip(says));
    }
    QStringList problems;
    for (const WorkspaceProblem &problem : list.problems)
        problems += problem.file + u": "_s + recipeSentence(problem.error);
    if (!problems.isEmpty())
        say(tr("%Ln file(s) can't be used", nullptr, int(problems.size())));
    else
        say(list.recipes.empty() ? tr("None is saved yet. They stand in the workspace's folder recipes, made for git.")
                                 : QString());
    m_note->setToolTip(problems.isEmpty() ? QString() : escapedToolTip(problems.join(u'\n')));
    select(was);
}

void SavedRecipes::setUnavailable(const QString &sentence)
{
    m_list->clear();
    m_list->setEnabled(false);
    say(sentence);
}

void SavedRecipes::say(const QString &sentence)
{
    setLabelText(m_note, sentence);
    m_note->setVisible(!sentence.isEmpty());
}

void SavedRecipes::select(const QString &name)
{
    const QSignalBlocker quiet(m_list);
    m_list->setCurrentRow(-1);
    m_list->clearSelection();
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->data(Qt::UserRole).toString() == name)
            m_list->setCurrentRow(i);
    }
    m_remove->setEnabled(!current().isEmpty());
}

QString SavedRecipes::current() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(Qt::UserRole).toString() : QString();
}

} // namespace flowbench
