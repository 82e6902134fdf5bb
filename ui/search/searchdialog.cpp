// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/searchdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/fonts.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/search/channelpicker.h"
#include "ui/search/placefield.h"
#include "words/sentence.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds GroupsTimeout{15000};
constexpr int Width = 560;

QString whole(const Error &error)
{
    const Sentence s = sentence(error);
    return s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint;
}

QWidget *inLine(std::initializer_list<QWidget *> widgets, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    for (QWidget *w : widgets)
        line->addWidget(w);
    line->addStretch(1);
    return row;
}

} // namespace

SearchDialog::SearchDialog(Session &session, const SearchRequest &preset, bool utc, QWidget *parent)
    : QDialog(parent),
      m_session(&session),
      m_channels(new ChannelPicker(this)),
      m_expression(new QRadioButton(tr("Expression"), this)),
      m_words(new QRadioButton(tr("Words"), this)),
      m_text(new QLineEdit(this)),
      m_key(new QLineEdit(this)),
      m_from(new PlaceField(PlaceField::Which::From, u"Search from"_s, utc, this)),
      m_to(new PlaceField(PlaceField::Which::To, u"Search to"_s, utc, this)),
      m_partition(new QComboBox(this)),
      m_newestFirst(new QCheckBox(tr("Newest first"), this)),
      m_isolation(new QComboBox(this)),
      m_limit(new QSpinBox(this)),
      m_problem(makeLabel({}, TextRole::Normal, this)),
      m_search(makeButton(u"Search"_s, tr("Search"), ButtonKind::Primary, this))
{
    setObjectName(u"Search dialog"_s);
    setWindowTitle(tr("Search %1").arg(session.identity().name));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(Width);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(measure::Gap);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setHorizontalSpacing(16);
    form->addRow(tr("In"), m_channels);
    buildText(*form);
    buildPlace(*form);
    buildRest(*form);
    layout->addLayout(form);
    m_problem->setObjectName(u"Search problem"_s);
    m_problem->setWordWrap(true);
    setLabelTint(m_problem, Tint::Error);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    QPushButton *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    m_search->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_search);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_search, &QPushButton::clicked, this, &QDialog::accept);
    connect(&session, &Session::sessionClosing, this, &QDialog::reject);
    connect(m_channels, &ChannelPicker::changed, this, [this] {
        updatePartitions();
        check();
    });
    m_channels->setChannels(session.channels(), preset.channels);
    explain();
    fill(preset);
    m_text->setFocus();
}

void SearchDialog::buildText(QFormLayout &form)
{
    setNames(m_expression, u"Search by expression"_s, tr("Expression"));
    setNames(m_words, u"Search by words"_s, tr("Words"));
    setNames(m_text, u"Search for"_s, tr("Search for"));
    m_text->setFont(fixedFont());
    m_text->setClearButtonEnabled(true);
    setNames(m_key, u"Search key"_s, tr("Exact key"));
    m_key->setFont(fixedFont());
    m_key->setPlaceholderText(tr("Any key"));
    form.addRow(tr("For"), m_text);
    form.addRow(QString(), inLine({m_expression, m_words}, this));
    form.addRow(tr("Exact key"), m_key);
    // By its looks, until the person says otherwise: an expression looked for as words would find nothing.
    connect(m_text, &QLineEdit::textEdited, this, [this](const QString &text) {
        const SearchKind kind = searchKind(text);
        if (!m_kindChosen && kind != SearchKind::Empty)
            (kind == SearchKind::Expression ? m_expression : m_words)->setChecked(true);
    });
    for (QRadioButton *button : {m_expression, m_words})
        connect(button, &QRadioButton::clicked, this, [this] { m_kindChosen = true; });
    connect(m_text, &QLineEdit::textChanged, this, &SearchDialog::check);
    connect(m_expression, &QRadioButton::toggled, this, [this](bool on) {
        m_text->setPlaceholderText(on ? u"type == \"order.placed\" && value.data.total > 100"_s
                                      : tr("Words in key, headers and body; empty: every event"));
        check();
    });
}

void SearchDialog::buildPlace(QFormLayout &form)
{
    form.addRow(tr("From"), m_from);
    form.addRow(tr("To"), m_to);
    setNames(m_partition, u"Search partition"_s, tr("Partition"));
    setNames(m_newestFirst, u"Newest first"_s, tr("Newest first"));
    form.addRow(tr("Partition"), inLine({m_partition, m_newestFirst}, this));
    for (PlaceField *field : {m_from, m_to}) {
        connect(field, &PlaceField::changed, this, &SearchDialog::check);
        connect(field, &PlaceField::groupsWanted, this, &SearchDialog::askGroups);
    }
}

void SearchDialog::buildRest(QFormLayout &form)
{
    setNames(m_isolation, u"Search isolation"_s, tr("Isolation"));
    m_isolation->addItem(tr("Committed events only"));
    m_isolation->addItem(tr("Uncommitted events too"));
    setNames(m_limit, u"Search limit"_s, tr("Stop after so many matches"));
    m_limit->setRange(0, std::numeric_limits<int>::max());
    m_limit->setGroupSeparatorShown(true);
    m_limit->setSpecialValueText(tr("As many as memory takes"));
    m_limit->setSingleStep(10000);
    form.addRow(tr("Isolation"), inLine({m_isolation}, this));
    form.addRow(tr("Stop after"), inLine({m_limit}, this));
}

void SearchDialog::fill(const SearchRequest &preset)
{
    const bool expression = readSearch(preset.text, preset.mode).kind == SearchKind::Expression;
    (expression ? m_expression : m_words)->setChecked(true);
    if (!expression)
        m_text->setPlaceholderText(tr("Words in key, headers and body; empty: every event"));
    m_text->setText(preset.text);
    m_key->setText(preset.key);
    m_from->setPlace(preset.from, preset.last);
    m_to->setPlace(preset.to, 0);
    updatePartitions();
    if (preset.partition)
        m_partition->setCurrentIndex(m_partition->findData(*preset.partition));
    m_newestFirst->setChecked(preset.newestFirst);
    m_isolation->setCurrentIndex(preset.committed ? 0 : 1);
    m_limit->setValue(int(std::min<quint64>(preset.limit, quint64(std::numeric_limits<int>::max()))));
    check();
}

// What this broker has no such thing as is there, but can't be chosen, and says why.
void SearchDialog::explain()
{
    const auto positions = m_session->connector().positions();
    const QString groups = positions ? QString() : sentence(positions.reason).message;
    m_from->setReason(PlaceField::Kind::Group, groups);
    m_to->setReason(PlaceField::Kind::Group, groups);
    const auto chosen = m_channels->chosen();
    const bool topics = std::any_of(chosen.begin(), chosen.end(), [this](const ChannelAddress &c) {
        const ChannelInfo *info = m_session->channel(c.name);
        return !info || info->kind == ChannelKind::Topic;
    });
    setDisabledReason(m_isolation, topics ? QString() : tr("Only topics have transactions."));
}

void SearchDialog::askGroups()
{
    if (!m_session)
        return;
    m_asking = m_session->run(
        this, GroupsTimeout,
        [](Connector &connector, const Cancel &cancel) -> Result<std::vector<GroupInfo>> {
            const auto part = connector.positions();
            return part ? part->groups(cancel) : Result<std::vector<GroupInfo>>(part.reason);
        },
        [this](const Result<std::vector<GroupInfo>> &groups) {
            QStringList names;
            if (groups) {
                for (const GroupInfo &g : groups.value())
                    names += g.group;
            }
            names.sort();
            m_from->setGroups(names);
            m_to->setGroups(names);
        });
}

void SearchDialog::updatePartitions()
{
    const QVariant chosen = m_partition->currentData();
    m_partition->clear();
    m_partition->addItem(tr("All"), -1);
    const int partitions = m_channels->mostPartitions();
    for (int p = 0; p < partitions; ++p)
        m_partition->addItem(QString::number(p), p);
    m_partition->setCurrentIndex(std::max(0, m_partition->findData(chosen)));
    setDisabledReason(m_partition, partitions > 0 ? QString() : tr("These channels have no partitions."));
}

Result<SearchRequest> SearchDialog::request() const
{
    SearchRequest r;
    r.channels = m_channels->chosen();
    if (r.channels.empty())
        return makeError(ErrorCode::BadArgument, {tr("channel"), QString()});
    r.mode = m_expression->isChecked() ? SearchMode::Expression : SearchMode::Words;
    r.text = m_text->text().trimmed();
    r.key = m_key->text();
    const auto from = m_from->position(), to = m_to->position();
    if (!from || !to)
        return from ? to.error() : from.error();
    r.from = *from;
    r.to = *to;
    r.last = m_from->last();
    if (const int partition = m_partition->currentData().toInt(); partition >= 0)
        r.partition = partition;
    r.newestFirst = m_newestFirst->isChecked();
    r.committed = m_isolation->currentIndex() == 0;
    r.limit = quint64(m_limit->value());
    if (const auto compiled = compileSearch(r, nullptr); !compiled)
        return compiled.error();
    return r;
}

void SearchDialog::check()
{
    const auto r = request();
    const bool unticked = m_channels->chosen().empty();
    setLabelText(m_problem, r ? QString() : unticked ? tr("No channel is ticked.") : whole(r.error()));
    m_search->setEnabled(r.ok());
}

void SearchDialog::accept()
{
    const auto r = request();
    if (!r)
        return;
    emit searchRequested(*r);
    QDialog::accept();
}

} // namespace flowbench
