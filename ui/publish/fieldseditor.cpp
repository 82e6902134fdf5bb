// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/fieldseditor.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
class FieldsDelegate : public QStyledItemDelegate
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::FieldsDelegate)

public:
    FieldsDelegate(FieldsModel &model, QObject *parent) : QStyledItemDelegate(parent), m_model(model) {}

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const bool isName = index.column() == FieldsModel::NameColumn;
        if (index.column() == FieldsModel::FormColumn)
            return combo(parent, formNames(index.row()), tr("Form"), u"Form"_s);
        if (isName && m_model.place() == FieldPlace::Property)
            return combo(parent, m_model.namesOffered(index.row()), tr("Property"), u"Property"_s);
        auto *edit = new QLineEdit(parent);
        edit->setFrame(false);
        edit->setFont(fixedFont());
        setNames(edit, isName ? u"Name"_s : u"Value"_s, isName ? tr("Name") : tr("Value"));
        return edit;
    }

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        if (auto *box = qobject_cast<QComboBox *>(editor))
            box->setCurrentText(index.data(Qt::DisplayRole).toString());
        else
            QStyledItemDelegate::setEditorData(editor, index);
    }

    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        const auto *box = qobject_cast<QComboBox *>(editor);
        if (!box) {
            QStyledItemDelegate::setModelData(editor, model, index);
        } else if (index.column() == FieldsModel::NameColumn) {
            model->setData(index, box->currentText(), Qt::EditRole);
        } else if (box->currentIndex() >= 0) {
            m_model.setForm(index.row(), m_model.formsOffered(index.row())[std::size_t(box->currentIndex())]);
        }
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        QRect rect = option.rect;
        if (qobject_cast<QComboBox *>(editor)) // its box is smaller than the widget: room for the focus ring
            rect.adjust(-3, -4, 3, 4);
        editor->setGeometry(rect);
    }

private:
    QStringList formNames(int row) const
    {
        QStringList names;
        for (const FieldForm &form : m_model.formsOffered(row))
            names.append(FieldsModel::formName(form));
        return names;
    }

    QWidget *combo(QWidget *parent, const QStringList &items, const QString &name, const QString &objectName) const
    {
        auto *box = new QComboBox(parent);
        setNames(box, objectName, name);
        box->addItems(items);
        // Chosen is done: no second Enter.
        connect(box, &QComboBox::activated, this, [this, box] {
            auto *self = const_cast<FieldsDelegate *>(this);
            emit self->commitData(box);
            emit self->closeEditor(box);
        });
        QTimer::singleShot(0, box, &QComboBox::showPopup);
        return box;
    }

    FieldsModel &m_model;
};

QTableView *makeTable(FieldsModel &model, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setModel(&model);
    table->setItemDelegate(new FieldsDelegate(model, table));
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    table->setTabKeyNavigation(true); // from cell to cell while editing
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(measure::Row);
    table->verticalHeader()->setDefaultSectionSize(measure::Row);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setSectionResizeMode(FieldsModel::NameColumn, QHeaderView::Interactive);
    table->horizontalHeader()->setSectionResizeMode(FieldsModel::ValueColumn, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(FieldsModel::FormColumn, QHeaderView::Fixed);
    table->setColumnWidth(FieldsModel::NameColumn, 140);
    table->setColumnWidth(FieldsModel::FormColumn, 84);
    table->setColumnHidden(FieldsModel::FormColumn, model.place() == FieldPlace::Property);
    table->setMinimumHeight(measure::Header + 2 * measure::Row);
    return table;
}
} // namespace

FieldsEditor::FieldsEditor(FieldPlace place, QUndoStack &undo, QWidget *parent)
    : Card({}, parent), m_model(new FieldsModel(place, undo, this)), m_table(makeTable(*m_model, this))
{
    const bool isHeaders = place == FieldPlace::Header;
    setNames(m_table, isHeaders ? u"Headers"_s : u"Properties"_s, isHeaders ? tr("Headers") : tr("Properties"));
    auto *addOne = isHeaders ? addButton(u"Add header"_s, u"add"_s, tr("Add header"))
                             : addButton(u"Add property"_s, u"add"_s, tr("Add property"));
    m_remove = isHeaders ? addButton(u"Remove header"_s, u"trash"_s, tr("Remove header"))
                         : addButton(u"Remove property"_s, u"trash"_s, tr("Remove property"));
    m_up = addButton(u"Move up"_s, u"chevron-up"_s, tr("Move up"));
    m_down = addButton(u"Move down"_s, u"chevron-down"_s, tr("Move down"));
    addUndo(undo);
    body()->addWidget(m_table);
    connect(addOne, &QToolButton::clicked, this, &FieldsEditor::add);
    connect(m_remove, &QToolButton::clicked, this, &FieldsEditor::remove);
    connect(m_up, &QToolButton::clicked, this, &FieldsEditor::moveUp);
    connect(m_down, &QToolButton::clicked, this, &FieldsEditor::moveDown);
    addKey(QKeySequence::Delete, &FieldsEditor::remove);
    addKey(QKeySequence(u"Alt+Up"_s), &FieldsEditor::moveUp);
    addKey(QKeySequence(u"Alt+Down"_s), &FieldsEditor::moveDown);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FieldsEditor::updateButtons);
    connect(m_model, &FieldsModel::changed, this, &FieldsEditor::updateCount);
    connect(m_model, &FieldsModel::changed, this, &FieldsEditor::updateButtons);
    updateCount();
    updateButtons();
}

QToolButton *FieldsEditor::addButton(const QString &name, const QString &icon, const QString &words)
{
    QToolButton *button = makeIconButton(name, icon, words, this);
    button->setIconSize(QSize(14, 14));
    head()->addWidget(button);
    return button;
}

void FieldsEditor::addKey(const QKeySequence &keys, void (FieldsEditor::*slot)())
{
    auto *action = new QAction(m_table);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(action);
    connect(action, &QAction::triggered, this, slot);
}

// One history for headers and properties: undo takes back what was changed last.
void FieldsEditor::addUndo(QUndoStack &undo)
{
    const auto add = [this](QAction *action, const QKeySequence &keys, const QString &name, const QString &icon,
                            const QString &words) {
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_table->addAction(action);
        QToolButton *button = addButton(name, icon, words);
        button->setEnabled(action->isEnabled());
        connect(action, &QAction::enabledChanged, button, &QWidget::setEnabled);
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
    };
    add(undo.createUndoAction(this), QKeySequence::Undo, u"Undo"_s, u"undo"_s, tr("Undo"));
    add(undo.createRedoAction(this), QKeySequence::Redo, u"Redo"_s, u"redo"_s, tr("Redo"));
}

void FieldsEditor::add()
{
    FieldRow row;
    row.value = QByteArrayLiteral("");
    const int last = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : m_model->rowCount() - 1;
    const int at = m_model->addRow(last, row);
    const QModelIndex name = m_model->index(at, FieldsModel::NameColumn);
    m_table->setCurrentIndex(name);
    m_table->setFocus();
    m_table->edit(name);
}

void FieldsEditor::remove()
{
    std::vector<int> rows;
    for (const QModelIndex &i : m_table->selectionModel()->selectedRows())
        rows.push_back(i.row());
    if (!rows.empty())
        m_model->removeFieldRows(std::move(rows));
}

void FieldsEditor::move(int by)
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && m_model->moveRow(current.row(), current.row() + by))
        m_table->setCurrentIndex(m_model->index(current.row() + by, current.column()));
}

void FieldsEditor::updateButtons()
{
    const int row = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
    const bool selected = row >= 0 && m_table->selectionModel()->hasSelection();
    m_remove->setEnabled(selected);
    m_up->setEnabled(selected && row > 0);
    m_down->setEnabled(selected && row + 1 < m_model->rowCount());
}

void FieldsEditor::updateCount()
{
    const int count = m_model->rowCount();
    const QString name = m_model->place() == FieldPlace::Header ? tr("Headers") : tr("Properties");
    setTitle(count > 0 ? tr("%1 (%2)", "Headers (3)").arg(name).arg(count) : name);
}

} // namespace flowbench
