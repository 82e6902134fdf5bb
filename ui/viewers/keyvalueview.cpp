// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewers/keyvalueview.h"

#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "words/visible.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace flowbench {
namespace {

constexpr qsizetype maxCopyChars = 16 << 20;
constexpr int sampledRows = 200; // whose text decides the columns' widths

// The text of a value, or its hex when it is none. `limit` in bytes, -1 = all.
QString textOf(const QByteArray &value, qsizetype limit)
{
    const bool cut = limit >= 0 && value.size() > limit;
    const QByteArrayView part = cut ? QByteArrayView(value).first(limit) : QByteArrayView(value);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(part);
    bool broken = decoder.hasError();
    if (broken && cut) { // maybe only because a character was halved
        QStringDecoder streaming(QStringDecoder::Utf8);
        text = streaming(part);
        broken = streaming.hasError();
    }
    if (broken)
        text = u"0x"_s + QString::fromLatin1(QByteArray(part.data(), part.size()).toHex());
    return cut ? text + QChar(0x2026) : text;
}

} // namespace

void KeyValueModel::setRows(std::vector<KeyValue> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int KeyValueModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int KeyValueModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant KeyValueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()))
        return {};
    const KeyValue &row = m_rows[std::size_t(index.row())];
    if (role == RawRole)
        return row.value;
    if (role == Qt::ToolTipRole && index.column() == ValueColumn)
        return escapedToolTip(textOf(row.value, shownBytes));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return visibleText(row.name.left(shownBytes));
    case ValueColumn:
        return row.value.isNull() ? tr("no value") : visibleText(textOf(row.value, shownBytes));
    case TypeColumn:
        return visibleText(row.type);
    default:
        return {};
    }
}

QVariant KeyValueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case NameColumn:
        return tr("Name");
    case ValueColumn:
        return tr("Value");
    case TypeColumn:
        return tr("Type");
    default:
        return {};
    }
}

KeyValueView::KeyValueView(QWidget *parent) : QTableView(parent)
{
    flowbench::setNames(this, u"Values"_s, tr("Values"));
    setModel(&m_model);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // never asks the rows
    verticalHeader()->setMinimumSectionSize(measure::Row);
    verticalHeader()->setDefaultSectionSize(measure::Row);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setSectionResizeMode(KeyValueModel::NameColumn, QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(KeyValueModel::ValueColumn, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(KeyValueModel::TypeColumn, QHeaderView::Interactive);
    adoptFont();
}

void KeyValueView::setNames(const QString &accessibleName, const QString &objectName)
{
    flowbench::setNames(this, objectName, accessibleName);
}

void KeyValueView::setRows(std::vector<KeyValue> rows)
{
    m_model.setRows(std::move(rows));
    fitColumns();
    scrollToTop();
}

void KeyValueView::adoptFont()
{
    setFont(fixedFont());
    horizontalHeader()->setFont(QApplication::font("QHeaderView"));
    fitColumns();
}

void KeyValueView::fitColumns()
{
    const QFontMetrics metrics = fontMetrics();
    int names = 90;
    int types = 0;
    const int count = std::min<int>(sampledRows, m_model.rowCount());
    for (int i = 0; i < count; ++i) {
        const KeyValue &row = m_model.rows()[std::size_t(i)];
        names = std::max(names, metrics.horizontalAdvance(visibleText(row.name.left(60))) + 22);
        if (!row.type.isEmpty())
            types = std::max(types, metrics.horizontalAdvance(visibleText(row.type.left(40))) + 22);
    }
    setColumnHidden(KeyValueModel::TypeColumn, types == 0);
    setColumnWidth(KeyValueModel::NameColumn, std::min(names, 260));
    setColumnWidth(KeyValueModel::TypeColumn, std::clamp(types, 60, 160));
}

QString KeyValueView::copyText() const
{
    QString text;
    QItemSelection ranges = selectionModel()->selection();
    std::sort(ranges.begin(), ranges.end(),
              [](const QItemSelectionRange &a, const QItemSelectionRange &b) { return a.top() < b.top(); });
    int next = 0; // ranges may overlap
    for (const QItemSelectionRange &range : std::as_const(ranges)) {
        for (int i = std::max(next, range.top()); i <= range.bottom() && text.size() < maxCopyChars; ++i) {
            const KeyValue &row = m_model.rows()[std::size_t(i)];
            if (!text.isEmpty())
                text += u'\n';
            text += row.name + u": "_s + textOf(row.value, -1);
            next = i + 1;
        }
    }
    return text.left(maxCopyChars);
}

void KeyValueView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(copyText());
        return;
    }
    QTableView::keyPressEvent(event);
}

void KeyValueView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    QMenu menu(this);
    menu.addAction(tr("Copy rows"), this, [this] { QApplication::clipboard()->setText(copyText()); })
        ->setEnabled(selectionModel()->hasSelection());
    if (index.isValid()) {
        const KeyValue row = m_model.rows()[std::size_t(index.row())];
        menu.addAction(tr("Copy name"), this, [row] { QApplication::clipboard()->setText(row.name); });
        menu.addAction(tr("Copy value"), this,
                       [row] { QApplication::clipboard()->setText(textOf(row.value, maxCopyChars)); });
    }
    menu.exec(event->globalPos());
}

void KeyValueView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        adoptFont();
}

} // namespace flowbench
