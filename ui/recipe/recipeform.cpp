// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/recipeform.h"

#include "model/query/completion.h"
#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QStringListModel>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int LongestName = 120; // what the workspace takes

QComboBox *makeChoice(const QString &objectName, const QString &name, const QString &placeholder, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(4);
    setNames(box, objectName, name);
    setNames(box->view(), objectName + u" choices"_s, name);
    setNames(box->lineEdit(), objectName + u" text"_s, name);
    box->lineEdit()->setPlaceholderText(placeholder);
    box->setFont(fixedFont());
    return box;
}

void setChoice(QComboBox *box, const QString &text)
{
    if (box->currentText() == text)
        return;
    box->setEditText(text);
    box->lineEdit()->setCursorPosition(0);
}

void offer(QComboBox *box, const QStringList &choices)
{
    const QSignalBlocker quiet(box);
    const QString text = box->currentText();
    box->clear();
    box->addItems(choices);
    box->setEditText(text);
    box->lineEdit()->setCursorPosition(0);
}

QString oneLine(const QString &text) { return QString(text).replace(u'\n', u' '); }

} // namespace

RecipeForm::RecipeForm(QWidget *parent) : QWidget(parent)
{
    m_offers.pointers = new QStringListModel(this);
    m_offers.headers = new QStringListModel(this);
    m_offers.expressions = [this](const QString &text, int cursor) {
        static const SeenFields None;
        return completeExpression(text, cursor, m_fields ? *m_fields : None);
    };
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, 8, 0, 0);
    layout->setSpacing(measure::Gap);
    layout->addWidget(buildHead());
    auto *content = new QWidget(this);
    m_list = new QVBoxLayout(content);
    m_list->setContentsMargins(0, 0, measure::PageMargin, measure::PageMargin);
    m_list->setSpacing(0);
    auto *add = makeButton(u"Add edit"_s, tr("Add edit"), ButtonKind::Plain, content);
    m_list->addWidget(add, 0, Qt::AlignLeft);
    m_list->addStretch(1);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setBackgroundRole(QPalette::Base);
    m_scroll->setWidget(content);
    content->setBackgroundRole(QPalette::Base);
    layout->addWidget(m_scroll, 1);
    connect(add, &QPushButton::clicked, this, &RecipeForm::addEdit);
}

QWidget *RecipeForm::buildHead()
{
    auto *head = new QWidget(this);
    m_name = new QLineEdit(head);
    m_version = new QSpinBox(head);
    m_description = new QLineEdit(head);
    m_when = new FilterField(head);
    m_appliesTo = makeChoice(u"Applies to"_s, tr("Applies to type"), tr("any type"), head);
    m_from = makeChoice(u"From version"_s, tr("From version"), tr("any"), head);
    m_to = makeChoice(u"To version"_s, tr("To version"), tr("same"), head);
    m_whenMistake = makeLabel({}, TextRole::Small, head);
    setNames(m_name, u"Recipe name"_s, tr("Name"));
    setNames(m_version, u"Recipe version"_s, tr("Version"));
    setNames(m_description, u"Recipe description"_s, tr("Description"));
    setNames(m_when, u"When"_s, tr("Only when"));
    m_name->setMaxLength(LongestName);
    m_name->setPlaceholderText(u"fix-currency"_s);
    m_version->setRange(1, 1'000'000'000);
    m_when->setExpressionOnly();
    m_when->setProperty(property::Sunken, false);
    m_when->setCompletions(m_offers.expressions);
    m_when->setPlaceholderText(tr("always"));
    m_whenMistake->setWordWrap(true);
    m_whenMistake->hide();
    setLabelTint(m_whenMistake, Tint::Error);
    auto *grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, measure::PageMargin, 0);
    grid->setHorizontalSpacing(measure::Gap);
    grid->setVerticalSpacing(0);
    const auto label = [&](const QString &text, int row, int column) {
        grid->addWidget(makeLabel(text, TextRole::Muted, head), row, column);
    };
    label(tr("Name"), 0, 0);
    grid->addWidget(m_name, 0, 1, 1, 3);
    label(tr("Version"), 0, 4);
    grid->addWidget(m_version, 0, 5);
    label(tr("Applies to"), 1, 0);
    grid->addWidget(m_appliesTo, 1, 1, 1, 5);
    label(tr("From version"), 2, 0);
    grid->addWidget(m_from, 2, 1, 1, 2);
    label(tr("to"), 2, 3);
    grid->addWidget(m_to, 2, 4, 1, 2);
    label(tr("Only when"), 3, 0);
    grid->addWidget(m_when, 3, 1, 1, 5);
    grid->addWidget(m_whenMistake, 4, 1, 1, 5);
    label(tr("Says"), 5, 0);
    grid->addWidget(m_description, 5, 1, 1, 5);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(5, 2);
    for (QLineEdit *field : {m_name, m_description})
        connect(field, &QLineEdit::textEdited, this, &RecipeForm::said);
    for (QComboBox *box : {m_appliesTo, m_from, m_to})
        connect(box, &QComboBox::editTextChanged, this, &RecipeForm::said);
    connect(m_version, &QSpinBox::valueChanged, this, &RecipeForm::said);
    connect(m_when, &FilterField::edited, this, &RecipeForm::said);
    return head;
}

void RecipeForm::said()
{
    if (!m_loading)
        emit edited();
}

// ---- what stands there

RecipeDraft RecipeForm::draft() const
{
    RecipeDraft draft = m_draft;
    draft.name = m_name->text();
    draft.version = m_version->value();
    draft.appliesTo = m_appliesTo->currentText();
    draft.from = m_from->currentText();
    draft.to = m_to->currentText();
    if (m_when->text() != oneLine(m_draft.when))
        draft.when = m_when->text();
    if (m_description->text() != oneLine(m_draft.description))
        draft.description = m_description->text();
    draft.edits.clear();
    for (const EditRow *row : m_rows)
        draft.edits.push_back(row->edit());
    return draft;
}

void RecipeForm::setDraft(const RecipeDraft &draft)
{
    m_loading = true;
    m_draft = draft;
    if (m_name->text() != draft.name)
        m_name->setText(draft.name);
    m_version->setValue(draft.version);
    setChoice(m_appliesTo, draft.appliesTo);
    setChoice(m_from, draft.from);
    setChoice(m_to, draft.to);
    if (m_when->text() != oneLine(draft.when)) {
        m_when->setSearch(draft.when, SearchMode::Expression);
        m_when->setCursorPosition(0);
    }
    if (m_description->text() != oneLine(draft.description))
        m_description->setText(oneLine(draft.description));
    while (m_rows.size() > draft.edits.size()) {
        if (m_last == m_rows.back())
            m_last = nullptr;
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    while (m_rows.size() < draft.edits.size())
        addRow();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setEdit(draft.edits[i]);
    renumber();
    m_loading = false;
}

void RecipeForm::setSuggestions(const RecipeSuggestions &suggestions)
{
    m_offers.pointers->setStringList(suggestions.pointers);
    m_offers.headers->setStringList(suggestions.headers);
    m_fields = suggestions.fields;
    offer(m_appliesTo, suggestions.types);
    offer(m_from, suggestions.versions);
    offer(m_to, suggestions.versions);
}

void RecipeForm::setMistake(const SourceCheck &check)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool here = check.edit == int(i);
        m_rows[i]->setMistake(here ? check.mistake : QString(), here ? check.column : 0);
    }
    const QString inWhen = check.inWhen ? check.mistake : QString();
    setLabelText(m_whenMistake, inWhen);
    m_whenMistake->setVisible(!inWhen.isEmpty());
    m_when->setMistake(check.inWhen ? FilterField::placeOf(m_when->text(), check.column) : -1, inWhen);
}

// ---- rows

EditRow *RecipeForm::addRow()
{
    auto *row = new EditRow(m_offers, m_scroll->widget());
    m_list->insertWidget(int(m_rows.size()), row);
    m_rows.push_back(row);
    connect(row, &EditRow::edited, this, &RecipeForm::said);
    connect(row, &EditRow::entered, this, [this, row] { m_last = row; });
    connect(row, &EditRow::removeRequested, this, [this, row] { removeRow(row); });
    connect(row, &EditRow::moveRequested, this, [this, row](int by) { moveRow(row, by); });
    return row;
}

void RecipeForm::addEdit()
{
    EditRow *row = addRow();
    renumber();
    m_last = row;
    row->focusFirst();
    QTimer::singleShot(0, row, [this, row] { m_scroll->ensureWidgetVisible(row); });
    said();
}

void RecipeForm::removeRow(EditRow *row)
{
    std::erase(m_rows, row);
    if (m_last == row)
        m_last = nullptr;
    row->hide();
    row->deleteLater();
    renumber();
    said();
}

void RecipeForm::moveRow(EditRow *row, int by)
{
    const auto at = std::find(m_rows.begin(), m_rows.end(), row) - m_rows.begin();
    const auto to = at + by;
    if (to < 0 || to >= std::ptrdiff_t(m_rows.size()))
        return;
    std::swap(m_rows[std::size_t(at)], m_rows[std::size_t(to)]);
    m_list->removeWidget(row);
    m_list->insertWidget(int(to), row);
    renumber();
    said();
}

void RecipeForm::renumber()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setNumber(int(i) + 1, int(m_rows.size()));
    // Rows come into being in another order than they stand in.
    QWidget *before = m_description;
    for (EditRow *row : m_rows)
        before = row->chainTabOrder(before);
}

void RecipeForm::takePointer(const QString &pointer)
{
    if (!m_last || !m_last->takesPointer()) {
        const auto free = std::find_if(m_rows.begin(), m_rows.end(), [](const EditRow *row) {
            return row->takesPointer() && row->edit().target.isEmpty();
        });
        m_last = free != m_rows.end() ? *free : addRow();
        renumber();
    }
    m_last->setTarget(pointer);
    m_scroll->ensureWidgetVisible(m_last);
}

void RecipeForm::focusName() { m_name->setFocus(); }

} // namespace flowbench
