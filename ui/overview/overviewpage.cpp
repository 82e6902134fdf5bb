// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewpage.h"

#include "ui/charts/sparkline.h"
#include "ui/look/buttons.h"
#include "ui/look/card.h"
#include "ui/look/emptystate.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/overview/flowchart.h"
#include "ui/overview/overviewrows.h"
#include "words/units.h"
#include "words/visible.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Spacing = 10;
constexpr int NarrowBelow = 760; // the columns stand below each other then
constexpr qint64 SampleEveryMs = 900;
constexpr qint64 PauseMs = 20'000; // longer without a sample: a gap is drawn

QString rateFigure(double perSecond)
{
    return perSecond > 0 && perSecond < 9.95 ? QLocale().toString(perSecond, 'f', 1)
                                             : words::count(std::llround(perSecond));
}
} // namespace

struct OverviewPage::Private
{
    explicit Private(OverviewPage *page) : q(page) {}

    void build();
    QWidget *buildEmpty();
    QWidget *buildContent();
    NumberCard *addNumber(const QString &title, Sparkline *&spark);
    std::vector<Session *> alive() const;
    void follow(Session *session);
    void later();
    void tick();
    void sample(qint64 now);
    void refresh();
    void fillNumbers();
    void fillCards(qint64 now);
    void updateStatus(qint64 now);
    void chooseRow(const QString &id);
    void chooseAttention(const QString &id);
    void paintSparks();

    OverviewPage *q;
    std::vector<QPointer<Session>> sessions;
    Figures figures;
    FlowHistory history;
    Attention attention;
    Status status;
    qint64 sampledMs = 0;
    bool hasSampled = false; // with figures in it
    QTimer clock;
    QTimer soon;

    QStackedLayout *stack = nullptr;
    QWidget *empty = nullptr;
    QWidget *content = nullptr;
    QHBoxLayout *numbers = nullptr;
    QBoxLayout *columns = nullptr;
    NumberCard *throughput = nullptr, *dead = nullptr, *waiting = nullptr, *connected = nullptr;
    Sparkline *throughputLine = nullptr, *deadLine = nullptr, *waitingLine = nullptr, *connectedLine = nullptr;
    FlowChart *chart = nullptr;
    Card *deadCard = nullptr;
    QLabel *calm = nullptr;
    CardTable *attentionTable = nullptr, *deadTable = nullptr, *connectionTable = nullptr;
};

// ---- what it is made of

void OverviewPage::Private::build()
{
    stack = new QStackedLayout(q);
    empty = buildEmpty();
    content = buildContent();
    stack->addWidget(empty);
    stack->addWidget(content);
    clock.setInterval(1000);
    soon.setSingleShot(true);
    QObject::connect(&clock, &QTimer::timeout, q, [this] { tick(); });
    QObject::connect(&soon, &QTimer::timeout, q, [this] {
        // The first figures are shown at once; hidden, what the sessions tell is still remembered.
        if (!q->isVisible() || !hasSampled)
            sample(QDateTime::currentMSecsSinceEpoch());
        refresh();
    });
}

QWidget *OverviewPage::Private::buildEmpty()
{
    auto *state = new EmptyState(u"overview"_s, tr("No connection is open."),
                                 tr("Add one to see its traffic here, or open the sandbox: a broker inside Flowbench "
                                    "with a shop's events in it."),
                                 q);
    connect(state->setAction(u"Add connection…"_s, tr("Add connection…")), &QPushButton::clicked, q,
            &OverviewPage::addAsked);
    auto *sandbox = makeButton(u"Open the sandbox"_s, tr("Open the sandbox"), ButtonKind::Plain, state);
    auto *layout = static_cast<QVBoxLayout *>(state->layout());
    layout->insertWidget(layout->count() - 1, sandbox, 0, Qt::AlignHCenter);
    connect(sandbox, &QPushButton::clicked, q, &OverviewPage::sandboxAsked);
    return state;
}

NumberCard *OverviewPage::Private::addNumber(const QString &title, Sparkline *&spark)
{
    auto *card = new NumberCard(title, q);
    spark = new Sparkline(card);
    card->setSparkline(spark);
    numbers->addWidget(card, 1);
    return card;
}

namespace {
// A scroll area gives a layout with wrapped text the height it would like, and scrolls; the least it can do with is
// meant.
class ModestColumn : public QVBoxLayout
{
public:
    using QVBoxLayout::QVBoxLayout;
    bool hasHeightForWidth() const override { return false; }
};
} // namespace

QWidget *OverviewPage::Private::buildContent()
{
    auto *scroll = new QScrollArea(q);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    setNames(scroll, u"Overview page"_s, tr("Overview"));
    auto *page = new QWidget(scroll);
    page->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto *layout = new ModestColumn(page);
    layout->setContentsMargins(measure::PageMargin, measure::PageMargin, measure::PageMargin, measure::PageMargin);
    layout->setSpacing(12);
    numbers = new QHBoxLayout;
    numbers->setSpacing(Spacing);
    throughput = addNumber(tr("Throughput"), throughputLine);
    dead = addNumber(tr("Dead letters"), deadLine);
    waiting = addNumber(tr("Waiting in queues"), waitingLine);
    connected = addNumber(tr("Connections"), connectedLine);
    layout->addLayout(numbers);
    columns = new QBoxLayout(QBoxLayout::LeftToRight);
    columns->setSpacing(Spacing);
    layout->addLayout(columns, 1);

    chart = new FlowChart(page);
    columns->addWidget(chart, 26);

    auto *right = new QVBoxLayout;
    right->setSpacing(Spacing);
    columns->addLayout(right, 20);
    auto *attentionCard = new Card(tr("Needs attention"), page);
    attentionTable = new CardTable(u"Needs attention"_s, tr("Needs attention"), {{QString(), false}}, 0, attentionCard);
    calm = makeLabel(tr("Nothing: every connection is up and no dead-letter channel is over its limit."),
                     TextRole::Muted, attentionCard);
    calm->setWordWrap(true);
    attentionCard->body()->addWidget(attentionTable);
    attentionCard->body()->addWidget(calm);
    deadCard = new Card(tr("Dead letters"), page);
    deadTable = new CardTable(u"Dead letters"_s, tr("Dead letters"),
                              {{tr("Channel"), false}, {tr("Depth"), true}, {tr("10 min"), false}}, 0, deadCard);
    deadCard->body()->addWidget(deadTable);
    auto *connectionsCard = new Card(tr("Connections"), page);
    connectionTable =
        new CardTable(u"Open connections"_s, tr("Open connections"),
                      {{tr("Connection"), false}, {tr("State"), false}, {tr("Channels"), true}, {tr("Age"), true}}, 0,
                      connectionsCard);
    connectionsCard->body()->addWidget(connectionTable);
    connectionsCard->body()->addStretch(1);
    for (Card *card : {attentionCard, deadCard})
        card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    right->addWidget(attentionCard);
    right->addWidget(deadCard);
    right->addWidget(connectionsCard, 1);

    connect(attentionTable, &CardTable::rowChosen, q, [this](const QString &id) { chooseAttention(id); });
    connect(deadTable, &CardTable::rowChosen, q, [this](const QString &id) { chooseRow(id); });
    connect(connectionTable, &CardTable::rowChosen, q, [this](const QString &id) { chooseRow(id); });
    scroll->setWidget(page);
    return scroll;
}

// ---- sessions

std::vector<Session *> OverviewPage::Private::alive() const
{
    std::vector<Session *> out;
    for (const QPointer<Session> &s : sessions) {
        if (s)
            out.push_back(s);
    }
    return out;
}

void OverviewPage::Private::follow(Session *session)
{
    // Ten connections tell their figures at ten moments; painting the page at each of them is what an idle window
    // would spend its time on. The clock's next tick shows them all.
    QObject::connect(session, &Session::channelsChanged, q, [this] {
        if (!hasSampled || !clock.isActive() || !q->isVisible())
            later();
    });
    QObject::connect(session, &Session::stateChanged, q, [this] { later(); });
    QObject::connect(session, &QObject::destroyed, q, [this, session] {
        std::erase_if(sessions, [session](const QPointer<Session> &s) { return !s || s == session; });
        history.forget(session);
        attention.forget(session);
        later();
    });
}

void OverviewPage::Private::later()
{
    if (!soon.isActive())
        soon.start(0);
}

void OverviewPage::Private::tick()
{
    sample(QDateTime::currentMSecsSinceEpoch());
    refresh();
}

void OverviewPage::Private::sample(qint64 now)
{
    const auto open = alive();
    if (open.empty() || (now - sampledMs < SampleEveryMs && hasSampled))
        return;
    figures = gatherFigures(open, now);
    if (!hasSampled && figures.oldestMs == 0)
        return; // nothing is known yet: history begins with the first figures
    if (hasSampled && now - sampledMs > PauseMs)
        history.add(now - 1, Figures());
    history.add(now, figures);
    sampledMs = now;
    hasSampled = true;
    chart->draw(history, alive(), true);
}

void OverviewPage::Private::refresh()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto open = alive();
    figures = gatherFigures(open, now);
    attention.update(now, open, figures);
    updateStatus(now);
    if (!q->isVisible())
        return;
    stack->setCurrentWidget(open.empty() ? empty : content);
    fillNumbers();
    fillCards(now);
}

void OverviewPage::Private::updateStatus(qint64 now)
{
    Status s;
    s.connected = figures.connected;
    s.total = figures.total;
    if (s.total > 0)
        s.connections = tr("%1 of %2 connected").arg(s.connected).arg(s.total);
    if (figures.oldestMs)
        s.age = tr("figures %1 old").arg(shortDuration(now - figures.oldestMs));
    if (!history.times().empty())
        s.since =
            tr("history since %1")
                .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(history.times().front()).time(), u"HH:mm"_s));
    if (s == status)
        return;
    status = s;
    emit q->statusChanged();
}

// ---- cards

void OverviewPage::Private::fillNumbers()
{
    const QString unknown = u"–"_s;
    throughput->setNumber(figures.throughput ? rateFigure(*figures.throughput) : unknown, tr("events/s"));
    throughputLine->setValues(sparkValues(history.throughput()));
    dead->setNumber(figures.dead ? words::count(*figures.dead) : unknown, deadGrowth(figures, history),
                    figures.dead.value_or(0) > 0 ? Tint::Dead : Tint::Neutral);
    deadLine->setValues(sparkValues(history.deadGrown()));
    waiting->setVisible(figures.waiting.has_value());
    waiting->setNumber(words::count(figures.waiting.value_or(0)),
                       figures.queues == 1 ? tr("in one queue") : tr("in %1 queues").arg(words::count(figures.queues)));
    waitingLine->setValues(sparkValues(history.waiting()));
    connected->setNumber(tr("%1 of %2").arg(figures.connected).arg(figures.total), tr("connected"),
                         figures.connected < figures.total ? Tint::Warning : Tint::Neutral);
    connectedLine->setValues(sparkValues(history.connected()));
    paintSparks();
}

void OverviewPage::Private::paintSparks()
{
    const Theme &theme = themeOf(q);
    SparkStyle style;
    style.tint = true;
    style.colour = theme.accent;
    throughputLine->setSparkStyle(style);
    style.colour = theme.dead;
    deadLine->setSparkStyle(style);
    style.colour = theme.series[5];
    waitingLine->setSparkStyle(style);
    style.colour = figures.connected < figures.total ? theme.warning : theme.ok;
    style.scale = SparkScale{0, float(std::max(1, figures.total)) * 1.1f};
    connectedLine->setSparkStyle(style);
}

void OverviewPage::Private::fillCards(qint64 now)
{
    const auto open = alive();
    attentionTable->setRows(attentionRows(attention.items(), now, open.size() > 1));
    attentionTable->setVisible(!attention.items().empty());
    calm->setVisible(attention.items().empty());
    deadTable->setRows(deadLetterRows(figures, history, open.size() > 1));
    deadCard->setVisible(!figures.deadLetters.empty());
    connectionTable->setRows(connectionRows(open, now));
}

void OverviewPage::Private::chooseRow(const QString &id)
{
    const qsizetype at = id.indexOf(u'\n');
    for (Session *s : alive()) {
        if (rowId(s) != id.left(at + 1))
            continue;
        const QString channel = id.mid(at + 1);
        if (channel.isEmpty())
            emit q->connectionChosen(s);
        else
            emit q->channelChosen(s, channel);
        return;
    }
}

void OverviewPage::Private::chooseAttention(const QString &id)
{
    for (const AttentionItem &item : attention.items()) {
        if (item.id + u'\n' + QString::number(item.resolvedMs) == id) {
            chooseRow(rowId(item.session, item.channel));
            return;
        }
    }
}

// ---- the page

OverviewPage::OverviewPage(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setObjectName(u"OverviewPage"_s);
    d->build();
}

OverviewPage::~OverviewPage()
{
    for (Session *s : d->alive())
        s->disconnect(this);
}

void OverviewPage::setSessions(const std::vector<Session *> &sessions)
{
    const auto before = d->alive();
    for (Session *s : before) {
        if (std::find(sessions.begin(), sessions.end(), s) != sessions.end())
            continue;
        s->disconnect(this);
        d->history.forget(s);
        d->attention.forget(s);
    }
    d->sessions.assign(sessions.begin(), sessions.end());
    for (Session *s : sessions) {
        if (std::find(before.begin(), before.end(), s) == before.end())
            d->follow(s);
    }
    d->stack->setCurrentWidget(sessions.empty() ? d->empty : d->content);
    d->chart->draw(d->history, d->alive(), false);
    d->later();
}

void OverviewPage::setDeadLimits(DeadLetterLimits limits) { d->attention.setLimits(limits); }

void OverviewPage::setSeriesColours(SeriesColours *colours)
{
    d->chart->setColours(colours);
    d->chart->draw(d->history, d->alive(), false);
}

OverviewPage::Status OverviewPage::status() const { return d->status; }

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    d->clock.start();
    d->tick();
}

void OverviewPage::hideEvent(QHideEvent *event)
{
    d->clock.stop();
    QWidget::hideEvent(event);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->columns->setDirection(width() < NarrowBelow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void OverviewPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && d->chart) {
        d->paintSparks();
        d->chart->draw(d->history, d->alive(), false);
    }
}

} // namespace flowbench
