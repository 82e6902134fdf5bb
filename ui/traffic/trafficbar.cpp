// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficbar.h"

#include "ui/filter/filterfield.h"
#include "ui/look/buttons.h"
#include "ui/look/icon.h"
#include "ui/look/style.h"
#include "ui/traffic/fromdialog.h"
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
      m_older(makeButton(u"Load older"_s, tr("Load older"), ButtonKind::Flat, this)),
      m_search(makeButton(u"Search…"_s, tr("Search…"), ButtonKind::Plain, this)),
      m_filter(new FilterField(this)),
      m_filters(makeIconButton(u"Filters"_s, u"filter"_s, tr("Saved and recent filters"), this)),
      m_columns(makeButton(u"Columns"_s, tr("Columns"), ButtonKind::Flat, this)),
      m_zone(makeButton(u"Time zone"_s, tr("Local"), ButtonKind::Flat, this, tr("Time zone"))),
      m_more(makeIconButton(u"More"_s, u"more"_s, tr("More"), this))
{
    setFixedHeight(measure::Bar + 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 1);
    layout->setSpacing(measure::Gap);
    m_follow->setCheckable(true);
    m_pause->setIcon(icon(u"pause"_s));
    m_filter->setMinimumWidth(120);
    for (QWidget *w : std::initializer_list<QWidget *>{m_pause, m_follow, m_from, m_older, m_search})
        layout->addWidget(w);
    layout->addWidget(m_filter, 1);
    for (QWidget *w : std::initializer_list<QWidget *>{m_filters, m_columns, m_zone, m_more})
        layout->addWidget(w);
    connect(m_pause, &QPushButton::clicked, this, &TrafficBar::pauseToggled);
    connect(m_follow, &QPushButton::clicked, this, &TrafficBar::followToggled);
    connect(m_from, &QPushButton::clicked, this, &TrafficBar::showFromMenu);
    connect(m_older, &QPushButton::clicked, this, &TrafficBar::olderRequested);
    connect(m_search, &QPushButton::clicked, this, &TrafficBar::searchRequested);
    connect(m_zone, &QPushButton::clicked, this, [this] { emit utcChosen(!m_utc); });
    connect(m_more, &QToolButton::clicked, this, &TrafficBar::showMoreMenu);
    connect(m_filters, &QToolButton::clicked, this, [this] {
        QMenu menu(this);
        if (m_fillFilters)
            m_fillFilters(menu);
        popUp(menu, m_filters);
    });
    connect(m_columns, &QPushButton::clicked, this, [this] {
        QMenu menu(this);
        if (m_fillColumns)
            m_fillColumns(menu);
        popUp(menu, m_columns);
    });
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
        following || newRows == 0 ? tr("Follow") : tr("Follow, %1 new").arg(words::count(qint64(newRows)));
    if (text != m_follow->text())
        setButtonText(m_follow, text);
    m_follow->setToolTip(following ? tr("The newest event stays in sight; scrolling up or selecting one ends it")
                                   : tr("Keep the newest event in sight"));
}

void TrafficBar::setFrom(const QString &words, const QString &reason)
{
    setButtonText(m_from, tr("From: %1").arg(words));
    setDisabledReason(m_from, reason);
}

void TrafficBar::setOlder(bool loading, const QString &reason)
{
    m_older->setText(loading ? tr("Loading…") : tr("Load older"));
    setDisabledReason(m_older, reason);
    if (loading)
        m_older->setEnabled(false);
}

void TrafficBar::setSearchReason(const QString &reason)
{
    setDisabledReason(m_search, reason);
    if (reason.isEmpty())
        m_search->setToolTip(tr("Search everything the broker keeps (Ctrl+Shift+F)"));
}

void TrafficBar::setUtc(bool utc)
{
    m_utc = utc;
    setButtonText(m_zone, utc ? tr("UTC") : tr("Local"));
    m_zone->setToolTip(utc ? tr("Times are UTC; click for local time") : tr("Times are local; click for UTC"));
}

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
    popUp(menu, m_from);
}

void TrafficBar::showMoreMenu()
{
    QMenu menu(this);
    menu.addAction(tr("Export…"), this, &TrafficBar::exportRequested);
    menu.addAction(tr("Save body…"), this, &TrafficBar::saveBodyRequested);
    menu.addSeparator();
    menu.addSection(tr("Keep at most"));
    for (const quint64 bytes : Budgets) {
        QAction *action =
            menu.addAction(words::bytes(qint64(bytes)), this, [this, bytes] { emit budgetChosen(bytes); });
        action->setCheckable(true);
        action->setChecked(bytes == m_budget);
    }
    popUp(menu, m_more);
}

} // namespace flowbench
