// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/originalview.h"

#include "ui/deadletters/groupwords.h"
#include "ui/look/chip.h"
#include "ui/look/emptystate.h"
#include "ui/look/labels.h"
#include "ui/look/splitter.h"
#include "ui/look/style.h"
#include "ui/traffic/detailfields.h"
#include "ui/viewers/bodyview.h"
#include "ui/viewers/keyvalueview.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds ReadFor{15'000};

class OneEvent final : public EventSink
{
public:
    bool take(ChunkPtr chunk) override
    {
        if (!found && chunk->rows() > 0)
            found.emplace(chunk->row(0));
        return false;
    }
    std::optional<Event> found;
};

bool sameBody(const Event &a, const EventView &b)
{
    return a.value.has_value() == b.hasValue && (!b.hasValue || std::string_view(*a.value) == b.value);
}

} // namespace

OriginalView::OriginalView(QWidget *parent)
    : QStackedWidget(parent),
      m_empty(new EmptyState(this)),
      m_place(makeLabel({}, TextRole::Muted, this)),
      m_same(new Chip(this)),
      m_body(new BodyView(this)),
      m_headers(new KeyValueView(this))
{
    setObjectName(u"Original"_s);
    m_headers->setNames(tr("Headers of the original"), u"Headers of the original"_s);
    m_body->setAccessibleName(tr("Original value"));
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(measure::PageMargin, 6, measure::PageMargin, 6);
    line->setSpacing(measure::Gap);
    line->addWidget(m_place);
    line->addWidget(m_same);
    line->addStretch(1);
    column->addLayout(line);
    auto *parts = new Splitter(Qt::Vertical, page);
    parts->addWidget(m_body);
    parts->addWidget(m_headers);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 1);
    column->addWidget(parts, 1);
    addWidget(m_empty);
    addWidget(page);
}

OriginalView::~OriginalView() = default;

void OriginalView::showOriginalOf(Session *session, const std::shared_ptr<const DeadSet> &set, std::size_t index,
                                  const std::optional<Failure> &failure)
{
    if (set == m_set && index == m_index && session == m_session)
        return;
    m_set = set;
    m_index = index;
    m_session = session;
    m_job = JobHandle();
    if (!failure) {
        say(tr("The event tells of no failure"), tr("So nobody knows where it failed."));
        return;
    }
    const FailureOrigin &origin = failure->origin;
    if (set->isQueue() || origin.channel.starts_with("queue:")) {
        say(tr("A queue keeps no original"),
            tr("What a consumer rejects or a queue drops is moved, not copied: this dead letter is the event itself."));
        return;
    }
    if (origin.channel.empty() || !origin.partition || !origin.offset) {
        say(tr("The event does not tell where it failed"),
            tr("For its original a topic, a partition and an offset are needed."));
        return;
    }
    if (!m_session) {
        say(tr("The connection was closed"), tr("Open it again to read the original."));
        return;
    }
    read(origin);
}

void OriginalView::clear()
{
    m_job = JobHandle();
    if (currentIndex() == 1)
        return; // read already: it is the same when the person comes back
    m_index.reset();
}

void OriginalView::read(const FailureOrigin &origin)
{
    const QString channel = QString::fromStdString(origin.channel);
    const QString place =
        tr("%1, partition %2, offset %3")
            .arg(hostileText(origin.channel), QString::number(*origin.partition), words::count(*origin.offset));
    say(tr("Reading the original…"), place);
    ScanRequest request;
    request.channels = {ChannelAddress::parse(channel)};
    request.partition = *origin.partition;
    request.from = AtOffset{*origin.offset};
    request.to = AtOffset{*origin.offset + 1};
    request.limit = 1;
    request.committed = false; // it was handed to a consumer, whatever became of its transaction
    m_job = m_session->run(
        this, ReadFor,
        [request, offset = *origin.offset](Connector &connector, const Cancel &cancel) -> Found {
            const auto scan = connector.scan();
            if (!scan)
                return {{}, scan.reason};
            OneEvent one;
            const auto coverage = scan->scan(request, one, cancel);
            if (!coverage)
                return {{}, coverage.error()};
            if (one.found && one.found->offset == offset)
                return {std::move(one.found), {}};
            if (coverage->error)
                return {{}, coverage->error};
            return {};
        },
        [this, place](const Found &found) { take(found, place); });
}

void OriginalView::take(const Found &found, const QString &place)
{
    if (found.error) {
        const Sentence s = sentence(*found.error);
        say(s.message, s.hint);
        return;
    }
    if (!found.event) {
        say(tr("The original is gone"),
            tr("Nothing lies at %1 any more: it was dropped by retention or compaction.").arg(place));
        return;
    }
    const Event &event = *found.event;
    const bool same = sameBody(event, m_set->event(*m_index));
    setLabelText(m_place, place);
    m_same->setChip(same ? tr("same body") : tr("another body"), same ? Tint::Ok : Tint::Warning);
    m_body->setBytes(event.value ? QByteArray(event.value->data(), qsizetype(event.value->size())) : QByteArray());
    m_headers->setRows(headerRows(event.view().fields));
    m_said = place + u' ' + m_same->text();
    setCurrentIndex(1);
}

void OriginalView::say(const QString &sentence, const QString &next)
{
    m_said = sentence;
    m_empty->setMessage(u"history"_s, sentence, next);
    setCurrentIndex(0);
}

QString OriginalView::text() const { return m_said; }

} // namespace flowbench
