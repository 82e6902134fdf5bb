// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/discarddialog.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/replay/olderthan.h"
#include "ui/replay/planwords.h"
#include "words/plural.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype MostNameLetters = 80;
constexpr qint64 MinuteMs = 60'000;
constexpr qint64 HourMs = 60 * MinuteMs;
constexpr qint64 DayMs = 24 * HourMs;

using Times = std::shared_ptr<const std::vector<qint64>>;
} // namespace

class DiscardDialog::Private
{
    Q_DECLARE_TR_FUNCTIONS(flowbench::DiscardDialog)

public:
    Private(ReplayDesk &desk, DeskAsk ask, DiscardDialog *dialog) : desk(desk), ask(std::move(ask)), q(dialog) {}

    void build(const QString &folder);
    QWidget *buildOlder();
    QWidget *buildArchive(const QString &folder);
    QWidget *buildFoot();
    void chooseArchive();
    void select();
    void filter();
    void update();
    QString whyNot() const;
    QString whatHappens() const;
    void discard();
    void ended(const Result<QString> &result);

    QString bareName() const { return ChannelAddress::parse(ask.set->channel()).bare(); }
    bool onlyOlder() const { return older->isChecked(); }
    std::size_t count() const { return onlyOlder() ? chosen.selection.size() : ask.selection.size(); }

    ReplayDesk &desk;
    DeskAsk ask;
    DiscardDialog *q;
    QString connection;
    ReplayUnlock unlock;
    Times times; ///< of the whole selection; null: not looked at yet
    OlderSelection chosen;
    bool counting = false, starting = false;

    NoticeBar *notice = nullptr;
    QLabel *what = nullptr, *olderText = nullptr, *happens = nullptr;
    QCheckBox *older = nullptr;
    QSpinBox *age = nullptr;
    QComboBox *unit = nullptr;
    QLineEdit *archive = nullptr, *typed = nullptr;
    QPushButton *yes = nullptr;
    JobHandle looking;
    JobRunner jobs; // last: its work ends first
};

// ---- the form

void DiscardDialog::Private::build(const QString &folder)
{
    notice = new NoticeBar(u"Discard result"_s, tr("Result"), q);
    what = makeLabel({}, TextRole::Title, q);
    what->setObjectName(u"Discard what"_s);
    what->setWordWrap(true);
    happens = makeLabel({}, TextRole::Normal, q);
    happens->setObjectName(u"Discard consequence"_s);
    happens->setWordWrap(true);
    typed = new QLineEdit(q);
    setNames(typed, u"Channel name"_s, tr("Channel name"));
    typed->setPlaceholderText(bareName().left(MostNameLetters));
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(4);
    form->addRow(tr("Which"), buildOlder());
    form->addRow(tr("Archive"), buildArchive(folder));
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(what);
    layout->addWidget(notice);
    layout->addLayout(form);
    layout->addWidget(happens);
    auto *confirm = makeLabel(tr("Type the channel's name, %1, to confirm.").arg(bareName().left(MostNameLetters)),
                              TextRole::Muted, q);
    confirm->setWordWrap(true);
    layout->addWidget(confirm);
    layout->addWidget(typed);
    layout->addStretch(1);
    layout->addWidget(buildFoot());
    QObject::connect(typed, &QLineEdit::textChanged, q, [this] { update(); });
}

QWidget *DiscardDialog::Private::buildOlder()
{
    auto *box = new QWidget(q);
    older = new QCheckBox(tr("Only those older than"), box);
    setNames(older, u"Only older"_s, tr("Only those older than"));
    age = new QSpinBox(box);
    setNames(age, u"Older than"_s, tr("Age"));
    age->setRange(1, 9999);
    age->setValue(7);
    unit = new QComboBox(box);
    setNames(unit, u"Older than unit"_s, tr("Unit of the age"));
    unit->addItem(tr("minutes"), MinuteMs);
    unit->addItem(tr("hours"), HourMs);
    unit->addItem(tr("days"), DayMs);
    unit->setCurrentIndex(2);
    olderText = makeLabel({}, TextRole::Muted, box);
    olderText->setObjectName(u"Older count"_s);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    for (QWidget *w : std::initializer_list<QWidget *>{older, age, unit})
        line->addWidget(w);
    line->addWidget(olderText, 1);
    age->setEnabled(false);
    unit->setEnabled(false);
    QObject::connect(older, &QCheckBox::toggled, q, [this](bool on) {
        age->setEnabled(on);
        unit->setEnabled(on);
        select();
    });
    QObject::connect(age, &QSpinBox::valueChanged, q, [this] { select(); });
    QObject::connect(unit, &QComboBox::currentIndexChanged, q, [this] { select(); });
    return box;
}

QWidget *DiscardDialog::Private::buildArchive(const QString &folder)
{
    auto *box = new QWidget(q);
    archive = new QLineEdit(box);
    setNames(archive, u"Archive"_s, tr("Archive"));
    archive->setText(
        QDir::toNativeSeparators(QDir(folder).filePath(archiveName(ask.set->channel(), QDateTime::currentDateTime()))));
    archive->setCursorPosition(0);
    auto *choose = makeButton(u"Choose archive…"_s, tr("Choose…"), ButtonKind::Plain, box, tr("Choose archive…"));
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(archive, 1);
    line->addWidget(choose);
    QObject::connect(archive, &QLineEdit::textChanged, q, [this] { update(); });
    QObject::connect(choose, &QPushButton::clicked, q, [this] { chooseArchive(); });
    return box;
}

QWidget *DiscardDialog::Private::buildFoot()
{
    auto *foot = new QWidget(q);
    auto *cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, foot);
    yes = makeButton(u"Discard events"_s, tr("Discard"), ButtonKind::Danger, foot, tr("Discard"));
    yes->setDefault(true);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addStretch(1);
    line->addWidget(cancel);
    line->addWidget(yes);
    QObject::connect(cancel, &QPushButton::clicked, q, &QDialog::reject);
    QObject::connect(yes, &QPushButton::clicked, q, [this] { discard(); });
    return foot;
}

// An archive is never written over, so nothing is asked about replacing one.
void DiscardDialog::Private::chooseArchive()
{
    auto *files = new QFileDialog(q, tr("Keep discarded events in"));
    files->setObjectName(u"Discard archive"_s);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setOption(QFileDialog::DontConfirmOverwrite);
    files->setDefaultSuffix(u"capture"_s);
    const QFileInfo now(archive->text());
    files->setDirectory(now.path());
    files->selectFile(now.fileName());
    QObject::connect(files, &QFileDialog::fileSelected, q,
                     [this](const QString &path) { archive->setText(QDir::toNativeSeparators(path)); });
    files->open();
}

// ---- which

void DiscardDialog::Private::select()
{
    looking.cancel();
    counting = onlyOlder();
    update();
    if (!counting)
        return;
    if (times) {
        filter();
        return;
    }
    looking = jobs.run(
        q, Milliseconds(0),
        [set = ask.set, selection = ask.selection](const Cancel &cancel) {
            return std::make_shared<const std::vector<qint64>>(deathTimes(*set, selection, cancel.token));
        },
        [this](Times read) {
            times = std::move(read);
            filter();
        });
}

void DiscardDialog::Private::filter()
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch() - age->value() * unit->currentData().toLongLong();
    looking = jobs.run(
        q, Milliseconds(0),
        [selection = ask.selection, times = times, before](const Cancel &) {
            return olderThan(selection, *times, before);
        },
        [this](OlderSelection found) {
            chosen = std::move(found);
            counting = false;
            update();
        });
}

// ---- what it says

QString DiscardDialog::Private::whyNot() const
{
    const QString name = typed->text().trimmed();
    if (starting)
        return tr("The job is being started.");
    if (counting)
        return tr("The events are being counted.");
    if (count() == 0)
        return tr("There is no event to discard.");
    if (archive->text().trimmed().isEmpty())
        return tr("No archive is chosen.");
    return name == bareName() || name == ask.set->channel() ? QString() : tr("The channel's name is not typed yet.");
}

QString DiscardDialog::Private::whatHappens() const
{
    const QString file = QFileInfo(archive->text().trimmed()).fileName();
    const QString channel = planwords::channelWords(ask.set->channel());
    return ask.set->isQueue() ? tr("Each is written to %1 before it is taken out of %2. They are kept in that file and "
                                   "can be put back.")
                                    .arg(file, channel)
                              : tr("Each is written to %1 and counts as dealt with from then on. The events themselves "
                                   "stay in %2.")
                                    .arg(file, channel);
}

void DiscardDialog::Private::update()
{
    const int n = words::plural(count());
    const bool whole = ask.set->coverage().complete;
    setLabelText(what, (whole ? tr("Discard %1 of %2 dead letters of %3 on %4")
                              : tr("Discard %1 of the %2 dead letters that were read of %3 on %4"))
                           .arg(counting ? u"…"_s : words::count(n), words::count(qint64(ask.set->size())),
                                planwords::channelWords(ask.set->channel()), connection));
    setLabelText(happens, whatHappens());
    QString said;
    if (onlyOlder() && counting) {
        said = tr("counting…");
    } else if (onlyOlder()) {
        said = tr("%1 of %2", "12 of 35").arg(words::count(n), words::count(qint64(ask.selection.size())));
        if (chosen.withoutTime > 0)
            said += u", "_s + tr("%Ln without a time left out", nullptr, words::plural(chosen.withoutTime));
    }
    setLabelText(olderText, said);
    yes->setText(tr("Discard %Ln event(s)", nullptr, n));
    const QString reason = whyNot();
    setDisabledReason(yes, reason);
    if (reason.isEmpty())
        yes->setAccessibleDescription(yes->text());
}

// ---- doing

void DiscardDialog::Private::discard()
{
    if (!whyNot().isEmpty())
        return;
    starting = true;
    notice->dismiss();
    update();
    DeskAsk asked = ask;
    if (onlyOlder())
        asked.selection = chosen.selection;
    GuardedCall call;
    call.act =
        [desk = QPointer<ReplayDesk>(&desk), asked,
         path = QDir::fromNativeSeparators(archive->text().trimmed())](std::function<void(Result<QString>)> answer) {
            if (desk)
                desk->discard(asked, path, std::move(answer));
        };
    call.connectionOf = [id = ask.connection](const Error &) { return id; };
    call.what = tr("Discard %Ln event(s) of %1", nullptr, words::plural(count()))
                    .arg(planwords::channelWords(ask.set->channel()));
    call.unlock = unlock;
    runGuarded(q, std::move(call), [this](const Result<QString> &result) { ended(result); });
}

void DiscardDialog::Private::ended(const Result<QString> &result)
{
    starting = false;
    update();
    if (result) {
        emit q->started(*result);
        q->accept();
    } else if (result.error().code != ErrorCode::Cancelled) {
        const Sentence s = sentence(result.error());
        notice->showNotice(Tint::Error, s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint);
    }
}

// ---- the dialog

QString DiscardDialog::archiveName(const QString &channel, const QDateTime &now)
{
    QString name = ChannelAddress::parse(channel).bare().left(MostNameLetters);
    for (QChar &c : name) {
        const bool plain = c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
        if (!plain)
            c = u'-';
    }
    // A leading dot hides a file.
    if (name.isEmpty() || name.startsWith(u'.'))
        name.prepend(u'-');
    return name + now.toString(u"-yyyyMMdd-HHmmss"_s) + u".capture"_s;
}

DiscardDialog::DiscardDialog(ReplayDesk &desk, DeskAsk ask, const QString &connectionName, const QString &folder,
                             QWidget *parent)
    : QDialog(parent), d(std::make_unique<Private>(desk, std::move(ask), this))
{
    setObjectName(u"Discard dialog"_s);
    setWindowTitle(tr("Discard dead letters"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(600);
    d->connection = connectionName;
    d->build(folder);
    d->update();
    d->typed->setFocus();
}

DiscardDialog::~DiscardDialog() = default;

void DiscardDialog::setUnlockPrompt(ReplayUnlock prompt) { d->unlock = std::move(prompt); }

} // namespace flowbench
