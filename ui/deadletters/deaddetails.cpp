// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/deaddetails.h"

#include "ui/deadletters/failureview.h"
#include "ui/deadletters/originalview.h"
#include "ui/deadletters/relatedview.h"
#include "ui/look/buttons.h"
#include "ui/traffic/detailspane.h"

#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

DeadDetails::DeadDetails(QWidget *parent)
    : QWidget(parent),
      m_pane(new DetailsPane(this)),
      m_failureView(new FailureView(this)),
      m_original(new OriginalView(this)),
      m_related(new RelatedView(this)),
      m_edit(makeButton(u"Edit…"_s, tr("Edit…"), ButtonKind::Flat, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pane);
    m_pane->insertTab(0, u"Failure"_s, tr("Failure"), m_failureView);
    m_pane->insertTab(3, u"Original"_s, tr("Original"), m_original);
    m_pane->insertTab(4, u"Related"_s, tr("Related"), m_related);
    m_edit->setToolTip(tr("Changes this one and replays it"));
    m_pane->setCornerWidget(m_edit);
    m_pane->setCurrentTab(u"Failure"_s);
    connect(m_edit, &QPushButton::clicked, this, &DeadDetails::editClicked);
    connect(m_pane, &DetailsPane::tabChanged, this, &DeadDetails::tabChanged);
    connect(m_pane, &DetailsPane::message, this, &DeadDetails::message);
    connect(m_pane, &DetailsPane::correlationClicked, this, &DeadDetails::correlationClicked);
    connect(m_related, &RelatedView::eventChosen, this, &DeadDetails::eventChosen);
}

DeadDetails::~DeadDetails() = default;

void DeadDetails::setSource(Session *session, std::shared_ptr<const DeadSet> set)
{
    m_session = session;
    if (set == m_set)
        return;
    clear();
    m_set = std::move(set);
}

void DeadDetails::showLetter(std::size_t index)
{
    if (!m_set || index >= m_set->size())
        return;
    m_index = index;
    m_recognised = false;
    m_pane->setEvent(m_set->chunkOf(index), m_set->rowOf(index));
    m_job = m_jobs.run(
        this, Milliseconds(0), [set = m_set, index](const Cancel &) { return recogniseFailure(set->event(index)); },
        [this](std::optional<Failure> failure) {
            m_failure = std::move(failure);
            m_recognised = true;
            m_failureView->setFailure(m_failure);
            tabChanged();
        });
    tabChanged();
}

// What asks somebody else is asked when a person looks at it.
void DeadDetails::tabChanged()
{
    const bool any = m_set && m_index;
    const QString tab = m_pane->currentTab();
    if (any && m_recognised && tab == "Original"_L1)
        m_original->showOriginalOf(m_session, m_set, *m_index, m_failure);
    else
        m_original->clear();
    if (any && tab == "Related"_L1)
        m_related->showRelativesOf(m_set, *m_index);
    else
        m_related->clear();
}

void DeadDetails::clear()
{
    m_job = JobHandle();
    m_index.reset();
    m_failure.reset();
    m_recognised = false;
    m_pane->clear();
    m_original->clear();
    m_related->clear();
}

void DeadDetails::setDecoder(std::shared_ptr<const EventDecoder> decoder) { m_pane->setDecoder(std::move(decoder)); }

QString DeadDetails::currentTab() const { return m_pane->currentTab(); }

void DeadDetails::setCurrentTab(const QString &name) { m_pane->setCurrentTab(name); }

} // namespace flowbench
