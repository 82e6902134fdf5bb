// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/optionsdialog.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/states.h"
#include "ui/look/style.h"
#include "ui/replay/planwords.h"
#include "words/units.h"
#include "words/visible.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStringListModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostWindow = 100'000;
constexpr int MostRate = 1'000'000;
constexpr int MostTimes = 1000;
constexpr int MostWatchSeconds = 24 * 3600;

bool isOrigin(const QString &target)
{
    return target.isEmpty() || target == u"origin" || target == u"origin-queue" || target == u"origin-exchange";
}
} // namespace

OptionsDialog::OptionsDialog(const DeskAsk &ask, TargetChoices targets, QWidget *parent)
    : QDialog(parent),
      m_form(new QFormLayout),
      m_ask(ask),
      m_target(new QComboBox(this)),
      m_connection(new QComboBox(this)),
      m_channel(new QComboBox(this)),
      m_channels(new QStringListModel(this)),
      m_environment(new Chip(this)),
      m_words(makeLabel({}, TextRole::Muted, this)),
      m_use(makeButton(u"Use settings"_s, tr("Use these settings"), ButtonKind::Primary, this))
{
    setObjectName(u"Replay settings"_s);
    setWindowTitle(tr("Replay settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(560);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(4);
    buildTarget(*m_form);
    buildPace(*m_form);
    buildRest(*m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(m_form);
    m_words->setObjectName(u"Settings in words"_s);
    m_words->setWordWrap(true);
    layout->addWidget(m_words);
    layout->addStretch(1);
    auto *usual = makeButton(u"Usual settings"_s, tr("Usual settings"), ButtonKind::Flat, this);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, this);
    m_use->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(usual);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_use);
    layout->addLayout(buttons);
    connect(usual, &QPushButton::clicked, this, [this] { fill(usualRunOptions()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &QDialog::accept);
    fill(ask.options);
    setTargets(std::move(targets));
    if (!isOrigin(ask.target)) {
        m_channel->setEditText(ask.target);
        m_target->setCurrentIndex(m_target->findData(u"channel"_s));
    } else if (const int at = m_target->findData(ask.target); at >= 0 && !ask.target.isEmpty()) {
        m_target->setCurrentIndex(at);
    }
    update();
    m_target->setFocus();
}

// ---- the form

void OptionsDialog::buildTarget(QFormLayout &form)
{
    setNames(m_target, u"Replay target"_s, tr("Target"));
    if (m_ask.set->isQueue()) {
        m_target->addItem(tr("The original queue: only the failed consumer"), u"origin-queue"_s);
        m_target->addItem(tr("The original exchange: everybody bound there"), u"origin-exchange"_s);
    } else {
        m_target->addItem(tr("The original topic"), u"origin"_s);
    }
    m_target->addItem(tr("A channel of an open connection"), u"channel"_s);
    setNames(m_connection, u"Replay target connection"_s, tr("Connection of the target"));
    setNames(m_channel, u"Replay target channel"_s, tr("Channel of the target"));
    m_channel->setEditable(true);
    m_channel->setInsertPolicy(QComboBox::NoInsert);
    m_channel->setModel(m_channels);
    m_channel->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_channel->setMinimumContentsLength(20);
    m_channel->completer()->setFilterMode(Qt::MatchContains);
    m_channel->completer()->setCompletionMode(QCompleter::PopupCompletion);
    auto *list = new QListView(m_channel);
    setNames(list, u"Replay target channels"_s, tr("Channels"));
    list->setUniformItemSizes(true);
    m_channel->setView(list);
    m_channel->lineEdit()->setPlaceholderText(tr("Channel"));
    form.addRow(tr("Target"), m_target);
    m_place = new QWidget(this);
    auto *line = new QHBoxLayout(m_place);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(m_connection);
    line->addWidget(m_environment);
    line->addWidget(m_channel, 1);
    form.addRow(QString(), m_place);
    connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
        if (toChannel() && isVisible())
            m_channel->setFocus();
        update();
    });
    connect(m_connection, &QComboBox::currentIndexChanged, this, [this] {
        fillChannels();
        update();
    });
    connect(m_channel, &QComboBox::editTextChanged, this, &OptionsDialog::update);
}

QSpinBox *OptionsDialog::addNumber(QFormLayout &form, const QString &objectName, const QString &label, int from, int to,
                                   const QString &suffix, const QString &atLeast)
{
    auto *box = new QSpinBox(this);
    setNames(box, objectName, label);
    box->setRange(from, to);
    box->setGroupSeparatorShown(true);
    box->setSuffix(suffix);
    box->setMinimumWidth(180);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    if (!atLeast.isEmpty())
        box->setSpecialValueText(atLeast);
    form.addRow(label, box);
    connect(box, &QSpinBox::valueChanged, this, &OptionsDialog::update);
    return box;
}

void OptionsDialog::buildPace(QFormLayout &form)
{
    m_canary = addNumber(form, u"Canary"_s, tr("First send"), 0, MostWindow, {}, tr("no test first"));
    m_returns = addNumber(form, u"Stop after returns"_s, tr("Stop when"), 0, MostWindow, tr(" came back"), tr("never"));
    m_rate = addNumber(form, u"Rate"_s, tr("Rate"), 0, MostRate, tr("/s"), tr("as fast as it goes"));
    m_rate->setSingleStep(50);
    m_window = addNumber(form, u"Window"_s, tr("Window"), 1, MostWindow, {}, {});
    m_window->setSingleStep(100);
    for (QSpinBox *box : {m_canary, m_window}) {
        const auto name = [box](int n) { box->setSuffix(tr(" event(s)", "behind their number", n)); };
        connect(box, &QSpinBox::valueChanged, this, name);
        name(box->value());
    }
    m_watch = addNumber(form, u"Watch"_s, tr("Watch the outcome for"), 0, MostWatchSeconds, tr(" s"), tr("not at all"));
    m_watch->setSingleStep(10);
    m_replays = addNumber(form, u"Max replays"_s, tr("Replays of one event"), 1, MostTimes, {}, {});
    m_replays->setPrefix(tr("at most "));
    m_attempts = addNumber(form, u"Attempts"_s, tr("Attempts at one event"), 1, MostTimes, {}, {});
    m_attempts->setPrefix(tr("at most "));
}

QCheckBox *OptionsDialog::addCheck(QFormLayout &form, const QString &objectName, const QString &text)
{
    auto *box = new QCheckBox(text, this);
    setNames(box, objectName, text);
    form.addRow(QString(), box);
    connect(box, &QCheckBox::toggled, this, &OptionsDialog::update);
    return box;
}

void OptionsDialog::buildRest(QFormLayout &form)
{
    m_keep = addCheck(form, u"Keep dead letters"_s, tr("Send copies; the dead letters stay where they are"));
    setDisabledReason(m_keep,
                      m_ask.set->isQueue() ? QString() : tr("A topic keeps its events: they stay in any case."));
    m_headers = addCheck(form, u"Keep failure headers"_s, tr("Send the headers that tell of the failure along"));
    m_transaction = addCheck(form, u"Transaction"_s, tr("Each window arrives as one transaction or not at all"));
}

void OptionsDialog::fill(const RunOptions &o)
{
    m_filling = true;
    m_window->setValue(o.window);
    m_rate->setValue(int(std::lround(std::clamp(o.rate, 0.0, double(MostRate)))));
    m_canary->setValue(o.canary);
    m_returns->setValue(o.stopAfterReturns);
    m_replays->setValue(o.maxReplays);
    m_attempts->setValue(o.attempts);
    m_watch->setValue(int(std::clamp<qint64>(o.watch.count() / 1000, 0, MostWatchSeconds)));
    m_keep->setChecked(o.keep && m_ask.set->isQueue());
    m_headers->setChecked(o.keepFailureHeaders);
    m_transaction->setChecked(o.transaction);
    m_filling = false;
    update();
}

void OptionsDialog::setTargets(TargetChoices targets)
{
    m_targets = std::move(targets);
    const QString wanted = m_ask.targetConnection.isEmpty() ? m_ask.connection : m_ask.targetConnection;
    {
        const QSignalBlocker quiet(m_connection);
        m_connection->clear();
        for (const TargetChoice &t : m_targets)
            m_connection->addItem(visibleText(t.name), t.connection);
        // One that is not open any more is not quietly another one.
        m_connection->setCurrentIndex(m_connection->findData(wanted));
    }
    fillChannels();
    update();
}

void OptionsDialog::fillChannels()
{
    const QString typed = m_channel->currentText();
    const int at = m_connection->currentIndex();
    const bool known = at >= 0 && std::size_t(at) < m_targets.size();
    m_channels->setStringList(known ? m_targets[std::size_t(at)].channels : QStringList());
    m_channel->setCurrentIndex(-1);
    m_channel->setEditText(typed);
    m_environment->setEnvironment(known ? chipEnvironment(m_targets[std::size_t(at)].environment)
                                        : ChipEnvironment::None);
}

// ---- what it says

bool OptionsDialog::toChannel() const { return m_target->currentData() == u"channel"_s; }

void OptionsDialog::update()
{
    if (m_filling)
        return;
    const bool channel = toChannel();
    m_form->setRowVisible(m_place, channel);
    const bool elsewhere = !targetConnection().isEmpty();
    setDisabledReason(m_transaction, m_ask.set->isQueue() ? tr("Queues have no transactions that reach that far.")
                                     : elsewhere          ? tr("A transaction works within one Kafka cluster only.")
                                                          : QString());
    setDisabledReason(m_use, !channel                           ? QString()
                             : m_targets.empty()                ? tr("No connection is open.")
                             : m_connection->currentIndex() < 0 ? tr("No connection is chosen.")
                             : target().isEmpty()               ? tr("No channel is chosen.")
                                                                : QString());
    setLabelText(m_words, inWords());
}

QString OptionsDialog::inWords() const
{
    const RunOptions o = options();
    QStringList said;
    if (o.canary > 0)
        said += tr("%Ln event(s) go first and are watched before the rest follows.", nullptr, o.canary);
    said += o.rate > 0 ? tr("No more than %1 are sent.", "200/s").arg(words::rate(o.rate))
                       : tr("They are sent as fast as the target takes them.");
    if (o.stopAfterReturns > 0)
        said += tr("It stops when %Ln came back with the failure they had.", nullptr, o.stopAfterReturns);
    said += tr("A crash leaves at most %Ln event(s) that may be there twice, and they are listed.", nullptr, o.window);
    if (o.transaction)
        said += tr("Who reads committed events only sees each window whole or not at all.");
    said += o.watch.count() > 0 ? tr("What becomes of them is followed for %1 after the last.")
                                      .arg(words::duration(o.watch.count() / 1000.0))
                                : tr("What becomes of them afterwards is not looked at.");
    said += o.maxReplays == 1 ? tr("What was replayed before is skipped.")
                              : tr("What was replayed %Ln time(s) before is skipped.", nullptr, o.maxReplays);
    if (o.keep)
        said += tr("The dead letters stay, so they can be replayed twice by mistake.");
    return said.join(u' ');
}

RunOptions OptionsDialog::options() const
{
    RunOptions o = m_ask.options;
    o.window = m_window->value();
    o.rate = m_rate->value();
    o.canary = m_canary->value();
    o.stopAfterReturns = m_returns->value();
    o.maxReplays = m_replays->value();
    o.attempts = m_attempts->value();
    o.watch = Milliseconds(qint64(m_watch->value()) * 1000);
    o.keep = m_keep->isEnabled() && m_keep->isChecked();
    o.keepFailureHeaders = m_headers->isChecked();
    o.transaction = m_transaction->isEnabled() && m_transaction->isChecked();
    return o;
}

QString OptionsDialog::target() const
{
    return toChannel() ? m_channel->currentText().trimmed() : m_target->currentData().toString();
}

QString OptionsDialog::targetConnection() const
{
    if (!toChannel())
        return {};
    const QString chosen = m_connection->currentData().toString();
    return chosen == m_ask.connection ? QString() : chosen;
}

} // namespace flowbench
