// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recipe/recipeform.h"
#include "ui/recipe/sourcecheck.h"
#include "ui/viewers/latestwork.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace flowbench {

class NoticeBar;
class RecipeSourceEdit;

/// One recipe, as a form and as its text, which stay in step: the text is what counts. What was written is read and
/// compiled by a worker, a moment after typing. GUI thread.
class RecipeEditor : public QWidget
{
    Q_OBJECT

public:
    RecipeEditor(FilterOptions options, QWidget *parent);
    ~RecipeEditor() override;

    static constexpr std::size_t MostInForm = 100; ///< Edits: a recipe with more is edited as text.

    QString source() const;                  ///< Byte by byte as it was set while nothing is edited.
    void setSource(const QString &source);   ///< Nothing of it is edited then; undo still brings back what was there.
    void setDraft(const RecipeDraft &draft); ///< The same, of one that may not be right yet.
    void setSaved(const QString &source);    ///< That much is kept elsewhere: see isChanged().
    void setVersion(int version);            ///< Changes nothing else.
    void forgetHistory();
    void undo();
    bool isChanged() const;
    RecipeDraft draft() const { return m_draft; }

    const SourceCheck &check() const { return m_check; } ///< Of what was written last; see isChecking().
    bool isChecking() const { return m_checking; }

    void setSuggestions(const RecipeSuggestions &suggestions) { m_form->setSuggestions(suggestions); }
    void takePointer(const QString &pointer);
    void focusName();

signals:
    void edited();  ///< It will be checked.
    void checked(); ///< check() is of what stands there.

private:
    enum Page { FormPage, TextPage };
    QWidget *buildTabs();
    void formEdited();
    void textEdited();
    void replaceAll(const QString &source);
    void startCheck();
    void takeCheck(SourceCheck check);
    void showState();
    void showFormState();

    FilterOptions m_options;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    NoticeBar *m_formNotice;
    RecipeForm *m_form;
    RecipeSourceEdit *m_text;
    QLabel *m_state;
    RecipeDraft m_draft;         ///< What the text says, or said when it could be read.
    QString m_original, m_saved; ///< As set, and as kept elsewhere.
    QString m_originalShown;     ///< m_original as the editor gives it back.
    SourceCheck m_check;
    bool m_ofForm = false; ///< The text was written by the form.
    bool m_checking = true;
    bool m_writing = false;
    QTimer m_typing;
    LatestWork m_work;
};

} // namespace flowbench
