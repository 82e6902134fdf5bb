// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/event/event.h"

#include <QAbstractTableModel>
#include <QByteArray>
#include <QString>

#include <functional>
#include <string>
#include <vector>

class QUndoStack;

namespace flowbench {

/// A header or property as it is edited. Names and values are bytes: what is not touched is sent as it came.
struct FieldRow
{
    QByteArray name;
    QByteArray value; ///< JSON text where the type is not Bytes.
    FieldType type = FieldType::Bytes;
    bool null = false;   ///< A Kafka header without a value.
    bool base64 = false; ///< Shown and typed as base64.

    bool operator==(const FieldRow &) const = default;
};

/// What a value is typed as.
struct FieldForm
{
    FieldType type = FieldType::Bytes;
    bool null = false;
    bool base64 = false;
    bool operator==(const FieldForm &) const = default;
};

/// Ordered fields with duplicates. Every change is one step of the undo stack; what a row cannot hold is refused with
/// a sentence (refused()) and changes nothing.
class FieldsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, FormColumn, ColumnCount };

    /// Headers have a form; properties are AMQP's, each name once, with values of the type the name has.
    FieldsModel(FieldPlace place, QUndoStack &undo, QObject *parent = nullptr);

    FieldPlace place() const { return m_place; }
    const std::vector<FieldRow> &rows() const { return m_rows; }
    /// Loads, without an undo step: what was recorded before no longer fits, so clear the stack.
    void setFields(const std::string &packed);
    /// Packed, in order; rows that are still empty are left out.
    std::string fields() const;

    /// AMQP headers have types; Kafka's are bytes or none.
    void setTyped(bool typed) { m_typed = typed; }
    std::vector<FieldForm> formsOffered(int row) const;
    static QString formName(const FieldForm &form);
    FieldForm formOf(int row) const;
    bool setForm(int row, const FieldForm &form);
    /// Properties that are not there yet, and the row's own.
    QStringList namesOffered(int row) const;

    int addRow(int after, const FieldRow &row); ///< Its row.
    void removeFieldRows(std::vector<int> rows);
    bool moveRow(int from, int to); ///< To be at `to` afterwards.

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void refused(const QString &reason);
    void changed();

private:
    class Step;
    void change(const QString &text, std::vector<FieldRow> rows);
    void take(const std::vector<FieldRow> &rows);
    QString valueText(const FieldRow &row) const;
    Result<QByteArray> valueFrom(const FieldRow &row, const QString &text, QString *reason) const;
    bool setValue(int row, const QString &text);
    bool setName(int row, const QString &text);

    FieldPlace m_place;
    QUndoStack &m_undo;
    bool m_typed = false;
    std::vector<FieldRow> m_rows;
};

} // namespace flowbench
