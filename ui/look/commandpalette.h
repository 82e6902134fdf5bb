// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QPointer>

#include <functional>
#include <optional>
#include <vector>

class QListWidget;

namespace flowbench {

/// One thing the window can do now.
struct Command
{
    QString id;       ///< Fixed, English: "pause".
    QString title;    ///< Translated: "Pause".
    QString shortcut; ///< As shown: "Space". May be empty.
    bool enabled = true;
    std::function<void()> run;
};

/// How well `needle`'s characters are found in order in `title`, ignoring case; none when they are not. Higher is
/// better: starts of words and neighbours count more.
std::optional<int> fuzzyScore(const QString &needle, const QString &title);
/// Indexes of the commands that match, best first; all of them in their order for an empty needle.
std::vector<int> matchingCommands(const std::vector<Command> &commands, const QString &needle);

/// The field "Command" of the top bar and the list that drops from it. Ctrl+K (the window's action) calls open().
/// Up and Down choose, Enter runs, Escape closes and gives the focus back.
class CommandPalette : public QLineEdit
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *parent = nullptr);
    ~CommandPalette() override;

    /// Asked at every opening, on the GUI thread.
    void setCommands(std::function<std::vector<Command>()> provider);
    void open();
    void dismiss();
    bool isOpen() const;
    /// Titles in the list, as shown; for tests.
    QStringList shownTitles() const;

signals:
    /// Before it runs.
    void chosen(const QString &id);

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refill();
    void place();
    void step(int rows);
    void runCurrent();
    QListWidget *list();

    std::function<std::vector<Command>()> m_provider;
    std::vector<Command> m_commands;
    QPointer<QListWidget> m_list; ///< A child of the window, so that it lies above the page.
    QPointer<QWidget> m_focusBefore;
};

} // namespace flowbench
