// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recipe/recipetrial.h"

#include <QWidget>

class QProgressBar;
class QTabBar;
class QTableView;

namespace flowbench {

class Chip;
class DiffView;
class ElidedLabel;
class JsonTreeView;
class SamplesModel;
class VerdictLine;

/// What a recipe does to the chosen events: counts, samples, and of one of them what differs and what it was. GUI
/// thread; everything is made by workers.
class RecipePreview : public QWidget
{
    Q_OBJECT

public:
    RecipePreview(std::shared_ptr<const RecipeEvents> events, QWidget *parent);
    ~RecipePreview() override;

    void setRecipe(std::shared_ptr<const Recipe> recipe); ///< Null: there is none to try now.
    const RecipeTrial &trial() const { return m_trial; }

signals:
    void pointerChosen(const QString &pointer); ///< A value of the body was clicked.

private:
    QWidget *buildHead();
    QWidget *buildDetail();
    void showTrial();
    void showFigures();
    void showSample();
    void showVerdicts();
    void choose(const QModelIndex &index);

    std::shared_ptr<const RecipeEvents> m_events;
    RecipeTrial m_trial;
    SamplesModel *m_model;
    ElidedLabel *m_title;
    Chip *m_changed, *m_unchanged, *m_notMeant, *m_failed, *m_leftOut;
    QProgressBar *m_progress;
    QTableView *m_table;
    QTabBar *m_tabs;
    DiffView *m_diff;
    JsonTreeView *m_tree;
    VerdictLine *m_verdict;
    std::size_t m_shown = std::size_t(-1); ///< The event whose body is in the tree.
    LatestWork m_detail;
};

} // namespace flowbench
