// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/colourrulesdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/table/rowtint.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr int TypingMs = 250;
constexpr quint64 Counted = 200'000; // of the newest events

QIcon tintIcon(const QWidget *widget, int tint)
{
    const Theme &theme = themeOf(widget);
    QPixmap picture(QSize(28, 16) * widget->devicePixelRatioF());
    picture.setDevicePixelRatio(widget->devicePixelRatioF());
    picture.fill(rowTintFill(theme, tint));
    QPainter painter(&picture);
    paintRowMark(painter, QRectF(10, 4, 8, 8), theme, tint);
    return picture;
}

} // namespace

std::vector<ColourRule> ColourRulesDialog::suggested()
{
    return {{tr("Failures"), u"type.endsWith(\".failed\")"_s, 0, false},
            {tr("Dead letters"), u"has(failure.reason)"_s, 6, false},
            {tr("Large events"), u"size > 100000"_s, 2, false}};
}

ColourRulesDialog::ColourRulesDialog(std::vector<ColourRule> rules, const EventStore &store, FilterOptions options,
                                     QWidget *parent)
    : QDialog(parent),
      m_rules(std::move(rules)),
      m_store(store),
      m_options(std::move(options)),
      m_list(new QListWidget(this)),
      m_name(new QLineEdit(this)),
      m_expression(new FilterField(this)),
      m_tint(new QComboBox(this)),
      m_result(makeLabel({}, TextRole::Small, this)),
      m_remove(makeIconButton(u"Remove rule"_s, u"remove"_s, tr("Remove rule"), this)),
      m_up(makeIconButton(u"Move up"_s, u"chevron-up"_s, tr("Move up"), this)),
      m_down(makeIconButton(u"Move down"_s, u"chevron-down"_s, tr("Move down"), this)),
      m_save(makeButton(u"Save rules"_s, tr("Save rules"), ButtonKind::Primary, this))
{
    setObjectName(u"Colour rules"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Colour rules"));
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_typing, &QTimer::timeout, this, &ColourRulesDialog::count);
    fill(0);
}

ColourRulesDialog::~ColourRulesDialog() = default;

void ColourRulesDialog::build()
{
    setNames(m_list, u"Rules"_s, tr("Rules"));
    setNames(m_name, u"Rule name"_s, tr("Name"));
    setNames(m_expression, u"Rule expression"_s, tr("Expression"));
    setNames(m_tint, u"Rule colour"_s, tr("Colour"));
    setNames(m_tint->view(), u"Rule colours"_s, tr("Colours"));
    m_name->setMaxLength(120);
    m_expression->setPlaceholderText(u"value.data.total > 100"_s);
    for (int i = 0; i < RowTintCount; ++i)
        m_tint->addItem(tintIcon(this, i), rowTintName(i));
    m_tint->setIconSize({28, 16});
    m_list->setIconSize({28, 16});
    m_result->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(measure::Gap);
    layout->addWidget(makeLabel(tr("The first rule that holds colours the row."), TextRole::Muted, this));
    layout->addWidget(m_list, 1);
    auto *tools = new QHBoxLayout;
    auto *add = makeIconButton(u"Add rule"_s, u"add"_s, tr("Add rule"), this);
    for (QWidget *w : std::initializer_list<QWidget *>{add, m_remove, m_up, m_down})
        tools->addWidget(w);
    tools->addStretch(1);
    layout->addLayout(tools);
    auto *what = new QHBoxLayout;
    what->addWidget(m_name, 1);
    what->addWidget(m_tint);
    layout->addLayout(what);
    layout->addWidget(m_expression);
    layout->addWidget(m_result);
    auto *buttons = new QHBoxLayout;
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    layout->addLayout(buttons);
    resize(560, 480);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_list, &QListWidget::currentRowChanged, this, &ColourRulesDialog::showRule);
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        if (!m_filling)
            m_rules[std::size_t(m_list->row(item))].enabled = item->checkState() == Qt::Checked;
    });
    connect(m_name, &QLineEdit::textChanged, this, &ColourRulesDialog::edited);
    connect(m_expression, &FilterField::edited, this, &ColourRulesDialog::edited);
    connect(m_expression, &FilterField::left, this, &QDialog::reject);
    connect(m_tint, &QComboBox::currentIndexChanged, this, &ColourRulesDialog::edited);
    connect(add, &QToolButton::clicked, this, [this] {
        m_rules.push_back({tr("Rule %1").arg(m_rules.size() + 1), {}, int(m_rules.size()) % RowTintCount, true});
        fill(int(m_rules.size()) - 1);
        m_expression->setFocus();
    });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        const int row = current();
        if (row < 0)
            return;
        m_rules.erase(m_rules.begin() + row);
        fill(std::min(row, int(m_rules.size()) - 1));
    });
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_save, &QPushButton::clicked, this, [this] {
        emit chosen(m_rules);
        accept();
    });
}

void ColourRulesDialog::setCompletions(FilterField::Completer completions)
{
    m_expression->setCompletions(std::move(completions));
}

int ColourRulesDialog::current() const
{
    const int row = m_list->currentRow();
    return std::size_t(row) < m_rules.size() ? row : -1;
}

QString ColourRulesDialog::rowText(std::size_t index) const
{
    return visibleText(m_rules[index].name + u"   "_s + m_rules[index].expression);
}

void ColourRulesDialog::fill(int select)
{
    m_filling = true;
    m_list->clear();
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        auto *item = new QListWidgetItem(tintIcon(this, m_rules[i].tint), rowText(i), m_list);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(m_rules[i].enabled ? Qt::Checked : Qt::Unchecked);
    }
    m_filling = false;
    m_list->setCurrentRow(select);
    showRule(m_list->currentRow());
}

void ColourRulesDialog::showRule(int)
{
    if (m_filling)
        return;
    const int row = current();
    m_filling = true;
    const ColourRule rule = row >= 0 ? m_rules[std::size_t(row)] : ColourRule();
    m_name->setText(rule.name);
    m_expression->setSearch(rule.expression, SearchMode::Expression);
    m_tint->setCurrentIndex(rule.tint);
    m_filling = false;
    for (QWidget *w : std::initializer_list<QWidget *>{m_name, m_expression, m_tint, m_remove})
        w->setEnabled(row >= 0);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < int(m_rules.size()));
    count();
}

void ColourRulesDialog::edited()
{
    const int row = current();
    if (m_filling || row < 0)
        return;
    ColourRule &rule = m_rules[std::size_t(row)];
    rule.name = m_name->text().trimmed();
    rule.expression = m_expression->text().trimmed();
    rule.tint = m_tint->currentIndex();
    m_filling = true;
    m_list->item(row)->setText(rowText(std::size_t(row)));
    m_list->item(row)->setIcon(tintIcon(this, rule.tint));
    m_filling = false;
    m_typing.start();
}

void ColourRulesDialog::move(int by)
{
    const int row = current(), to = row + by;
    if (row < 0 || to < 0 || to >= int(m_rules.size()))
        return;
    std::swap(m_rules[std::size_t(row)], m_rules[std::size_t(to)]);
    fill(to);
}

// Tries the rule on what is kept; says what is wrong with it, or with another one that could not be saved.
void ColourRulesDialog::count()
{
    m_counting = JobHandle();
    QString reason;
    for (const ColourRule &r : m_rules) {
        if (r.name.isEmpty())
            reason = tr("Every rule needs a name.");
        else if (const auto compiled = EventFilter::compile(r.expression.toStdString(), m_options); !compiled)
            reason = tr("%1: %2").arg(visibleText(r.name), sentence(compiled.error()).message);
    }
    setDisabledReason(m_save, reason);
    const int row = current();
    setLabelText(m_result, {});
    if (row < 0)
        return;
    auto compiled = EventFilter::compile(m_rules[std::size_t(row)].expression.toStdString(), m_options);
    setLabelTint(m_result, compiled ? Tint::Neutral : Tint::Error);
    if (!compiled) {
        setLabelText(m_result, sentence(compiled.error()).message);
        return;
    }
    const quint64 first = m_store.end() - std::min(Counted, m_store.rows());
    const quint64 rows = m_store.end() - first;
    m_counting = m_jobs.run(
        this, Milliseconds(0),
        [entries = m_store.entriesFrom(first), first, filter = std::move(compiled.value())](const Cancel &cancel) {
            quint64 matched = 0;
            for (const EventStore::Entry &e : entries) {
                for (std::size_t i = first > e.first ? std::size_t(first - e.first) : 0;
                     i < e.chunk->rows() && !cancel.requested(); ++i)
                    matched += filter->matches(e.chunk->row(i)) == EventMatcher::Verdict::Match;
            }
            return matched;
        },
        [this, rows](quint64 matched) {
            setLabelText(m_result, tr("Holds for %1 of the newest %2 events.")
                                       .arg(words::count(qint64(matched)), words::count(qint64(rows))));
        });
}

} // namespace flowbench
