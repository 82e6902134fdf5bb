// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QByteArray>
#include <QString>
#include <QTableView>

#include <vector>

namespace flowbench {

// One header or envelope field. Names may repeat; order is kept.
struct KeyValue
{
    QString name;
    QByteArray value; // null = no value; bytes that are no UTF-8 text are shown as hex
    QString type;     // as the broker calls it, may be empty
};

// Name, value, type. Text is made for the rows that are asked for: 100 000 rows cost nothing but their bytes.
// Control and bidi characters are shown as visible tokens; RawRole gives the value as it came.
class KeyValueModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, TypeColumn, ColumnCount };
    enum Role { RawRole = Qt::UserRole + 1 }; // QByteArray of the value

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<KeyValue> rows);
    const std::vector<KeyValue> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int shownBytes = 4096; // of a value in its cell

private:
    std::vector<KeyValue> m_rows;
};

// The Headers and Envelope tabs: plain text in the fixed font, fixed rows, full-row selection; Ctrl+C copies the
// selected rows as "name: value" lines with the values as they came.
class KeyValueView : public QTableView
{
    Q_OBJECT
public:
    explicit KeyValueView(QWidget *parent = nullptr);

    // Accessible name (translated) and objectName (never translated) of the list, e.g. tr("Headers"), "Headers".
    void setNames(const QString &accessibleName, const QString &objectName);
    void setRows(std::vector<KeyValue> rows);
    const std::vector<KeyValue> &rows() const { return m_model.rows(); }
    QString copyText() const; // what Ctrl+C copies: the selected rows, at most 16 MiB

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void adoptFont();
    void fitColumns();

    KeyValueModel m_model;
};

} // namespace flowbench
