// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deadletters/deadlettersmodel.h"

#include <QTableView>

#include <optional>

class QSettings;

namespace flowbench {

/// The table "Dead letters". Space checks what is selected, a click on the first header all that is shown; a header is
/// clicked three times: up, down, as they came. GUI thread.
class DeadTable : public QTableView
{
    Q_OBJECT

public:
    static constexpr int MostCopied = 100'000;

    /// `settings` remembers widths; it may be null and must outlive the table.
    explicit DeadTable(QSettings *settings, QWidget *parent = nullptr);
    ~DeadTable() override;

    DeadLettersModel &letters() { return *m_model; }
    /// Other rows; the current event stays current where it is still shown.
    void showRows(DeadRows rows);
    void showSchemas(bool on);
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

private:
    void headerClicked(int section);
    void fitOnce();
    void toggleSelected();
    void copySelected();
    std::vector<int> selectedRows(std::size_t most) const;

    QSettings *m_settings;
    DeadLettersModel *m_model;
    std::optional<DeadColumn> m_sort;
    bool m_descending = false;
    bool m_fitted = false;
    bool m_placing = false;
};

} // namespace flowbench
