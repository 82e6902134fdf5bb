// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/deadlettersmodel.h"

#include <QTableView>

#include <array>
#include <optional>

class QMenu;
class QSettings;

namespace flowbench {

/// The table "Dead letters". Space checks what is selected, a click on the first header all that is shown; a header is
/// clicked three times: up, down, as they came; its menu chooses the columns. GUI thread.
class DeadTable : public QTableView
{
    Q_OBJECT

public:
    static constexpr int MostCopied = 100'000;

    /// `settings` remembers widths and columns; it may be null and must outlive the table.
    explicit DeadTable(QSettings *settings, QWidget *parent = nullptr);
    ~DeadTable() override;

    DeadLettersModel &letters() { return *m_model; }
    /// Other rows; the current event stays current where it is still shown.
    void showRows(DeadRows rows);
    /// Whether there is something to check with; without it the column is not even offered.
    void showSchemas(bool on);
    void showColumn(DeadColumn column, bool on); ///< as a person chose: remembered
    /// A checkable action for each column that can be hidden.
    void fillColumnMenu(QMenu &menu);
    /// That menu, at the header: for who has no mouse.
    void popUpColumns();
    std::optional<std::size_t> current() const; ///< index of the set
    void setCurrent(std::size_t index);
    std::optional<DeadColumn> sortedBy() const { return m_sort; }
    bool isDescending() const { return m_descending; }
    void unsort();

signals:
    void currentEventChanged();
    void sortChanged();
    void copied(const QString &message);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    int sizeHintForColumn(int column) const override;

private:
    void headerClicked(int section);
    void fitOnce();
    void fit(int column);
    void squeeze();
    void applyColumns();
    bool isWanted(DeadColumn column) const;
    void toggleSelected();
    void copySelected();
    std::vector<int> selectedRows(std::size_t most) const;

    QSettings *m_settings;
    DeadLettersModel *m_model;
    std::optional<DeadColumn> m_sort;
    std::array<std::optional<bool>, DeadColumnCount> m_chosen; // by a person
    bool m_schemas = false;
    bool m_given = false; // widths by a person
    bool m_descending = false;
    bool m_fitted = false;
    bool m_placing = false;
};

} // namespace flowbench
