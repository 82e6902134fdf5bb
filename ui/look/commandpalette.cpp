// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/commandpalette.h"

#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/stylepaint.h"
#include "words/visible.h"

#include <QApplication>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>

namespace flowbench {

namespace {

using namespace Qt::StringLiterals;

constexpr int ShortcutRole = Qt::UserRole;
constexpr int IndexRole = Qt::UserRole + 1;
constexpr int RowHeight = 29;
constexpr int MostRows = 12;

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, RowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = themeOf(option.palette);
        const QRect row = option.rect.adjusted(4, 1, -4, -1);
        if (option.state & QStyle::State_Selected)
            stylepaint::box(painter, row, 5, theme.selection, {});
        const QRect words = row.adjusted(8, 0, -8, 0);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        const QColor faint = option.palette.color(QPalette::Disabled, QPalette::Text);
        painter->save();
        painter->setFont(smallFixedFont());
        painter->setPen(enabled ? theme.muted : faint);
        const QString shortcut = index.data(ShortcutRole).toString();
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignRight, shortcut);
        const int taken = shortcut.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(shortcut) + 12;
        painter->setFont(option.font);
        painter->setPen(enabled ? theme.text : faint);
        const QString title = index.data(Qt::DisplayRole).toString();
        const QRect left = words.adjusted(0, 0, -taken, 0);
        painter->drawText(left, Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(title, Qt::ElideRight, left.width()));
        painter->restore();
    }
};

// The list lies over the page and says by its frame where it ends.
class CommandList : public QListWidget
{
public:
    explicit CommandList(QWidget *parent) : QListWidget(parent)
    {
        setNames(this, u"Commands"_s, CommandPalette::tr("Commands"));
        setFocusPolicy(Qt::NoFocus);
        setFrameShape(QFrame::NoFrame);
        setViewportMargins(1, 5, 1, 5);
        setMouseTracking(true);
        setUniformItemSizes(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setItemDelegate(new Delegate(this));
        setAutoFillBackground(true);
        setBackgroundRole(QPalette::Base);
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            QPainter painter(this);
            stylepaint::menuPanel(&frameOption(), &painter);
        }
        return QListWidget::event(event);
    }

private:
    QStyleOption &frameOption()
    {
        m_option.initFrom(this);
        return m_option;
    }

    QStyleOption m_option;
};

} // namespace

CommandPalette::CommandPalette(QWidget *parent) : QLineEdit(parent)
{
    setNames(this, u"Command"_s, tr("Command"));
    setPlaceholderText(tr("Search or run a command"));
    setMinimumWidth(160);
    setProperty(property::Sunken, true);
    connect(this, &QLineEdit::textEdited, this, [this] {
        if (!isOpen())
            open();
        refill();
    });
}

CommandPalette::~CommandPalette() { delete m_list; }

void CommandPalette::setCommands(std::function<std::vector<Command>()> provider) { m_provider = std::move(provider); }

void CommandPalette::open()
{
    if (!hasFocus()) {
        m_focusBefore = QApplication::focusWidget();
        setFocus(Qt::ShortcutFocusReason);
    }
    if (isOpen() || !m_provider)
        return;
    m_commands = m_provider();
    list()->show();
    refill();
}

void CommandPalette::dismiss()
{
    if (m_list)
        m_list->hide();
    clear();
    m_commands.clear();
    QWidget *before = m_focusBefore;
    m_focusBefore = nullptr;
    if (hasFocus()) {
        if (before && before->isVisible())
            before->setFocus(Qt::OtherFocusReason);
        else
            clearFocus();
    }
}

bool CommandPalette::isOpen() const { return m_list && !m_list->isHidden(); }

QStringList CommandPalette::shownTitles() const
{
    QStringList titles;
    for (int i = 0; m_list && i < m_list->count(); ++i)
        titles << m_list->item(i)->text();
    return titles;
}

QListWidget *CommandPalette::list()
{
    if (m_list && m_list->parentWidget() == window())
        return m_list;
    delete m_list;
    m_list = new CommandList(window());
    m_list->hide();
    window()->installEventFilter(this);
    connect(m_list, &QListWidget::itemEntered, this, [this](QListWidgetItem *item) { m_list->setCurrentItem(item); });
    connect(m_list, &QListWidget::itemClicked, this, [this] { runCurrent(); });
    return m_list;
}

void CommandPalette::refill()
{
    if (!isOpen())
        return;
    m_list->clear();
    for (const int index : matchingCommands(m_commands, text())) {
        const Command &command = m_commands[size_t(index)];
        auto *item = new QListWidgetItem(visibleText(command.title), m_list);
        item->setData(ShortcutRole, command.shortcut);
        item->setData(IndexRole, index);
        if (!command.enabled)
            item->setFlags(Qt::NoItemFlags);
    }
    if (m_list->count() == 0) {
        auto *none = new QListWidgetItem(tr("No command is called so"), m_list);
        none->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(-1);
    step(1);
    place();
}

void CommandPalette::place()
{
    const QRect box = stylepaint::fieldBox(rect());
    const int width = std::min(window()->width() - 16, std::max(box.width(), 380));
    const QPoint corner = mapTo(window(), QPoint(box.right() + 1 - width, box.bottom() + 4));
    const int height = std::min(m_list->count(), MostRows) * RowHeight + 10;
    m_list->setGeometry(std::max(8, corner.x()), corner.y(), width,
                        std::min(height, window()->height() - corner.y() - 8));
    m_list->raise();
}

void CommandPalette::step(int rows)
{
    const int count = m_list->count();
    int row = m_list->currentRow();
    for (int tries = 0; tries < count; ++tries) {
        row = row < 0 && rows < 0 ? count - 1 : (row + (rows > 0 ? 1 : -1) + count) % count;
        if (m_list->item(row)->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentRow(row);
            setAccessibleDescription(m_list->item(row)->text());
            return;
        }
    }
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem *item = isOpen() ? m_list->currentItem() : nullptr;
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    const Command command = m_commands[size_t(item->data(IndexRole).toInt())];
    dismiss();
    emit chosen(command.id);
    if (command.run)
        command.run();
}

bool CommandPalette::event(QEvent *event)
{
    // The window's own shortcuts on these keys must not take them from the field.
    if (event->type() == QEvent::ShortcutOverride && isOpen()) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QLineEdit::event(event);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == window() && event->type() == QEvent::Resize && isOpen())
        place();
    return QLineEdit::eventFilter(watched, event);
}

void CommandPalette::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (isOpen())
            step(event->key() == Qt::Key_Down ? 1 : -1);
        else
            open();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return;
    case Qt::Key_Escape:
        dismiss();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void CommandPalette::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    update();
}

void CommandPalette::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason)
        return;
    m_focusBefore = nullptr;
    if (isOpen())
        dismiss();
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    QLineEdit::mousePressEvent(event);
    open();
}

void CommandPalette::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (!text().isEmpty())
        return;
    QPainter painter(this);
    painter.setFont(smallFixedFont());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect().adjusted(0, 0, -13, 0), Qt::AlignVCenter | Qt::AlignRight, tr("Ctrl K"));
}

} // namespace flowbench
