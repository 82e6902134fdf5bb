// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/queuequestion.h"

#include "ui/look/buttons.h"
#include "ui/look/card.h"
#include "ui/look/labels.h"
#include "ui/look/noticebar.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

QueueQuestion::QueueQuestion(QWidget *parent)
    : QWidget(parent),
      m_facts(makeLabel({}, TextRole::Muted, this)),
      m_effectsText(makeLabel({}, TextRole::Normal, this)),
      m_followText(makeLabel({}, TextRole::Muted, this)),
      m_look(makeButton(u"Look…"_s, {}, ButtonKind::Primary, this, tr("Look…"))),
      m_follow(makeButton(u"Follow new messages"_s, tr("Follow new messages"), ButtonKind::Plain, this)),
      m_notice(new NoticeBar(this))
{
    auto *card = m_card = new Card({}, this);
    card->setMaximumWidth(640);
    m_effectsText->setObjectName(u"Effects"_s);
    for (QLabel *label : {m_facts, m_effectsText, m_followText})
        label->setWordWrap(true);
    card->body()->setSpacing(10);
    card->body()->addWidget(m_facts);
    card->body()->addWidget(m_notice);
    card->body()->addWidget(m_effectsText);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(measure::Gap);
    buttons->addWidget(m_look);
    buttons->addWidget(m_follow);
    buttons->addStretch(1);
    card->body()->addLayout(buttons);
    card->body()->addWidget(m_followText);
    m_notice->setClosable(false);
    setLabelText(m_followText,
                 tr("Following binds a queue of its own beside this one and takes nothing from it. Messages "
                    "sent straight to the queue are not seen that way."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::PageMargin, measure::PageMargin, measure::PageMargin, measure::PageMargin);
    layout->addStretch(1);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(card, 1000);
    middle->addStretch(1);
    layout->addLayout(middle);
    layout->addStretch(2);
    connect(m_look, &QPushButton::clicked, this, &QueueQuestion::ask);
    connect(m_follow, &QPushButton::clicked, this, &QueueQuestion::followRequested);
    connect(m_notice, &NoticeBar::actionTriggered, this, &QueueQuestion::retryRequested);
}

void QueueQuestion::setFollowOffered(bool on)
{
    m_follow->setVisible(on);
    m_followText->setVisible(on);
}

quint64 QueueQuestion::count() const
{
    return m_effects ? std::min(quint64(std::max<qint64>(0, m_effects->depth)), FirstMessages) : 0;
}

bool QueueQuestion::isOutOfReach(const LookEffects &effects)
{
    return effects.countsAsDelivery && effects.deliveryLimit && effects.deliveriesLeft == 0 && effects.depth > 0;
}

QStringList QueueQuestion::sentences(const LookEffects &effects, bool again)
{
    if (isOutOfReach(effects))
        return {tr("Its messages have no delivery left (the limit is %1): a look could destroy them, so the queue is "
                   "not touched.")
                    .arg(words::count(*effects.deliveryLimit)),
                tr("What the last look saw is kept and can be shown.")};
    QStringList said;
    if (effects.countsAsDelivery) {
        if (!again && effects.deliveriesLeft && effects.deliveriesLeft < effects.deliveryLimit)
            said += tr("Its messages were fetched before: where the copy of that is kept, it is shown and the queue is "
                       "not touched. Otherwise:");
        if (effects.deliveryLimit && effects.deliveriesLeft)
            said += tr("A look counts as a delivery: the limit is %1, and the message with the fewest has %2 left.")
                        .arg(words::count(*effects.deliveryLimit), words::count(*effects.deliveriesLeft));
        else
            said += tr("A look counts as a delivery of every message.");
    }
    if (effects.consumers > 0)
        said += tr("%Ln consumer(s) go without these messages meanwhile.", nullptr, effects.consumers);
    if (effects.mayReorder)
        said += tr("The order of the queue may change.");
    if (effects.marksRedelivered)
        said += tr("The messages are held for a moment and given back together, marked as redelivered.");
    if (said.isEmpty())
        said += effects.changesNothing ? tr("Looking changes nothing in this queue.")
                                       : tr("The messages are held for a moment and given back together.");
    return said;
}

void QueueQuestion::setQueue(const QString &queue, const QString &connection, const std::optional<LookEffects> &effects,
                             const std::optional<Error> &error, bool again)
{
    m_queue = queue;
    m_again = again;
    m_connection = connection;
    m_effects = effects;
    m_card->setTitle(tr("%1 on %2").arg(queue, connection));
    m_notice->dismiss();
    if (error) {
        const Sentence s = sentence(*error);
        m_notice->showNotice(Tint::Error, s.hint.isEmpty() ? s.message : s.message + u' ' + s.hint);
        m_notice->setAction(u"Ask again"_s, tr("Ask again"));
    }
    setLabelText(m_facts,
                 effects ? tr("It holds %Ln message(s).", nullptr, int(std::min<qint64>(effects->depth, 2000000000)))
                 : error ? QString()
                         : tr("Asking the broker what a look would do…"));
    m_facts->setVisible(!m_facts->text().isEmpty());
    const bool holdsAny = effects && effects->depth > 0; // else there is nothing to warn of
    setLabelText(m_effectsText, holdsAny ? sentences(*effects, again).join(u' ') : QString());
    m_effectsText->setVisible(holdsAny);
    const quint64 n = count();
    const bool all = effects && n == quint64(effects->depth);
    setButtonText(m_look,
                  effects && isOutOfReach(*effects) ? tr("Show the copy of the last look")
                  : all                             ? tr("Look at %Ln message(s)…", nullptr, int(n))
                        : tr("Look at the first %1 messages…").arg(words::count(qint64(effects ? n : FirstMessages))));
    m_look->setEnabled(effects && n > 0);
}

void QueueQuestion::ask()
{
    const quint64 n = count();
    if (!m_effects || m_effects->changesNothing || isOutOfReach(*m_effects)) {
        emit lookRequested(n == 0 ? FirstMessages : n);
        return;
    }
    auto *box = new QMessageBox(this);
    box->setObjectName(u"Look"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Look into a queue"));
    box->setText(tr("Look at %Ln message(s) of %1 on %2?", nullptr, int(n))
                     .arg(visibleText(m_queue), visibleText(m_connection)));
    box->setInformativeText(sentences(*m_effects, m_again).join(u' '));
    QPushButton *look = box->addButton(tr("Look at %Ln message(s)", nullptr, int(n)), QMessageBox::AcceptRole);
    look->setObjectName(u"Look"_s);
    box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(look, &QPushButton::clicked, this, [this, n] { emit lookRequested(n); });
    box->open();
}

} // namespace flowbench
