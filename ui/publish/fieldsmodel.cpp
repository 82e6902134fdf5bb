// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/fieldsmodel.h"

#include "model/base/jsonwriter.h"
#include "model/event/eventjson.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "words/visible.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUndoStack>

#include <algorithm>
#include <array>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype ShownBytes = 4096;

constexpr std::array<const char *, 13> PropertyNames = {
    "content_type", "content_encoding", "delivery_mode", "priority", "correlation_id", "reply_to",  "expiration",
    "message_id",   "timestamp",        "type",          "user_id",  "app_id",         "cluster_id"};

// What a line edit can hold without changing it.
bool isLine(const QByteArray &bytes)
{
    if (!isUtf8({bytes.constData(), std::size_t(bytes.size())}))
        return false;
    return std::none_of(bytes.begin(), bytes.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

bool isWhole(FieldType type)
{
    return (type >= FieldType::Int8 && type <= FieldType::UInt64) || type == FieldType::Timestamp;
}

// Whole numbers keep their digits; everything else is JSON of the type.
bool fits(FieldType type, const QByteArray &text)
{
    if (isWhole(type)) {
        bool ok = false;
        const bool isUnsigned = type >= FieldType::UInt8 && type <= FieldType::UInt64;
        isUnsigned ? void(text.toULongLong(&ok)) : void(text.toLongLong(&ok));
        return ok && !text.startsWith('+');
    }
    const QJsonDocument document = QJsonDocument::fromJson('[' + text + ']');
    if (document.array().size() != 1)
        return false;
    const QJsonValue v = document.array().first();
    switch (type) {
    case FieldType::Boolean:
        return v.isBool();
    case FieldType::Float:
    case FieldType::Double:
    case FieldType::Decimal:
        return v.isDouble();
    case FieldType::Array:
        return v.isArray();
    case FieldType::Table:
        return v.isObject();
    default:
        return v.isNull();
    }
}

QByteArray fallback(FieldType type)
{
    switch (type) {
    case FieldType::Bytes:
        return QByteArrayLiteral("");
    case FieldType::Boolean:
        return QByteArrayLiteral("true");
    case FieldType::Array:
        return QByteArrayLiteral("[]");
    case FieldType::Table:
        return QByteArrayLiteral("{}");
    case FieldType::Void:
        return QByteArrayLiteral("null");
    case FieldType::Timestamp:
        return QByteArray::number(QDateTime::currentSecsSinceEpoch());
    default:
        return QByteArrayLiteral("0");
    }
}

FieldType propertyType(const QByteArray &name)
{
    return propertyField({name.constData(), std::size_t(name.size())}, {}).type;
}
} // namespace

// Both states as a whole: rows are few, and a step can then never go wrong.
class FieldsModel::Step : public QUndoCommand
{
public:
    Step(FieldsModel &model, const QString &text, std::vector<FieldRow> after)
        : QUndoCommand(text), m_model(model), m_before(model.m_rows), m_after(std::move(after))
    {}
    void undo() override { m_model.take(m_before); }
    void redo() override { m_model.take(m_after); }

private:
    FieldsModel &m_model;
    std::vector<FieldRow> m_before, m_after;
};

FieldsModel::FieldsModel(FieldPlace place, QUndoStack &undo, QObject *parent)
    : QAbstractTableModel(parent), m_place(place), m_undo(undo)
{}

// Only what differs is removed and inserted: selection and editors elsewhere stay.
void FieldsModel::take(const std::vector<FieldRow> &rows)
{
    const std::size_t common = std::min(rows.size(), m_rows.size());
    std::size_t head = 0, tail = 0;
    while (head < common && rows[head] == m_rows[head])
        ++head;
    while (tail < common - head && rows[rows.size() - 1 - tail] == m_rows[m_rows.size() - 1 - tail])
        ++tail;
    if (rows.size() == m_rows.size()) {
        m_rows = rows;
        if (head + tail < rows.size())
            emit dataChanged(index(int(head), 0), index(int(rows.size() - tail) - 1, ColumnCount - 1));
    } else {
        if (m_rows.size() > head + tail) {
            beginRemoveRows({}, int(head), int(m_rows.size() - tail) - 1);
            m_rows.erase(m_rows.begin() + std::ptrdiff_t(head), m_rows.end() - std::ptrdiff_t(tail));
            endRemoveRows();
        }
        if (rows.size() > head + tail) {
            beginInsertRows({}, int(head), int(rows.size() - tail) - 1);
            m_rows = rows;
            endInsertRows();
        }
    }
    emit changed();
}

void FieldsModel::change(const QString &text, std::vector<FieldRow> rows)
{
    if (rows != m_rows)
        m_undo.push(new Step(*this, text, std::move(rows)));
}

void FieldsModel::setFields(const std::string &packed)
{
    std::vector<FieldRow> rows;
    for (const FieldView &f : FieldList(packed)) {
        if (f.place != m_place)
            continue;
        FieldRow row;
        row.name = QByteArray(f.name.data(), qsizetype(f.name.size()));
        row.value = QByteArray(f.value.data(), qsizetype(f.value.size()));
        row.type = f.type;
        row.null = f.null;
        row.base64 = f.type == FieldType::Bytes && !f.null && !isLine(row.value);
        rows.push_back(std::move(row));
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    emit changed();
}

std::string FieldsModel::fields() const
{
    std::string packed;
    for (const FieldRow &row : m_rows) {
        if (row.name.isEmpty() && (row.value.isEmpty() || m_place == FieldPlace::Property))
            continue;
        FieldView f;
        f.place = m_place;
        f.type = row.type;
        f.null = row.null;
        f.name = {row.name.constData(), std::size_t(row.name.size())};
        f.value = {row.value.constData(), std::size_t(row.value.size())};
        appendField(packed, f);
    }
    return packed;
}

// ---- forms and names

std::vector<FieldForm> FieldsModel::formsOffered(int row) const
{
    std::vector<FieldForm> forms = {{}, {FieldType::Bytes, false, true}};
    if (m_typed) {
        for (const FieldType type : {FieldType::Boolean, FieldType::Int64, FieldType::Double, FieldType::Timestamp,
                                     FieldType::Array, FieldType::Table})
            forms.push_back({type, false, false});
        forms.push_back({FieldType::Void, true, false});
    } else {
        forms.push_back({FieldType::Bytes, true, false});
    }
    if (const FieldForm own = formOf(row); std::find(forms.begin(), forms.end(), own) == forms.end())
        forms.push_back(own);
    return forms;
}

QString FieldsModel::formName(const FieldForm &form)
{
    if (form.null || form.type == FieldType::Void)
        return tr("no value");
    if (form.type == FieldType::Bytes)
        return form.base64 ? tr("base64") : tr("text");
    return QString::fromLatin1(fieldTypeName(form.type));
}

FieldForm FieldsModel::formOf(int row) const
{
    const FieldRow &r = m_rows[std::size_t(row)];
    return {r.type, r.null, r.base64 && !r.null};
}

bool FieldsModel::setForm(int row, const FieldForm &form)
{
    auto rows = m_rows;
    FieldRow &r = rows[std::size_t(row)];
    if (form == formOf(row))
        return true;
    const bool staysBytes = r.type == FieldType::Bytes && form.type == FieldType::Bytes && !form.null && !r.null;
    if (staysBytes && !form.base64 && !isLine(r.value)) {
        emit refused(tr("These bytes can't be typed as one line of text: they stay base64."));
        return false;
    }
    if (form.null)
        r.value = QByteArray();
    else if (form.type != FieldType::Bytes && !fits(form.type, r.value))
        r.value = fallback(form.type);
    r.type = form.type;
    r.null = form.null;
    r.base64 = form.base64;
    change(tr("Change form"), std::move(rows));
    return true;
}

QStringList FieldsModel::namesOffered(int row) const
{
    QStringList names;
    for (const char *name : PropertyNames) {
        const bool taken = std::any_of(m_rows.begin(), m_rows.end(), [&](const FieldRow &r) {
            return r.name == name && &r != &m_rows[std::size_t(row)];
        });
        if (!taken)
            names.append(QString::fromLatin1(name));
    }
    return names;
}

// ---- changes

int FieldsModel::addRow(int after, const FieldRow &row)
{
    const int at = std::clamp(after + 1, 0, int(m_rows.size()));
    auto rows = m_rows;
    rows.insert(rows.begin() + at, row);
    change(m_place == FieldPlace::Header ? tr("Add header") : tr("Add property"), std::move(rows));
    return at;
}

void FieldsModel::removeFieldRows(std::vector<int> which)
{
    std::sort(which.begin(), which.end(), std::greater<>());
    which.erase(std::unique(which.begin(), which.end()), which.end());
    auto rows = m_rows;
    for (const int row : which)
        rows.erase(rows.begin() + row);
    change(tr("Remove fields"), std::move(rows));
}

bool FieldsModel::moveRow(int from, int to)
{
    if (from < 0 || to < 0 || from >= int(m_rows.size()) || to >= int(m_rows.size()) || from == to)
        return false;
    auto rows = m_rows;
    FieldRow row = std::move(rows[std::size_t(from)]);
    rows.erase(rows.begin() + from);
    rows.insert(rows.begin() + to, std::move(row));
    change(tr("Move"), std::move(rows));
    return true;
}

QString FieldsModel::valueText(const FieldRow &row) const
{
    return row.base64 ? QString::fromLatin1(row.value.toBase64()) : QString::fromUtf8(row.value);
}

Result<QByteArray> FieldsModel::valueFrom(const FieldRow &row, const QString &text, QString *reason) const
{
    const auto no = [reason](const QString &why) {
        *reason = why;
        return Result<QByteArray>(makeError(ErrorCode::BadArgument));
    };
    if (row.base64) {
        const auto bytes =
            QByteArray::fromBase64Encoding(text.trimmed().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        return bytes ? Result<QByteArray>(*bytes) : no(tr("This is no base64: “%1”.").arg(text.left(60)));
    }
    QByteArray utf8 = text.toUtf8();
    if (utf8.isNull())
        utf8 = QByteArrayLiteral("");
    if (row.type == FieldType::Bytes)
        return utf8;
    utf8 = utf8.trimmed();
    if (row.type == FieldType::Timestamp && !fits(row.type, utf8)) {
        const QDateTime time = QDateTime::fromString(text.trimmed(), Qt::ISODateWithMs);
        if (time.isValid())
            utf8 = QByteArray::number(time.toSecsSinceEpoch());
    }
    const bool isByte = m_place == FieldPlace::Property && row.type == FieldType::UInt8;
    if (!fits(row.type, utf8) || (isByte && utf8.toULongLong() > 255))
        return no(
            tr("“%1” is no value of the type %2.").arg(text.left(60), QString::fromLatin1(fieldTypeName(row.type))));
    return utf8;
}

bool FieldsModel::setValue(int row, const QString &text)
{
    auto rows = m_rows;
    FieldRow &r = rows[std::size_t(row)];
    if (text == valueText(r) && !r.null)
        return true;
    if (r.null || r.type == FieldType::Void) { // typing a value gives it one
        if (text.isEmpty())
            return true;
        r.null = false;
        r.type = FieldType::Bytes;
    }
    QString reason;
    auto value = valueFrom(r, text, &reason);
    if (!value) {
        emit refused(reason);
        return false;
    }
    r.value = std::move(*value);
    change(tr("Change value"), std::move(rows));
    return true;
}

bool FieldsModel::setName(int row, const QString &text)
{
    auto rows = m_rows;
    FieldRow &r = rows[std::size_t(row)];
    if (text == QString::fromUtf8(r.name))
        return true;
    if (m_place == FieldPlace::Property && !namesOffered(row).contains(text)) {
        emit refused(tr("“%1” is no message property, or it is there already.").arg(text.left(60)));
        return false;
    }
    r.name = text.toUtf8();
    if (m_place == FieldPlace::Property) {
        r.type = propertyType(r.name);
        QString reason;
        if (!valueFrom(r, QString::fromUtf8(r.value), &reason))
            r.value = r.name == "delivery_mode" ? QByteArrayLiteral("2") : fallback(r.type);
    }
    change(tr("Change name"), std::move(rows));
    return true;
}

// ---- the item model

int FieldsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int FieldsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant FieldsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || std::size_t(index.row()) >= m_rows.size())
        return {};
    const FieldRow &row = m_rows[std::size_t(index.row())];
    const bool none = row.null || row.type == FieldType::Void;
    if (index.column() == FormColumn)
        return role == Qt::DisplayRole ? QVariant(formName(formOf(index.row()))) : QVariant();
    const QString text = index.column() == NameColumn ? QString::fromUtf8(row.name) : none ? QString() : valueText(row);
    switch (role) {
    case Qt::EditRole:
        return text;
    case Qt::DisplayRole:
        return index.column() == ValueColumn && none ? tr("no value") : visibleText(QStringView(text).left(ShownBytes));
    case Qt::FontRole:
        return fixedFont();
    case Qt::ToolTipRole:
        return escapedToolTip(text.left(ShownBytes));
    default:
        return {};
    }
}

bool FieldsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid())
        return false;
    if (index.column() == NameColumn)
        return setName(index.row(), value.toString());
    return index.column() == ValueColumn && setValue(index.row(), value.toString());
}

Qt::ItemFlags FieldsModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsEditable : Qt::ItemFlags();
}

QVariant FieldsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : section == ValueColumn ? tr("Value") : tr("Form");
}

} // namespace flowbench
