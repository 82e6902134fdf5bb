// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficbar.h"

#include "ui/filter/filterfield.h"
#include "ui/look/buttons.h"
#include "ui/look/icon.h"
#include "ui/look/style.h"
#include "ui/traffic/fromdialog.h"
#include "ui/traffic/trafficstatus.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr quint64 MiB = quint64(1) << 20;
constexpr quint64 Budgets[] = {256 * MiB, 512 * MiB, 1024 * MiB, 2048 * MiB, 4096 * MiB, 8192 * MiB};

// Under the button, as wide as it needs.
void popUp(QMenu &menu, QWidget *under) { menu.exec(under->mapToGlobal(QPoint(0, under->height() + 2))); }

} // namespace

TrafficBar::TrafficBar(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_pause(makeButton(u"Pause"_s, tr("Pause"), ButtonKind::Plain, this)),
      m_follow(makeButton(u"Follow"_s, tr("Follow"), ButtonKind::Plain, this)),
      m_from(makeButton(u"From"_s, tr("From"), ButtonKind::Plain, this)),
      m_search(makeButton(u"Search…"_s, tr("Search…"), ButtonKind::Plain, this)),
      m_filter(new FilterField(this)),
      m_filters(makeIconButton(u"Filters"_s, u"filter"_s, tr("Saved and recent filters"), this)),
      m_columns(makeIconButton(u"Columns"_s, u"columns"_s, tr("Columns"), this)),
      m_more(makeIconButton(u"More"_s, u"more"_s, tr("More"), this)),
      m_older(new QAction(tr("Load older"), this))
{
    setFixedHeight(measure::Bar + 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 1);
    layout->setSpacing(measure::Gap);
    m_follow->setCheckable(true);
    m_pause->setIcon(icon(u"pause"_s));
    m_filter->setMinimumWidth(120);
    m_older->setObjectName(u"Load older"_s);
    for (QWidget *w : std::initializer_list<QWidget *>{m_pause, m_follow, m_from})
        layout->addWidget(w);
    layout->addWidget(m_filter, 1);
    for (QWidget *w : std::initializer_list<QWidget *>{m_filters, m_search, m_columns, m_more})
        layout->addWidget(w);
    connect(m_pause, &QPushButton::clicked, this, &TrafficBar::pauseToggled);
    connect(m_follow, &QPushButton::clicked, this, &TrafficBar::followToggled);
    connect(m_from, &QPushButton::clicked, this, &TrafficBar::showFromMenu);
    connect(m_older, &QAction::triggered, this, &TrafficBar::olderRequested);
    connect(m_search, &QPushButton::clicked, this, &TrafficBar::searchRequested);
    connect(m_more, &QToolButton::clicked, this, &TrafficBar::showMoreMenu);
    connect(m_filters, &QToolButton::clicked, this, [this] { popUpFilled(m_fillFilters, m_filters); });
    connect(m_columns, &QToolButton::clicked, this, [this] { popUpFilled(m_fillColumns, m_columns); });
}

void TrafficBar::popUpFilled(const std::function<void(QMenu &)> &fill, QWidget *under)
{
    QMenu menu(this);
    if (fill)
        fill(menu);
    popUp(menu, under);
}

void TrafficBar::setPaused(bool paused, const QString &disabledReason)
{
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->text());
    m_pause->setIcon(icon(paused ? u"play"_s : u"pause"_s));
    setDisabledReason(m_pause, disabledReason);
    if (disabledReason.isEmpty())
        m_pause->setToolTip(paused ? tr("Go on reading (Space)") : tr("Stop reading, the connection stays (Space)"));
}

void TrafficBar::setFollowing(bool following, quint64 newRows, bool enabled)
{
    m_follow->setChecked(following);
    m_follow->setEnabled(enabled);
    const QString text =
        following || newRows == 0 ? tr("Follow") : tr("Follow, %1 new").arg(shortCount(qint64(newRows)));
    if (text != m_follow->text())
        setButtonText(m_follow, text);
    m_follow->setToolTip(following ? tr("The newest event stays in sight; scrolling up or selecting one ends it")
                                   : tr("Keep the newest event in sight"));
}

void TrafficBar::setFrom(const QString &words, const QString &reason)
{
    // The field beside it needs the room: no "From" before it, that is its name.
    setButtonText(m_from, words.left(1).toUpper() + words.mid(1));
    setDisabledReason(m_from, reason);
    if (reason.isEmpty())
        m_from->setToolTip(tr("Where reading begins"));
}

void TrafficBar::setOlder(bool loading, const QString &reason)
{
    m_older->setText(loading ? tr("Loading…") : tr("Load older"));
    m_older->setEnabled(!loading && reason.isEmpty());
    m_older->setToolTip(reason);
}

void TrafficBar::setSearchReason(const QString &reason)
{
    setDisabledReason(m_search, reason);
    if (reason.isEmpty())
        m_search->setToolTip(tr("Search everything the broker keeps (Ctrl+Shift+F)"));
}

void TrafficBar::setUtc(bool utc) { m_utc = utc; }

void TrafficBar::setBudget(quint64 bytes) { m_budget = bytes; }

void TrafficBar::ask(int what)
{
    auto *dialog = new FromDialog(FromDialog::Ask(what), m_utc, this);
    connect(dialog, &FromDialog::chosen, this, &TrafficBar::fromChosen);
    dialog->open();
}

void TrafficBar::showFromMenu()
{
    QMenu menu(this);
    menu.addAction(tr("Now"), this, [this] { emit fromChosen({}, tr("now")); });
    menu.addAction(tr("Newest 200"), this, [this] {
        TailRequest from;
        from.last = 200;
        emit fromChosen(from, tr("newest 200"));
    });
    menu.addAction(tr("Newest…"), this, [this] { ask(int(FromDialog::Ask::Last)); });
    menu.addAction(tr("Time…"), this, [this] { ask(int(FromDialog::Ask::Time)); });
    menu.addAction(tr("Offset…"), this, [this] { ask(int(FromDialog::Ask::Offset)); });
    menu.addAction(tr("Beginning"), this, [this] {
        TailRequest from;
        from.from = Earliest{};
        emit fromChosen(from, tr("beginning"));
    });
    menu.addSeparator();
    menu.addAction(m_older);
    popUp(menu, m_from);
}

void TrafficBar::showMoreMenu()
{
    QMenu menu(this);
    menu.addAction(tr("Export…"), this, &TrafficBar::exportRequested);
    menu.addAction(tr("Save body…"), this, &TrafficBar::saveBodyRequested);
    QAction *utc = menu.addAction(tr("Times in UTC"), this, [this] { emit utcChosen(!m_utc); });
    utc->setObjectName(u"Times in UTC"_s);
    utc->setCheckable(true);
    utc->setChecked(m_utc);
    QMenu *keep = menu.addMenu(tr("Keep at most"));
    for (const quint64 bytes : Budgets) {
        QAction *action =
            keep->addAction(words::bytes(qint64(bytes)), this, [this, bytes] { emit budgetChosen(bytes); });
        action->setCheckable(true);
        action->setChecked(bytes == m_budget);
    }
    popUp(menu, m_more);
}

} // namespace flowbench
