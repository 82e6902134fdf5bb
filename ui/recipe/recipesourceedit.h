// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace flowbench {

/// The text of a recipe, JSON or YAML, in colours. objectName and accessible name "Recipe". GUI thread.
class RecipeSourceEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit RecipeSourceEdit(QWidget *parent);

    /// As one step that can be undone.
    void replaceText(const QString &text);
    /// Marks the word at a place (UTF-16 units); -1: no mistake.
    void setMistake(int at);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void paintMistake();

    class Colours;
    Colours *m_colours = nullptr;
    int m_mistake = -1;
};

} // namespace flowbench
