// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/publishpage.h"

#include "model/event/eventjson.h"
#include "model/workspace/templates.h"
#include "ui/look/buttons.h"
#include "ui/look/card.h"
#include "ui/look/labels.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/publish/draftview.h"
#include "ui/publish/publishjob.h"
#include "ui/publish/receipts.h"
#include "ui/publish/targetchooser.h"
#include "ui/publish/templatebar.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype DraftLimit = 256 * 1024; // of what a session remembers
constexpr int GuardEveryMs = 2000;           // an unlocking ends by itself
constexpr int NameShown = 28;

QString shortName(const QString &channel)
{
    const QString name = visibleText(ChannelAddress{channel, {}}.bare());
    return name.size() <= NameShown ? name : name.left(NameShown / 2) + u'…' + name.right(NameShown / 2 - 1);
}

// What an event was received with is not what one publishes: the broker's own words are left out, and another's
// user_id, which a broker refuses.
std::string publishable(const FieldList &fields)
{
    std::string packed;
    for (const FieldView &f : fields) {
        if (f.place != FieldPlace::Delivery && !(f.place == FieldPlace::Property && f.name == "user_id"))
            appendField(packed, f);
    }
    return packed;
}
} // namespace

struct PublishPage::Private
{
    explicit Private(PublishPage *page) : q(page) {}

    void build();
    void buildBar(QVBoxLayout *layout);
    void buildNotices(QVBoxLayout *layout);
    void connectAll();
    void targetChanged();
    void updateKind();
    void updateButton();
    QString disabledReason() const;
    bool isLocked() const;
    void send();
    void ended(PublishRecord record, const PublishOutcome &outcome);
    void showWaiting();
    void replaceDraft(const Outgoing &event, const QString &sentence);
    void fill(int row);
    void offerUndo(const QString &sentence, std::function<void()> undo);

    PublishPage *q;
    UnlockPrompt unlock;
    std::function<void()> undo;
    QMetaObject::Connection stateWatch;
    QPointer<Session> watched;
    Session *told = nullptr;
    QString toldChannel;
    quint64 tag = 0;
    QTimer guardTimer;

    TargetChooser *target = nullptr;
    QPushButton *button = nullptr, *cancel = nullptr;
    NoticeBar *result = nullptr, *changed = nullptr;
    DraftView *draft = nullptr;
    ReceiptsModel *receipts = nullptr;
    PublishJob *job = nullptr;
    QString waitingFor; // the channel that is being published to
};

// ---- what it is made of

void PublishPage::Private::build()
{
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildBar(layout);
    buildNotices(layout);
    draft = new DraftView(q);
    layout->addWidget(draft, 1);
    receipts = new ReceiptsModel(q);
    auto *card = new Card(tr("Results"), draft->rightColumn());
    auto *view = new ReceiptsView(*receipts, card);
    auto *none = makeLabel(tr("Nothing published yet. What the broker answers is listed here; a click on it fills the "
                              "editor again."),
                           TextRole::Small, card);
    none->setWordWrap(true);
    card->body()->addWidget(none);
    card->body()->addWidget(view);
    view->hide();
    static_cast<QVBoxLayout *>(draft->rightColumn()->layout())->addWidget(card, 4);
    QObject::connect(receipts, &QAbstractItemModel::rowsInserted, view, [view, none] {
        view->show();
        none->hide();
    });
    QObject::connect(view, &ReceiptsView::recordChosen, q, [this](int row) { fill(row); });
    job = new PublishJob(q);
}

void PublishPage::Private::buildBar(QVBoxLayout *layout)
{
    auto *bar = makeBar(q);
    target = new TargetChooser(bar);
    button = makeButton(u"Publish"_s, tr("Publish"), ButtonKind::Primary, bar);
    button->setIcon(QIcon());
    cancel = makeButton(u"Cancel"_s, tr("Cancel"), ButtonKind::Plain, bar);
    cancel->hide();
    auto *line = static_cast<QHBoxLayout *>(bar->layout());
    line->addWidget(target, 1);
    line->addSpacing(4);
    line->addWidget(cancel);
    line->addWidget(button);
    layout->addWidget(bar);
}

void PublishPage::Private::buildNotices(QVBoxLayout *layout)
{
    result = new NoticeBar(q);
    changed = new NoticeBar(u"Draft notice"_s, tr("Draft"), q);
    layout->addWidget(result);
    layout->addWidget(changed);
}

void PublishPage::Private::connectAll()
{
    QObject::connect(target, &TargetChooser::changed, q, [this] { targetChanged(); });
    QObject::connect(target, &TargetChooser::channelsChanged, q, [this] {
        updateKind();
        updateButton();
    });
    QObject::connect(draft, &DraftView::changed, q, [this] { updateButton(); });
    QObject::connect(draft, &DraftView::refused, q, [this](const QString &reason) {
        undo = nullptr;
        changed->showNotice(Tint::Warning, reason);
    });
    QObject::connect(changed, &NoticeBar::actionTriggered, q, [this] {
        const auto take = std::move(undo);
        undo = nullptr;
        changed->dismiss();
        if (take)
            take();
    });
    QObject::connect(button, &QPushButton::clicked, q, &PublishPage::publish);
    QObject::connect(cancel, &QPushButton::clicked, q, &PublishPage::cancelPublishing);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter})
        QObject::connect(
            new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(key)), q, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, q, &PublishPage::publish);
    TemplateBar &templates = draft->templates();
    templates.setDraft([this] {
        PublishTemplate t;
        t.channel = target->channel();
        t.event = draft->draft();
        return t;
    });
    QObject::connect(&templates, &TemplateBar::chosen, q, [this](const PublishTemplate &t) {
        if (!t.channel.isEmpty() && target->channel().isEmpty())
            target->setTarget(nullptr, t.channel);
        replaceDraft(t.event, tr("Filled from the template “%1”.").arg(t.name));
    });
    QObject::connect(&templates, &TemplateBar::removed, q, [this](const PublishTemplate &t) {
        offerUndo(tr("Deleted the template “%1”.").arg(t.name), [this, t] { draft->templates().save(t); });
    });
    QObject::connect(&templates, &TemplateBar::said, q, &PublishPage::statusMessage);
    QObject::connect(&templates, &TemplateBar::failed, q, [this](const QString &sentence) {
        undo = nullptr;
        changed->showNotice(Tint::Warning, sentence);
    });
    guardTimer.setInterval(GuardEveryMs);
    QObject::connect(&guardTimer, &QTimer::timeout, q, [this] {
        if (q->isVisible())
            updateButton();
    });
    guardTimer.start();
}

// ---- where to

void PublishPage::Private::targetChanged()
{
    if (watched != target->session()) {
        QObject::disconnect(stateWatch);
        watched = target->session();
        if (watched)
            stateWatch = QObject::connect(watched, &Session::stateChanged, q, [this] {
                updateButton();
                showWaiting();
            });
    }
    updateKind();
    updateButton();
    if (told == target->session() && toldChannel == target->channel())
        return;
    told = target->session();
    toldChannel = target->channel();
    emit q->targetChanged(told, toldChannel);
}

void PublishPage::Private::updateKind()
{
    const ChannelInfo *info = target->info();
    draft->setKind(target->kind(), info ? info->partitions : std::nullopt, info ? info->exchangeType : QString());
}

// ---- the button

bool PublishPage::Private::isLocked() const
{
    const auto refusal = target->session() ? target->session()->guard().refusal() : std::nullopt;
    return refusal && refusal->code == ErrorCode::GuardProduction;
}

QString PublishPage::Private::disabledReason() const
{
    Session *s = target->session();
    if (!s)
        return target->sessionName().isEmpty() ? tr("No connection is open.")
                                               : tr("%1 is not open.").arg(target->sessionName());
    if (job->isRunning())
        return tr("The event before is still on its way.");
    if (const auto offer = s->connector().publish(); !offer)
        return sentence(offer.reason).message;
    if (const auto refusal = s->guard().refusal(); refusal && refusal->code != ErrorCode::GuardProduction)
        return sentence(*refusal).message;
    if (target->channel().isEmpty())
        return tr("Choose a channel first.");
    return draft->problem();
}

void PublishPage::Private::updateButton()
{
    const bool locked = isLocked();
    const bool production = target->session() && target->session()->identity().environment == Environment::Production;
    const QString name = target->channel().isEmpty() ? QString() : shortName(target->channel());
    setButtonText(button, job->isRunning() ? tr("Publishing…")
                          : name.isEmpty() ? tr("Publish")
                          : locked         ? tr("Publish to %1…").arg(name)
                                           : tr("Publish to %1").arg(name));
    const QString words = button->text();
    const QString reason = disabledReason();
    setDisabledReason(button, reason);
    if (reason.isEmpty()) {
        button->setAccessibleDescription(words);
        button->setToolTip(
            escapedToolTip(locked ? tr("Asks for the connection's name first (Ctrl+Enter)") : tr("Ctrl+Enter")));
    }
    if (button->property(property::Danger).toBool() != production) {
        button->setProperty(property::Primary, !production);
        button->setProperty(property::Danger, production);
        button->style()->unpolish(button);
        button->style()->polish(button);
        button->update();
    }
    cancel->setVisible(job->isRunning());
}

// ---- sending

void PublishPage::Private::send()
{
    Session *s = target->session();
    if (!s || job->isRunning())
        return;
    PublishRecord record;
    record.session = s;
    record.connection = s->identity().name;
    record.channel = target->channel();
    record.event = draft->draft();
    Outgoing event = draft->outgoing();
    event.tag = ++tag;
    waitingFor = record.channel;
    job->start(*s, ChannelAddress{record.channel, {}}, std::move(event),
               [this, record](const PublishOutcome &outcome) { ended(record, outcome); });
    updateButton();
    showWaiting();
}

void PublishPage::Private::showWaiting()
{
    if (!job->isRunning())
        return;
    const Session *s = watched;
    if (s && s->state().link == LinkState::Blocked) {
        const auto &error = s->state().error;
        const bool says = error && !error->args.isEmpty();
        result->showNotice(Tint::Warning,
                           tr("Blocked by the broker: %1. It goes on by itself once the broker can, or cancel.")
                               .arg(says ? visibleText(error->args.first()) : tr("it gives no reason")));
    } else {
        result->showNotice(Tint::Accent, tr("Publishing to %1…").arg(shortName(waitingFor)));
    }
    result->setClosable(false);
}

void PublishPage::Private::ended(PublishRecord record, const PublishOutcome &outcome)
{
    record.timeMs = QDateTime::currentMSecsSinceEpoch();
    record.outcome = outcome;
    const QString sentence = outcomeSentence(record);
    const QString hint = outcomeHint(outcome);
    result->showNotice(outcomeTint(outcome), hint.isEmpty() ? sentence : tr("%1 %2").arg(sentence, hint));
    result->setClosable(true);
    receipts->add(std::move(record));
    updateButton();
    if (watched)
        watched->refresh(); // its figures have changed
    emit q->statusMessage(sentence);
}

// ---- the draft

void PublishPage::Private::replaceDraft(const Outgoing &event, const QString &sentence)
{
    const bool hadWork = !draft->isUntouched();
    const Outgoing before = draft->draft();
    draft->setDraft(event);
    if (hadWork)
        offerUndo(sentence, [this, before] { draft->setDraft(before); });
    else
        emit q->statusMessage(sentence);
}

void PublishPage::Private::offerUndo(const QString &sentence, std::function<void()> take)
{
    undo = std::move(take);
    changed->showNotice(Tint::Accent, sentence);
    changed->setAction(u"Undo change"_s, tr("Undo"));
}

void PublishPage::Private::fill(int row)
{
    const PublishRecord record = receipts->record(row);
    if (record.session)
        target->setTarget(record.session, record.channel);
    replaceDraft(record.event, tr("Filled with what was published at %1.")
                                   .arg(QDateTime::fromMSecsSinceEpoch(record.timeMs).toString(u"HH:mm:ss"_s)));
}

// ---- the page

PublishPage::PublishPage(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setObjectName(u"PublishPage"_s);
    d->build();
    d->connectAll();
    d->updateKind();
    d->updateButton();
}

PublishPage::~PublishPage() { d->target->disconnect(this); }

void PublishPage::setSessions(const std::vector<Session *> &sessions)
{
    d->target->setSessions(sessions);
    d->targetChanged();
}

void PublishPage::setTarget(Session *session, const QString &channel) { d->target->setTarget(session, channel); }

void PublishPage::setEvent(Session *session, const Event &event)
{
    Outgoing out;
    out.key = event.key;
    out.value = event.value;
    out.fields = publishable(FieldList(event.fields));
    const QString channel = QString::fromStdString(event.channel);
    if (session)
        d->target->setTarget(session, channel);
    d->replaceDraft(out, tr("Filled with an event of %1.").arg(shortName(channel)));
}

void PublishPage::setTemplates(std::shared_ptr<TemplateStore> store)
{
    d->draft->templates().setStore(std::move(store));
}

void PublishPage::setUnlockPrompt(UnlockPrompt prompt) { d->unlock = std::move(prompt); }

Session *PublishPage::session() const { return d->target->session(); }
QString PublishPage::channel() const { return d->target->channel(); }
Outgoing PublishPage::outgoing() const { return d->draft->outgoing(); }
bool PublishPage::isPublishing() const { return d->job->isRunning(); }

void PublishPage::publish()
{
    d->updateButton();
    if (!d->button->isEnabled())
        return;
    if (!d->isLocked()) {
        d->send();
        return;
    }
    if (!d->unlock) {
        const auto refusal = session()->guard().refusal();
        d->result->showNotice(Tint::Error, refusal ? sentence(*refusal).message : QString());
        return;
    }
    // Whoever unlocks may take their time: what is sent then must still be what was asked for.
    const QPointer<PublishPage> self(this);
    d->unlock(*session(), tr("Publish to %1").arg(shortName(channel())),
              [self, session = QPointer<Session>(session()), channel = channel()](bool unlocked) {
                  if (!self || !session)
                      return;
                  self->d->updateButton();
                  if (unlocked && self->session() == session && self->channel() == channel && !self->d->isLocked())
                      self->d->send();
              });
}

void PublishPage::cancelPublishing()
{
    if (d->job->isRunning())
        d->job->cancel();
}

// ---- what a session remembers

QVariantMap PublishPage::saveState() const
{
    // Plain text only: it may be kept as JSON.
    QVariantMap state{{u"connection"_s, d->target->sessionName()},
                      {u"channel"_s, d->target->typed()},
                      {u"splitter"_s, QString::fromLatin1(d->draft->splitterState().toBase64())}};
    PublishTemplate t;
    t.name = u"draft"_s;
    t.event = d->draft->draft();
    const std::size_t size = t.event.fields.size() + t.event.value.value_or(std::string()).size();
    if (!d->draft->isUntouched() && size <= std::size_t(DraftLimit))
        state[u"draft"_s] = templateToJson(t).toVariantMap();
    return state;
}

void PublishPage::restoreState(const QVariantMap &state)
{
    const QByteArray splitter = QByteArray::fromBase64(state.value(u"splitter"_s).toString().toLatin1());
    if (!splitter.isEmpty())
        d->draft->restoreSplitter(splitter);
    if (const QVariant draft = state.value(u"draft"_s); draft.isValid()) {
        if (const auto t = templateFromJson(QJsonObject::fromVariantMap(draft.toMap())))
            d->draft->setDraft(t->event);
    }
    const QString connection = state.value(u"connection"_s).toString();
    if (!connection.isEmpty())
        d->target->setTargetNamed(connection, state.value(u"channel"_s).toString());
}

} // namespace flowbench
