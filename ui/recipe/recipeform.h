// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/recipe/editrow.h"
#include "ui/recipe/sourcecheck.h"
#include "ui/recipe/suggestions.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QScrollArea;
class QSpinBox;
class QVBoxLayout;

namespace flowbench {

/// A recipe as a form, for people who don't write YAML. GUI thread.
class RecipeForm : public QWidget
{
    Q_OBJECT

public:
    explicit RecipeForm(QWidget *parent);

    RecipeDraft draft() const;
    void setDraft(const RecipeDraft &draft); ///< Emits nothing. Fields that say the same keep their cursor.
    void setSuggestions(const RecipeSuggestions &suggestions);
    void setMistake(const SourceCheck &check); ///< Marks where it is.
    /// Puts it into the edit that was edited last, or into a new one.
    void takePointer(const QString &pointer);
    void focusName();

signals:
    void edited();

private:
    QWidget *buildHead();
    EditRow *addRow();
    void addEdit();
    void removeRow(EditRow *row);
    void moveRow(EditRow *row, int by);
    void renumber();
    void said();

    RecipeDraft m_draft; ///< What the form has no fields for, and what is longer than a line.
    QLineEdit *m_name, *m_description;
    QSpinBox *m_version;
    QComboBox *m_appliesTo, *m_from, *m_to;
    FilterField *m_when;
    QLabel *m_whenMistake;
    QScrollArea *m_scroll;
    QVBoxLayout *m_list;
    std::vector<EditRow *> m_rows;
    EditRow *m_last = nullptr;
    EditRow::Offers m_offers;
    std::shared_ptr<SeenFields> m_fields;
    bool m_loading = false;
};

} // namespace flowbench
