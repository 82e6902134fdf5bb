// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deadtable.h"

#include "ui/look/chip.h"
#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "ui/table/rowtint.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSettings>
#include <QStyledItemDelegate>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int Padding = 8;
// That a column's width is made for: more than a screen has, and fewer than the model keeps texts of.
constexpr int WidthRows = 100;
constexpr int FirstWidths[DeadColumnCount] = {34, 92, 130, 120, 130, 130, 76, 84, 96};
constexpr int RoomForKey = 960; // of a table that is wide enough for it beside all others
// For the settings.
constexpr const char *Names[DeadColumnCount] = {"check",     "died",     "id",     "key",     "type",
                                                "exception", "attempts", "schema", "replayed"};

bool isFixed(DeadColumn column)
{
    return column == DeadColumn::Died || column == DeadColumn::Id || column == DeadColumn::Key ||
           column == DeadColumn::Attempts;
}

Tint verdictTint(const QVariant &verdict)
{
    if (!verdict.isValid())
        return Tint::Neutral;
    switch (SchemaVerdict::Kind(verdict.toInt())) {
    case SchemaVerdict::Kind::Valid:
        return Tint::Ok;
    case SchemaVerdict::Kind::Invalid:
        return Tint::Error;
    case SchemaVerdict::Kind::NotChecked:
        break;
    }
    return Tint::Neutral;
}

class DeadDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = themeOf(option.palette);
        const auto column = DeadColumn(index.column());
        painter->fillRect(option.rect, fill(theme, option, index));
        if (column == DeadColumn::Check) {
            paintCheck(painter, option, index);
            return;
        }
        const QString text = index.data().toString();
        const QRect cell = option.rect.adjusted(Padding, 0, -Padding, 0);
        if (column == DeadColumn::Schema && index.data(DeadLettersModel::VerdictRole).isValid()) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            paintChip(*painter, option.rect, cell.left(), text, verdictTint(index.data(DeadLettersModel::VerdictRole)),
                      false, theme);
            painter->restore();
            return;
        }
        const QFont font = isFixed(column) ? fixedFont() : option.font;
        painter->setFont(font);
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(column == DeadColumn::Replayed && !selected ? theme.muted : theme.text);
        const auto align = column == DeadColumn::Attempts ? Qt::AlignRight : Qt::AlignLeft;
        painter->drawText(cell, int(align | Qt::AlignVCenter | Qt::TextSingleLine),
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, cell.width()));
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto column = DeadColumn(index.column());
        const QFont font = isFixed(column) ? fixedFont() : option.font;
        int width = QFontMetrics(font).horizontalAdvance(index.data().toString());
        if (column == DeadColumn::Schema)
            width = chipSize(index.data().toString()).width();
        return {width + 2 * Padding + 2, measure::Row};
    }

private:
    static QColor fill(const Theme &theme, const QStyleOptionViewItem &option, const QModelIndex &index)
    {
        if (option.state & QStyle::State_Selected)
            return theme.selection;
        const int tint = index.data(DeadLettersModel::MarkRole).toInt();
        if (tint >= 0 && tint < RowTintCount)
            return rowTintFill(theme, tint);
        if (index.data(DeadLettersModel::FoundRole).toBool())
            return theme.softAccent;
        return index.row() % 2 ? theme.alternate : theme.surface;
    }
    static void paintCheck(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
    {
        QStyleOptionViewItem box = option;
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        const int side = style->pixelMetric(QStyle::PM_IndicatorWidth, &box, option.widget);
        box.rect = QRect(option.rect.left() + (option.rect.width() - side) / 2,
                         option.rect.top() + (option.rect.height() - side) / 2, side, side);
        box.state &= ~(QStyle::State_On | QStyle::State_Off | QStyle::State_HasFocus);
        box.state |= index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
        style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, option.widget);
    }

    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override
    {
        // The whole cell is the box: it is small, and the row has its own way of being selected.
        if (index.column() == int(DeadColumn::Check) && event->type() == QEvent::MouseButtonRelease &&
            static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
            const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
            return model->setData(index, int(on ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
        }
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    }
};

QString settingsKey(const QString &what, int column)
{
    return u"deadletters/%1/%2"_s.arg(what, QLatin1StringView(Names[column]));
}

QString widthKey(int column) { return settingsKey(u"width"_s, column); }
QString shownKey(int column) { return settingsKey(u"shown"_s, column); }

} // namespace

DeadTable::DeadTable(QSettings *settings, QWidget *parent)
    : QTableView(parent), m_settings(settings), m_model(new DeadLettersModel(this))
{
    setNames(this, u"Dead letters"_s, tr("Dead letters"));
    setModel(m_model);
    setItemDelegate(new DeadDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(NoFrame);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(measure::Row);
    verticalHeader()->setDefaultSectionSize(measure::Row);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *header = horizontalHeader();
    header->setFixedHeight(measure::Header);
    header->setHighlightSections(false);
    header->setSectionsClickable(true);
    header->setMinimumSectionSize(28);
    // Painting a header asks whether all rows of its column are selected, one by one: it has a selection of its own.
    header->setSelectionModel(new QItemSelectionModel(m_model, header));
    header->setStretchLastSection(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(0, QHeaderView::Fixed);
    for (int c = 0; c < DeadColumnCount; ++c)
        setColumnWidth(c, settings ? settings->value(widthKey(c), FirstWidths[c]).toInt() : FirstWidths[c]);
    setColumnWidth(0, FirstWidths[0]);
    m_fitted = settings && settings->contains(widthKey(1));
    for (int c = 1; settings && c < DeadColumnCount; ++c) {
        m_given = m_given || settings->contains(widthKey(c));
        if (settings->contains(shownKey(c)))
            m_chosen[std::size_t(c)] = settings->value(shownKey(c)).toBool();
    }
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &at) {
        QMenu menu(this);
        fillColumnMenu(menu);
        menu.exec(header->mapToGlobal(at));
    });
    connect(header, &QHeaderView::sectionClicked, this, &DeadTable::headerClicked);
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_fitted || m_placing || column <= 0 || column >= DeadColumnCount - 1)
            return;
        m_given = true;
        if (m_settings)
            m_settings->setValue(widthKey(column), width);
    });
    showSchemas(false);
}

DeadTable::~DeadTable() = default;

// ---- columns

void DeadTable::showSchemas(bool on)
{
    m_schemas = on;
    applyColumns();
}

bool DeadTable::isWanted(DeadColumn column) const
{
    if (column == DeadColumn::Schema && !m_schemas)
        return false;
    const auto &chosen = m_chosen[std::size_t(column)];
    return chosen.value_or(column != DeadColumn::Key || viewport()->width() >= RoomForKey);
}

void DeadTable::applyColumns()
{
    m_placing = true;
    for (int c = 1; c < DeadColumnCount; ++c) {
        const bool wanted = isWanted(DeadColumn(c));
        if (wanted == !isColumnHidden(c))
            continue;
        setColumnHidden(c, !wanted);
        if (wanted && m_fitted && !(m_settings && m_settings->contains(widthKey(c))))
            fit(c);
    }
    m_placing = false;
}

void DeadTable::showColumn(DeadColumn column, bool on)
{
    m_chosen[std::size_t(column)] = on;
    if (m_settings)
        m_settings->setValue(shownKey(int(column)), on);
    applyColumns();
}

void DeadTable::fillColumnMenu(QMenu &menu)
{
    // What an event goes by stays.
    for (int c = int(DeadColumn::Died); c < DeadColumnCount; ++c) {
        const auto column = DeadColumn(c);
        if (column == DeadColumn::Id || (column == DeadColumn::Schema && !m_schemas))
            continue;
        QAction *action = menu.addAction(m_model->headerData(c, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(c));
        connect(action, &QAction::toggled, this, [this, column](bool on) { showColumn(column, on); });
    }
}

void DeadTable::popUpColumns()
{
    QMenu menu(this);
    fillColumnMenu(menu);
    menu.exec(horizontalHeader()->mapToGlobal(QPoint(measure::Gap, measure::Header)));
}

void DeadTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    applyColumns();
    // Widths that a person gave stay as they are.
    if (!m_fitted || m_given)
        return;
    m_placing = true;
    squeeze();
    m_placing = false;
}

void DeadTable::showRows(DeadRows rows)
{
    const auto before = current();
    m_placing = true;
    m_model->setRows(std::move(rows));
    m_placing = false;
    const int row = before ? m_model->rowOf(*before) : -1;
    if (row >= 0) {
        m_placing = true; // the same event: nobody needs to be told
        selectionModel()->setCurrentIndex(m_model->index(row, 1),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_placing = false;
    } else if (m_model->rowCount() > 0) {
        setCurrentIndex(m_model->index(0, 1));
    } else if (before) {
        emit currentEventChanged();
    }
    fitOnce();
}

void DeadTable::fitOnce()
{
    if (m_fitted || m_model->rowCount() == 0)
        return;
    m_placing = true;
    for (int c = 1; c < DeadColumnCount - 1; ++c) {
        if (!isColumnHidden(c))
            fit(c);
    }
    squeeze();
    m_placing = false;
    m_fitted = true;
}

// Where there is no room for all of them, what is understood when it is cut gives way first.
void DeadTable::squeeze()
{
    constexpr int LeastWidth = 72;
    int over = -viewport()->width();
    for (int c = 0; c < DeadColumnCount; ++c)
        over += isColumnHidden(c) ? 0 : c == DeadColumnCount - 1 ? FirstWidths[c] : columnWidth(c);
    for (const DeadColumn column : {DeadColumn::Id, DeadColumn::Exception, DeadColumn::Type}) {
        const int c = int(column), less = std::min(over, columnWidth(c) - LeastWidth);
        if (less <= 0 || isColumnHidden(c))
            continue;
        setColumnWidth(c, columnWidth(c) - less);
        over -= less;
    }
}

void DeadTable::fit(int column)
{
    // Verdicts come later: room for the longest.
    constexpr int ChipMargins = 18;
    const bool schema = column == int(DeadColumn::Schema), id = column == int(DeadColumn::Id);
    const int least = schema ? chipSize(tr("not checked")).width() + ChipMargins : 60;
    const int most = id || column == int(DeadColumn::Exception) ? 150 : 240;
    setColumnWidth(column, std::clamp(std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)),
                                      least, most));
}

// By itself a table asks a thousand rows, once for each column, and all of them while it is hidden.
int DeadTable::sizeHintForColumn(int column) const
{
    const int first = std::max(0, rowAt(0));
    const int end = std::min(m_model->rowCount(), first + WidthRows);
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    int width = 0;
    for (int row = first; row < end; ++row)
        width = std::max(width, itemDelegate()->sizeHint(option, m_model->index(row, column)).width());
    return width;
}

std::optional<std::size_t> DeadTable::current() const
{
    const QModelIndex at = currentIndex();
    return at.isValid() ? std::optional(m_model->indexAt(at.row())) : std::nullopt;
}

void DeadTable::setCurrent(std::size_t index)
{
    const int row = m_model->rowOf(index);
    if (row < 0)
        return;
    selectionModel()->setCurrentIndex(m_model->index(row, 1),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(m_model->index(row, 1));
}

void DeadTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_placing)
        emit currentEventChanged();
}

// ---- sorting

void DeadTable::headerClicked(int section)
{
    const auto column = DeadColumn(section);
    if (column == DeadColumn::Check) {
        const auto shown = std::size_t(m_model->rowCount());
        m_model->checkAll(m_model->checkedShown() < shown);
        return;
    }
    if (m_sort != column) {
        m_sort = column;
        m_descending = false;
    } else if (!m_descending) {
        m_descending = true;
    } else {
        m_sort.reset();
    }
    horizontalHeader()->setSortIndicatorShown(m_sort.has_value());
    if (m_sort)
        horizontalHeader()->setSortIndicator(section, m_descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    emit sortChanged();
}

void DeadTable::unsort()
{
    if (!m_sort)
        return;
    m_sort.reset();
    horizontalHeader()->setSortIndicatorShown(false);
    emit sortChanged();
}

// ---- keys

std::vector<int> DeadTable::selectedRows(std::size_t most) const
{
    std::vector<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom() && rows.size() < most; ++row)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

// All selected ones alike: checked, unless all of them are.
void DeadTable::toggleSelected()
{
    const std::vector<int> rows = selectedRows(m_model->set() ? m_model->set()->size() : 0);
    const bool all = std::ranges::all_of(rows, [this](int row) { return m_model->isChecked(m_model->indexAt(row)); });
    m_model->setChecked(rows, !all);
}

void DeadTable::copySelected()
{
    QString text;
    const std::vector<int> rows = selectedRows(MostCopied);
    for (const int row : rows) {
        QStringList cells;
        for (int c = 1; c < DeadColumnCount; ++c) {
            if (!isColumnHidden(c))
                cells += m_model->index(row, c).data().toString();
        }
        text += cells.join(u'\t') + u'\n';
    }
    if (rows.empty())
        return;
    QApplication::clipboard()->setText(text);
    emit copied(tr("Copied %Ln dead letter(s)", nullptr, int(rows.size())));
}

void DeadTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        toggleSelected();
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        return;
    }
    QTableView::keyPressEvent(event);
}

void DeadTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (!selectionModel()->hasSelection())
        return;
    QMenu menu(this);
    menu.addAction(tr("Check or uncheck (Space)"), this, &DeadTable::toggleSelected);
    menu.addAction(tr("Copy"), this, &DeadTable::copySelected);
    menu.addSeparator();
    fillColumnMenu(*menu.addMenu(tr("Columns")));
    menu.addSeparator();
    menu.addAction(tr("Uncheck all"), m_model, &DeadLettersModel::clearChecks)->setEnabled(m_model->checkedCount() > 0);
    menu.exec(event->globalPos());
}

void DeadTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace flowbench
