// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recipe/editrow.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QStringListModel>
#include <QToolButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

using Kind = RecipeEdit::Kind;

QString oneLine(const QString &text) { return QString(text).replace(u'\n', u' '); }

QCompleter *completerOf(QStringListModel *model, QWidget *field)
{
    auto *completer = new QCompleter(field);
    completer->setModel(model);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(12);
    completer->popup()->setFont(fixedFont());
    return completer;
}

} // namespace

EditRow::EditRow(const Offers &offers, QWidget *parent)
    : QFrame(parent),
      m_offers(offers),
      m_kind(new QComboBox(this)),
      m_target(new QLineEdit(this)),
      m_arrow(makeLabel({}, TextRole::Muted, this)),
      m_value(new FilterField(this)),
      m_to(new QLineEdit(this)),
      m_up(makeIconButton(u"Move up"_s, u"chevron-up"_s, tr("Move up"), this)),
      m_down(makeIconButton(u"Move down"_s, u"chevron-down"_s, tr("Move down"), this)),
      m_remove(makeIconButton(u"Remove edit"_s, u"trash"_s, tr("Remove edit"), this)),
      m_mistake(makeLabel({}, TextRole::Small, this))
{
    setFrameShape(QFrame::NoFrame);
    m_kind->addItems({tr("Set value"), tr("Remove value"), tr("Rename"), tr("Append to list"), tr("Set header"),
                      tr("Remove header")}); // in the order of RecipeEdit::Kind
    m_value->setExpressionOnly();
    m_value->setProperty(property::Sunken, false);
    m_value->setCompletions(m_offers.expressions);
    m_value->setPlaceholderText(tr("Expression: 'EUR', value.data.total + 1"));
    for (QLineEdit *field : {m_target, m_to})
        field->setFont(fixedFont());
    m_to->setPlaceholderText(u"/data/total"_s);
    m_to->setCompleter(completerOf(m_offers.pointers, m_to));
    m_mistake->setWordWrap(true);
    setLabelTint(m_mistake, Tint::Error);
    m_mistake->hide();
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 4);
    grid->setHorizontalSpacing(2);
    grid->setVerticalSpacing(0);
    grid->addWidget(m_kind, 0, 0);
    grid->addWidget(m_target, 0, 1);
    grid->addWidget(m_up, 0, 2);
    grid->addWidget(m_down, 0, 3);
    grid->addWidget(m_remove, 0, 4);
    grid->addWidget(m_arrow, 1, 0, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(m_value, 1, 1, 1, 4);
    grid->addWidget(m_to, 1, 1, 1, 4);
    grid->addWidget(m_mistake, 2, 1, 1, 4);
    grid->setColumnStretch(1, 1);
    setNumber(1, 1);
    showKind();
    for (QWidget *w : std::initializer_list<QWidget *>{m_kind, m_target, m_value, m_to})
        w->installEventFilter(this);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        showKind();
        emit edited();
    });
    connect(m_target, &QLineEdit::textEdited, this, &EditRow::edited);
    connect(m_to, &QLineEdit::textEdited, this, &EditRow::edited);
    connect(m_value, &FilterField::edited, this, &EditRow::edited);
    connect(m_to->completer(), qOverload<const QString &>(&QCompleter::activated), this, &EditRow::edited);
    connect(m_up, &QToolButton::clicked, this, [this] { emit moveRequested(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { emit moveRequested(1); });
    connect(m_remove, &QToolButton::clicked, this, &EditRow::removeRequested);
}

Kind EditRow::kind() const { return Kind(std::max(0, m_kind->currentIndex())); }

bool EditRow::takesPointer() const { return kind() != Kind::Header && kind() != Kind::RemoveHeader; }

void EditRow::setNumber(int number, int count)
{
    const QString prefix = u"Edit %1 "_s.arg(number);
    setObjectName(u"Edit %1"_s.arg(number));
    setNames(m_kind, prefix + u"kind"_s, tr("Edit %1: what it does").arg(number));
    setNames(m_kind->view(), prefix + u"kinds"_s, tr("Edit %1: what it does").arg(number));
    setNames(m_target, prefix + u"place"_s, tr("Edit %1: where").arg(number));
    setNames(m_value, prefix + u"value"_s, tr("Edit %1: value").arg(number));
    setNames(m_to, prefix + u"to"_s, tr("Edit %1: new place").arg(number));
    setNames(m_up, prefix + u"up"_s, tr("Move edit %1 up").arg(number));
    setNames(m_down, prefix + u"down"_s, tr("Move edit %1 down").arg(number));
    setNames(m_remove, prefix + u"remove"_s, tr("Remove edit %1").arg(number));
    m_up->setEnabled(number > 1);
    m_down->setEnabled(number < count);
}

void EditRow::showKind()
{
    const bool hasExpression = kind() == Kind::Set || kind() == Kind::Append || kind() == Kind::Header;
    m_value->setVisible(hasExpression);
    m_to->setVisible(kind() == Kind::Rename);
    setLabelText(m_arrow, kind() == Kind::Rename ? tr("to") : tr("value"));
    m_arrow->setVisible(hasExpression || kind() == Kind::Rename);
    m_target->setPlaceholderText(takesPointer() ? u"/data/currency"_s : u"x-fixed"_s);
    QStringListModel *offered = takesPointer() ? m_offers.pointers : m_offers.headers;
    if (m_target->completer() && m_target->completer()->model() == offered)
        return;
    m_target->setCompleter(completerOf(offered, m_target));
    connect(m_target->completer(), qOverload<const QString &>(&QCompleter::activated), this, &EditRow::edited);
}

void EditRow::setEdit(const RecipeDraft::Edit &edit)
{
    const QSignalBlocker quiet(this);
    m_kind->setCurrentIndex(int(edit.kind));
    if (m_target->text() != edit.target)
        m_target->setText(edit.target);
    const bool isRename = edit.kind == Kind::Rename;
    m_whole = isRename ? QString() : edit.value;
    if (m_value->text() != oneLine(m_whole)) {
        m_value->setSearch(m_whole, SearchMode::Expression);
        m_value->setCursorPosition(0);
    }
    const QString to = isRename ? edit.value : QString();
    if (m_to->text() != to)
        m_to->setText(to);
    showKind();
}

RecipeDraft::Edit EditRow::edit() const
{
    RecipeDraft::Edit e;
    e.kind = kind();
    e.target = m_target->text();
    if (e.kind == Kind::Rename)
        e.value = m_to->text();
    else if (e.kind != Kind::Remove && e.kind != Kind::RemoveHeader)
        e.value = m_value->text() == oneLine(m_whole) ? m_whole : m_value->text();
    return e;
}

void EditRow::setTarget(const QString &pointer)
{
    if (m_target->text() == pointer)
        return;
    m_target->setText(pointer);
    emit edited();
}

void EditRow::setMistake(const QString &sentence, int column)
{
    setLabelText(m_mistake, sentence);
    m_mistake->setVisible(!sentence.isEmpty());
    const bool inExpression = !sentence.isEmpty() && column > 0;
    m_value->setMistake(inExpression ? FilterField::placeOf(m_value->text(), column) : -1,
                        inExpression ? sentence : QString());
}

void EditRow::focusFirst() { m_target->setFocus(); }

QWidget *EditRow::chainTabOrder(QWidget *before)
{
    for (QWidget *w : std::initializer_list<QWidget *>{m_kind, m_target, m_value, m_to, m_up, m_down, m_remove}) {
        QWidget::setTabOrder(before, w);
        before = w;
    }
    return before;
}

bool EditRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        emit entered();
    return QFrame::eventFilter(watched, event);
}

} // namespace flowbench
