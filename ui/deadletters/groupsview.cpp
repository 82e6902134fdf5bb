// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/groupsview.h"

#include "ui/deadletters/deadlettersmodel.h"
#include "ui/deadletters/groupwords.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/theme.h"
#include "words/units.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <algorithm>
#include <numeric>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int AllHeight = 40;
constexpr int CardHeight = 94;

// What differs from event to event stands as an italic n.
void paintTemplate(QPainter &painter, const QRect &rect, const QString &text, const QFont &font, const QColor &colour)
{
    const QString shown =
        QFontMetrics(font).elidedText(QString(text).replace(u'#', u'n'), Qt::ElideRight, rect.width());
    QList<QTextLayout::FormatRange> formats;
    for (qsizetype i = 0; i < std::min(text.size(), shown.size()); ++i) {
        if (text[i] != u'#' || shown[i] != u'n')
            continue;
        QTextLayout::FormatRange range;
        range.start = int(i);
        range.length = 1;
        range.format.setFontItalic(true);
        formats += range;
    }
    QTextLayout layout(shown, font);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width() + 20);
    layout.endLayout();
    painter.setPen(colour);
    layout.draw(&painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
}

class CardDelegate : public QStyledItemDelegate
{
public:
    CardDelegate(GroupsModel &model, QObject *parent) : QStyledItemDelegate(parent), m_model(model) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        return {160, index.row() == 0 ? AllHeight : CardHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = themeOf(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect r = option.rect;
        painter->save();
        painter->fillRect(r, selected                                 ? theme.selection
                             : option.state & QStyle::State_MouseOver ? theme.alternate
                                                                      : theme.surface);
        painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), theme.border);
        if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange)
            painter->fillRect(QRect(r.left(), r.top(), 2, r.height()), theme.accent);
        const QRect in = r.adjusted(measure::PageMargin, 0, -measure::PageMargin, 0);
        const QRect head(in.left(), index.row() == 0 ? r.top() : r.top() + 10, in.width(),
                         index.row() == 0 ? r.height() - 1 : 20);
        paintHead(*painter, head, index, theme);
        if (index.row() > 0) {
            const QColor muted = selected ? theme.text : theme.muted;
            paintTemplate(*painter, QRect(in.left(), r.top() + 31, in.width(), 18),
                          index.data(GroupsModel::DetailRole).toString(), option.font, muted);
            SparkStyle spark;
            spark.colour = theme.dead;
            spark.tint = true;
            spark.scale = m_model.scale();
            paintSparkline(painter, QRectF(in.left(), r.top() + 52, in.width(), 20), m_model.line(index.row()), spark);
            painter->setFont(smallFont());
            painter->setPen(muted);
            painter->drawText(QRect(in.left(), r.top() + 74, in.width(), 16), Qt::AlignVCenter | Qt::AlignLeft,
                              painter->fontMetrics().elidedText(index.data(GroupsModel::SeenRole).toString(),
                                                                Qt::ElideRight, in.width()));
        }
        painter->restore();
    }

private:
    static void paintHead(QPainter &painter, const QRect &rect, const QModelIndex &index, const Theme &theme)
    {
        painter.setPen(theme.text);
        painter.setFont(fixedFont());
        const QString count = index.data(GroupsModel::CountRole).toString();
        const int room = painter.fontMetrics().horizontalAdvance(count) + measure::Gap;
        painter.drawText(rect, Qt::AlignVCenter | Qt::AlignRight, count);
        painter.setFont(titleFont());
        const QRect left = rect.adjusted(0, 0, -room, 0);
        painter.drawText(left, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, left.width()));
    }

    GroupsModel &m_model;
};

} // namespace

// ---- model

void GroupsModel::setGroups(const DeadGroups &groups, quint64 all)
{
    const bool sameCount = groups.groups.size() == m_groups.groups.size() && m_all == all;
    std::vector<std::size_t> order(groups.groups.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return groups.groups[a].count > groups.groups[b].count; });
    const bool inPlace = sameCount && order == m_order;
    if (!inPlace)
        beginResetModel();
    m_groups = groups;
    m_order = std::move(order);
    m_all = all;
    m_lines = groupLines(m_groups.groups, m_groups.growthStart, m_groups.growthStepMs).lines;
    m_scale = {0, 1};
    for (const auto &line : m_lines)
        m_scale.high = std::max(m_scale.high, sparkScale(line).high);
    if (!inPlace)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0), index(rowCount() - 1));
}

std::optional<std::size_t> GroupsModel::groupAt(int row) const
{
    return row >= 1 && std::size_t(row) <= m_order.size() ? std::optional(m_order[std::size_t(row - 1)]) : std::nullopt;
}

const FailureGroup *GroupsModel::group(int row) const
{
    const auto at = groupAt(row);
    return at ? &m_groups.groups[*at] : nullptr;
}

const std::vector<float> &GroupsModel::line(int row) const
{
    static const std::vector<float> None;
    const auto at = groupAt(row);
    return at ? m_lines[*at] : None;
}

int GroupsModel::rowOf(quint64 fingerprint) const
{
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        if (m_groups.groups[m_order[i]].fingerprint == fingerprint)
            return int(i) + 1;
    }
    return -1;
}

int GroupsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_all == 0 ? 0 : int(m_order.size()) + 1;
}

QVariant GroupsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FailureGroup *g = group(index.row());
    const QString title = g ? groupTitle(*g) : tr("All");
    const QString count = words::count(qint64(g ? g->count : m_all));
    const auto seen = [&]() -> QString {
        if (!g || !g->first || !g->last)
            return {};
        return *g->first == *g->last
                   ? deadTime(*g->first, false)
                   : tr("%1 to %2", "times").arg(deadTime(*g->first, false), deadTime(*g->last, false));
    };
    switch (role) {
    case Qt::DisplayRole:
        return title;
    case DetailRole:
        return g ? groupDetail(*g) : QString();
    case CountRole:
        return count;
    case SeenRole:
        return seen();
    case Qt::AccessibleTextRole:
    case Qt::AccessibleDescriptionRole:
        return g ? tr("%1, %2 dead letters, %3", "group, count, message").arg(title, count, groupDetail(*g))
                 : tr("All, %1 dead letters").arg(count);
    case Qt::ToolTipRole: {
        if (!g)
            return {};
        QStringList lines{g->exception.empty() ? title : hostileText(g->exception)};
        if (!g->message.empty())
            lines += hostileText(g->message);
        if (!g->origin.empty())
            lines += tr("died in %1").arg(hostileText(g->origin));
        lines += seen();
        return escapedToolTip(lines.join(u'\n'));
    }
    default:
        return {};
    }
}

// ---- view

GroupsView::GroupsView(QWidget *parent) : QListView(parent), m_model(new GroupsModel(this))
{
    setNames(this, u"Groups"_s, tr("Groups"));
    setModel(m_model);
    setItemDelegate(new CardDelegate(*m_model, this));
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setMinimumWidth(160);
}

void GroupsView::setGroups(const DeadGroups &groups, quint64 all)
{
    m_placing = true;
    m_model->setGroups(groups, all);
    const int row = m_chosen ? m_model->rowOf(*m_chosen) : 0;
    if (m_model->rowCount() > 0)
        setCurrentIndex(m_model->index(std::max(row, 0)));
    m_placing = false;
    setMaximumHeight(std::max(1, m_model->rowCount() > 0 ? AllHeight + (m_model->rowCount() - 1) * CardHeight : 1));
    // Of another set: the group may still come while the events are read.
    if (row < 0 && groups.complete) {
        m_chosen.reset();
        emit groupChosen();
    }
}

std::optional<std::size_t> GroupsView::chosen() const
{
    return m_chosen ? m_model->groupAt(m_model->rowOf(*m_chosen)) : std::nullopt;
}

QString GroupsView::chosenTitle() const
{
    const FailureGroup *g = m_chosen ? m_model->group(m_model->rowOf(*m_chosen)) : nullptr;
    return g ? groupTitle(*g) : QString();
}

void GroupsView::choose(std::optional<quint64> fingerprint)
{
    const int row = fingerprint ? m_model->rowOf(*fingerprint) : 0;
    if (row >= 0 && row < m_model->rowCount())
        setCurrentIndex(m_model->index(row));
    else
        m_chosen = fingerprint;
}

void GroupsView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_placing || !current.isValid())
        return;
    const FailureGroup *g = m_model->group(current.row());
    const auto now = g ? std::optional(g->fingerprint) : std::nullopt;
    if (now == m_chosen)
        return;
    m_chosen = now;
    emit groupChosen();
}

} // namespace flowbench
