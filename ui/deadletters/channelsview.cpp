// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/channelsview.h"

#include "ui/deadletters/markdialog.h"
#include "ui/deadletters/patternsdialog.h"
#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/emptystate.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "words/lint.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostLints = 12; // sentences shown below

class ChannelDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = themeOf(option.palette);
        painter->save();
        painter->fillRect(option.rect, option.state & QStyle::State_Selected ? theme.selection
                                       : index.row() % 2                     ? theme.alternate
                                                                             : theme.surface);
        const QRect cell = option.rect.adjusted(8, 0, -8, 0);
        const QVariant tint = index.data(ChannelsModel::TintRole);
        const QString text = index.data().toString();
        if (tint.isValid() && index.column() == ChannelsModel::Setup) {
            painter->setRenderHint(QPainter::Antialiasing);
            paintChip(*painter, option.rect, cell.left(), text, Tint(tint.toInt()), false, theme);
        } else {
            const QFont font = index.column() == ChannelsModel::Holds     ? fixedFont()
                               : index.column() == ChannelsModel::Channel ? titleFont()
                                                                          : option.font;
            painter->setFont(font);
            painter->setPen(tint.isValid()                             ? theme.ink(Tint(tint.toInt()))
                            : index.column() == ChannelsModel::Channel ? theme.text
                                                                       : theme.muted);
            painter->drawText(cell, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine,
                              QFontMetrics(font).elidedText(text, Qt::ElideRight, cell.width()));
        }
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFont font = index.column() == ChannelsModel::Holds     ? fixedFont()
                           : index.column() == ChannelsModel::Channel ? titleFont()
                                                                      : option.font;
        return {QFontMetrics(font).horizontalAdvance(index.data().toString()) + 30, measure::Row};
    }
};

} // namespace

DeadChannelsView::DeadChannelsView(ChannelFinder &finder, QWidget *parent)
    : QWidget(parent),
      m_finder(finder),
      m_model(new ChannelsModel(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_table(new QTableView(this)),
      m_notice(new NoticeBar(u"Channels result"_s, tr("Result"), this)),
      m_summary(makeLabel({}, TextRole::Muted, this)),
      m_below(new Surface(Edge::Top, this)),
      m_name(makeLabel({}, TextRole::Title, m_below)),
      m_lints(new QVBoxLayout),
      m_limit(new QSpinBox(m_below)),
      m_open(makeButton(u"Open"_s, tr("Open"), ButtonKind::Primary, m_below)),
      m_patterns(makeButton(u"Patterns…"_s, tr("Patterns…"), ButtonKind::Plain, this))
{
    Surface *bar = makeBar(this);
    auto *refresh = makeIconButton(u"Look again"_s, u"refresh"_s, tr("Look again (F5)"), bar);
    auto *history = makeButton(u"History…"_s, tr("History…"), ButtonKind::Plain, bar);
    auto *mark = makeButton(u"Mark a channel…"_s, tr("Mark a channel…"), ButtonKind::Plain, bar);
    mark->setToolTip(tr("One that holds dead letters and is not listed"));
    bar->layout()->addWidget(m_patterns);
    bar->layout()->addWidget(mark);
    bar->layout()->addWidget(history);
    static_cast<QHBoxLayout *>(bar->layout())->addStretch(1);
    bar->layout()->addWidget(m_summary);
    bar->layout()->addWidget(refresh);
    m_patterns->setToolTip(tr("Names of dead-letter channels that are your own"));

    setNames(m_table, u"Dead-letter channels"_s, tr("Dead-letter channels"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new ChannelDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(measure::Row);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setFixedHeight(measure::Header);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);

    auto *below = new QVBoxLayout(m_below);
    below->setContentsMargins(measure::PageMargin, 10, measure::PageMargin, 10);
    below->setSpacing(6);
    auto *line = new QHBoxLayout;
    line->setSpacing(measure::Gap);
    line->addWidget(m_name);
    line->addStretch(1);
    line->addWidget(makeLabel(tr("Alert above"), TextRole::Muted, m_below));
    setNames(m_limit, u"Alert above"_s, tr("Alert above"));
    m_limit->setRange(0, 1'000'000'000);
    m_limit->setGroupSeparatorShown(true);
    line->addWidget(m_limit);
    line->addWidget(m_open);
    below->addLayout(line);
    m_lints->setSpacing(4);
    below->addLayout(m_lints);

    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_below);
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);

    connect(m_patterns, &QPushButton::clicked, this, &DeadChannelsView::editPatterns);
    connect(mark, &QPushButton::clicked, this, &DeadChannelsView::markAnother);
    connect(refresh, &QToolButton::clicked, this, [this] { m_finder.refresh(); });
    connect(history, &QPushButton::clicked, this, &DeadChannelsView::historyAsked);
    connect(m_table, &QTableView::doubleClicked, this, &DeadChannelsView::openChosen);
    connect(m_open, &QPushButton::clicked, this, &DeadChannelsView::openChosen);
    connect(m_table, &QWidget::customContextMenuRequested, this, &DeadChannelsView::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DeadChannelsView::updateBelow);
    connect(m_limit, &QSpinBox::valueChanged, this, [this](int limit) {
        const ChannelRow *row = chosen();
        if (row && !m_filling)
            m_finder.setLimit(row->connectionName, row->channel, limit);
    });
    connect(&m_finder, &ChannelFinder::changed, this, &DeadChannelsView::refill);
    connect(&m_finder, &ChannelFinder::failed, this, [this](const Error &error) {
        const Sentence s = sentence(error);
        m_notice->showNotice(Tint::Error, s.message + u' ' + s.hint);
    });
    refill();
}

const ChannelRow *DeadChannelsView::chosen() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_model->rowCount() ? &m_model->rows()[std::size_t(row)] : nullptr;
}

// What is found later has its place, too; a column that was drawn wider stays so.
void DeadChannelsView::widen()
{
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const int before = m_table->columnWidth(column);
        m_table->resizeColumnToContents(column);
        if (m_fitted && m_table->columnWidth(column) < before)
            m_table->setColumnWidth(column, before);
    }
    m_fitted = m_fitted || !m_model->rows().empty();
}

void DeadChannelsView::refill()
{
    const ChannelRow *before = chosen();
    const auto place = before ? std::pair(before->connection, before->channel) : std::pair<QString, QString>();
    m_filling = true;
    m_model->setRows(ChannelsModel::rowsOf(m_finder));
    const auto &rows = m_model->rows();
    const auto same = std::ranges::find_if(
        rows, [&](const ChannelRow &row) { return row.connection == place.first && row.channel == place.second; });
    const int at = same == rows.end() ? 0 : int(same - rows.begin());
    if (!rows.empty() && m_table->currentIndex().row() != at)
        m_table->setCurrentIndex(m_model->index(at, 0));
    m_filling = false;
    widen();
    const auto over = std::ranges::count_if(rows, &ChannelRow::isOver);
    QString said =
        m_finder.isAsking() ? tr("Looking for dead-letter channels…") : tr("%Ln channel(s)", nullptr, int(rows.size()));
    if (over > 0)
        said += u", "_s + tr("%Ln over the limit", nullptr, int(over));
    setLabelText(m_summary, said);
    updateBelow();
    updateEmpty();
}

void DeadChannelsView::updateEmpty()
{
    QStringList errors;
    QString hint, withoutApi;
    for (const ChannelFinder::Place &place : m_finder.places()) {
        if (!place.error)
            continue;
        const Sentence s = sentence(*place.error);
        errors += tr("%1: %2", "connection, error").arg(place.name, s.message);
        hint = s.hint;
        if (place.error->code == ErrorCode::ManagementUnavailable)
            withoutApi = place.id;
    }
    if (errors.isEmpty())
        m_notice->dismiss();
    else if (m_model->rowCount() > 0)
        m_notice->showNotice(Tint::Warning, errors.join(u' '));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    if (m_model->rowCount() > 0)
        return;
    if (m_finder.places().empty()) {
        m_empty->setMessage(u"dead-letters"_s, tr("No connection is open"),
                            tr("Open one at the left: its dead-letter channels appear here."));
        m_empty->clearAction();
        return;
    }
    if (m_finder.isAsking()) {
        m_empty->setMessage(u"dead-letters"_s, tr("Looking for dead-letter channels…"), {});
        m_empty->clearAction();
        return;
    }
    m_empty->setMessage(
        u"dead-letters"_s, errors.isEmpty() ? tr("No dead-letter channel was found") : errors.join(u' '),
        errors.isEmpty() ? tr("They are known by queue arguments, policies and names. Where yours have names of their "
                              "own, add a pattern or mark a channel.")
                         : hint);
    QPushButton *button = withoutApi.isEmpty()
                              ? m_empty->setAction(u"Add a pattern…"_s, tr("Add a pattern…"))
                              : m_empty->setAction(u"Connection settings…"_s, tr("Connection settings…"));
    disconnect(button, nullptr, this, nullptr);
    if (withoutApi.isEmpty())
        connect(button, &QPushButton::clicked, this, &DeadChannelsView::editPatterns);
    else
        connect(button, &QPushButton::clicked, this, [this, withoutApi] { emit settingsAsked(withoutApi); });
}

void DeadChannelsView::updateBelow()
{
    const ChannelRow *row = chosen();
    m_below->setVisible(row != nullptr);
    if (!row || m_filling)
        return;
    m_filling = true;
    const QString over = overLimit(*row);
    setLabelText(m_name, over.isEmpty() ? bareChannel(row->channel) : over);
    setLabelTint(m_name, over.isEmpty() ? Tint::Neutral : Tint::Error);
    m_limit->setValue(row->limit);
    m_limit->setEnabled(!row->isSource);
    setDisabledReason(m_open,
                      row->isSource ? tr("It is no dead-letter channel: its dead letters are dropped.") : QString());
    while (QLayoutItem *item = m_lints->takeAt(0)) {
        if (item->layout()) {
            while (QLayoutItem *inner = item->layout()->takeAt(0)) {
                delete inner->widget();
                delete inner;
            }
        }
        delete item;
    }
    int shown = 0;
    for (const DeadLetterLint &lint : row->lint) {
        if (++shown > MostLints)
            break;
        auto *line = new QHBoxLayout;
        line->setSpacing(measure::Gap);
        const LintLevel level = lintLevel(lint.rule);
        line->addWidget(new Chip(lintLevelWord(level), lintTint(level), m_below), 0, Qt::AlignTop);
        QLabel *text = makeLabel(words::lintSentence(lint), TextRole::Normal, m_below);
        text->setWordWrap(true);
        line->addWidget(text, 1);
        m_lints->addLayout(line);
    }
    m_filling = false;
}

void DeadChannelsView::openChosen()
{
    const ChannelRow *row = chosen();
    if (row && !row->isSource)
        emit openAsked(row->connection, row->channel);
}

void DeadChannelsView::markChosen(bool dead)
{
    const ChannelRow *row = chosen();
    if (!row)
        return;
    m_finder.mark(row->connection, row->channel, dead);
}

void DeadChannelsView::markAnother()
{
    std::vector<MarkableChannel> channels;
    for (const ChannelFinder::Place &place : m_finder.places()) {
        if (!place.session)
            continue;
        for (const ChannelInfo &c : place.session->channels()) {
            // Only what keeps events can hold dead ones.
            if (c.kind != ChannelKind::Exchange && !c.internal && !m_finder.find(place.id, c.name))
                channels.push_back({place.id, place.name, c.name});
        }
    }
    auto *dialog = new MarkDialog(std::move(channels), this);
    connect(dialog, &MarkDialog::chosen, this,
            [this](const QString &connection, const QString &channel) { m_finder.mark(connection, channel, true); });
    dialog->open();
}

void DeadChannelsView::showMenu(const QPoint &at)
{
    const ChannelRow *row = chosen();
    if (!row)
        return;
    QMenu menu(this);
    menu.addAction(tr("Open"), this, &DeadChannelsView::openChosen)->setEnabled(!row->isSource);
    menu.addSeparator();
    menu.addAction(tr("Holds dead letters"), this, [this] { markChosen(true); })
        ->setEnabled(row->foundBy != FoundBy::Marked || row->isSource);
    menu.addAction(tr("Holds none"), this, [this] { markChosen(false); })->setEnabled(!row->isSource);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void DeadChannelsView::editPatterns()
{
    auto *dialog = new PatternsDialog(m_finder.patterns(), this);
    connect(dialog, &PatternsDialog::chosen, this,
            [this](const QStringList &patterns) { m_finder.setPatterns(patterns); });
    dialog->open();
}

bool DeadChannelsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            openChosen();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace flowbench
