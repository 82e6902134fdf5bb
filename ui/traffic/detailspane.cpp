// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/detailspane.h"

#include "ui/look/buttons.h"
#include "ui/look/emptystate.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/look/surface.h"
#include "ui/traffic/decodedialogs.h"
#include "ui/traffic/decodingline.h"
#include "ui/traffic/detailfields.h"
#include "ui/traffic/eventcard.h"
#include "ui/traffic/readbody.h"
#include "ui/viewers/bodyview.h"
#include "ui/viewers/hexview.h"
#include "ui/viewers/keyvalueview.h"
#include "words/units.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t CopyHere = 1 << 20;     // a larger value is copied on a worker
constexpr std::size_t DecodeHere = 64 * 1024; // of JSON; a larger value is read on a worker

Event withoutValue(const EventView &view)
{
    EventView bare = view;
    bare.value = {};
    return Event(bare);
}

EventView withoutBody(EventView view)
{
    view.value = {};
    return view;
}

QByteArray valueOf(const EventView &view)
{
    if (!view.hasValue)
        return {};
    return view.value.empty() ? QByteArray("") : QByteArray(view.value.data(), qsizetype(view.value.size()));
}

} // namespace

DetailsPane::DetailsPane(QWidget *parent)
    : QWidget(parent),
      m_pages(new QStackedWidget(this)),
      m_tabs(new QTabBar(this)),
      m_card(new EventCard(this)),
      m_decoding(new DecodingLine(this)),
      m_views(new QStackedWidget(this)),
      m_body(new BodyView(this)),
      m_headers(new KeyValueView(this)),
      m_envelopePage(new QStackedWidget(this)),
      m_envelope(new KeyValueView(this)),
      m_hex(new HexView(this)),
      m_publish(makeButton(u"Publish again"_s, tr("Publish again"), ButtonKind::Flat, this)),
      m_save(makeIconButton(u"Save body…"_s, u"save"_s, tr("Save body…"), this))
{
    setNames(m_tabs, u"Details"_s, tr("Details"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_headers->setNames(tr("Headers"), u"Headers"_s);
    m_envelope->setNames(tr("Envelope"), u"Envelope"_s);
    m_envelopePage->addWidget(m_envelope);
    m_envelopePage->addWidget(new EmptyState(
        u"info"_s, tr("No envelope was recognised"),
        tr("The body is in none of the known shapes, and no header names an id or a type."), m_envelopePage));
    insertTab(0, u"Value"_s, tr("Value"), m_body);
    insertTab(1, u"Headers"_s, tr("Headers"), m_headers);
    insertTab(2, u"Envelope"_s, tr("Envelope"), m_envelopePage);
    insertTab(3, u"Hex"_s, tr("Hex"), m_hex);
    m_ownPages.clear(); // these are not: the card belongs to them
    m_card->show();
    connect(m_tabs, &QTabBar::currentChanged, this, &DetailsPane::showTab);

    auto *full = new QWidget(this);
    auto *column = new QVBoxLayout(full);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *top = new Surface(Edge::Bottom, full);
    top->setFixedHeight(35);
    m_line = new QHBoxLayout(top);
    m_line->setContentsMargins(4, 0, 6, 1);
    m_line->setSpacing(2);
    m_line->addWidget(m_tabs, 0, Qt::AlignBottom);
    m_line->addStretch(1);
    m_line->addWidget(m_save);
    m_line->addWidget(m_publish);
    column->addWidget(top);
    column->addWidget(m_card);
    column->addWidget(m_views, 1);
    m_pages->addWidget(new EmptyState(u"eye"_s, tr("No event is selected"),
                                      tr("Select one in the table to read its value and headers."), m_pages));
    m_pages->addWidget(full);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setMinimumWidth(220);

    m_card->setDecoding(m_decoding);
    connect(m_decoding, &DecodingLine::whyRequested, this, &DetailsPane::showWhy);
    connect(m_body, &BodyView::includeRequested, this, &DetailsPane::includeRequested);
    connect(m_body, &BodyView::columnRequested, this, &DetailsPane::columnRequested);
    connect(m_card, &EventCard::correlationClicked, this, &DetailsPane::correlationClicked);
    connect(m_save, &QToolButton::clicked, this, &DetailsPane::saveBody);
    connect(m_publish, &QPushButton::clicked, this, [this] {
        if (!m_event)
            return;
        Event again = *m_event;
        if (!m_value.isNull())
            again.value = std::string(m_value.constData(), std::size_t(m_value.size()));
        emit publishAgain(again);
    });
}

DetailsPane::~DetailsPane() = default;

void DetailsPane::insertTab(int at, const QString &name, const QString &text, QWidget *page)
{
    m_views->insertWidget(at, page);
    const int index = m_tabs->insertTab(at, text);
    m_tabs->setTabData(index, name);
    m_tabs->setAccessibleTabName(index, text);
    m_ownPages.push_back(page);
    showTab();
}

int DetailsPane::tabOf(const QString &name) const
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->tabData(i).toString() == name)
            return i;
    }
    return -1;
}

void DetailsPane::showTab()
{
    m_views->setCurrentIndex(m_tabs->currentIndex());
    m_card->setVisible(std::ranges::find(m_ownPages, m_views->currentWidget()) == m_ownPages.end());
    emit tabChanged(currentTab());
}

void DetailsPane::setCornerWidget(QWidget *widget)
{
    m_publish->hide();
    m_line->addWidget(widget);
}

void DetailsPane::setEvent(ChunkPtr chunk, std::size_t row)
{
    m_copying = JobHandle();
    m_decodingJob = JobHandle();
    const EventView view = chunk->row(row);
    if (view.value.size() <= CopyHere) {
        present(withoutValue(view), valueOf(view));
        return;
    }
    m_copying = m_jobs.run(
        this, Milliseconds(0),
        [chunk, row](const Cancel &) {
            const EventView v = chunk->row(row);
            return std::pair(withoutValue(v), valueOf(v));
        },
        [this](std::pair<Event, QByteArray> copy) { present(std::move(copy.first), std::move(copy.second)); });
}

void DetailsPane::present(Event event, QByteArray value)
{
    m_event = std::move(event);
    m_value = std::move(value);
    const EventView shown = view();
    m_body->setFileName(proposedName());
    m_hex->setBytes(m_value);
    std::vector<KeyValue> headers = headerRows(shown.fields);
    const QString count = headers.empty() ? tr("Headers") : tr("Headers (%1)").arg(headers.size());
    m_tabs->setTabText(tabOf(u"Headers"_s), count);
    m_tabs->setTabToolTip(tabOf(u"Headers"_s), count);
    m_headers->setRows(std::move(headers));
    m_save->setEnabled(!m_value.isNull());
    m_pages->setCurrentIndex(1);
    decode();
}

EventView DetailsPane::view() const
{
    EventView view = m_event->view();
    view.hasValue = !m_value.isNull();
    view.value = {m_value.constData(), std::size_t(m_value.size())};
    return view;
}

// On a worker where a body may be compressed, large, or made to take long.
void DetailsPane::decode()
{
    if (!m_event)
        return;
    const EventView shown = view();
    if (shown.value.empty() || (shown.value.size() <= DecodeHere && (!m_decoder || m_decoder->mayBeJson(shown)))) {
        m_decodingJob = JobHandle();
        showDecoded(readBody(shown, m_value, m_decoder.get()));
        return;
    }
    if (shown.value.size() > CopyHere)
        m_card->setEvent(shown, recogniseEnvelope(withoutBody(shown)));
    m_decodingJob = m_jobs.run(
        this, Milliseconds(0),
        [event = *m_event, value = m_value, decoder = m_decoder](const Cancel &) {
            EventView view = event.view();
            view.hasValue = !value.isNull();
            view.value = {value.constData(), std::size_t(value.size())};
            return readBody(view, value, decoder.get());
        },
        [this](const ReadBody &read) { showDecoded(read); });
}

void DetailsPane::showDecoded(const ReadBody &read)
{
    m_tried = read.decoded.tried;
    if (m_decoder && !m_value.isNull())
        m_decoding->setDecoded(read.decoded, std::size_t(m_value.size()));
    else
        m_decoding->clear();
    m_card->setEvent(view(), read.envelope);
    m_body->setFilterable(read.decoded.encoding != Encoding::Hex && read.decoded.encoding != Encoding::Text);
    m_body->setBytes(read.body, read.as);
    std::vector<KeyValue> fields = envelopeRows(read.envelope);
    m_envelopePage->setCurrentIndex(fields.empty() ? 1 : 0);
    m_envelope->setRows(std::move(fields));
}

void DetailsPane::setDecoder(std::shared_ptr<const EventDecoder> decoder)
{
    m_decoder = std::move(decoder);
    decode();
}

void DetailsPane::showWhy() { (new WhyDialog(m_tried, this))->show(); }

void DetailsPane::clear()
{
    m_copying = JobHandle();
    m_decodingJob = JobHandle();
    m_event.reset();
    m_value = {};
    m_body->setBytes({});
    m_hex->setBytes({});
    m_headers->setRows({});
    m_envelope->setRows({});
    m_pages->setCurrentIndex(0);
}

void DetailsPane::setUtc(bool utc) { m_card->setUtc(utc); }

void DetailsPane::setPublishReason(const QString &reason) { setDisabledReason(m_publish, reason); }

QString DetailsPane::currentTab() const { return m_tabs->tabData(m_tabs->currentIndex()).toString(); }

void DetailsPane::setCurrentTab(const QString &name)
{
    if (const int tab = tabOf(name); tab >= 0)
        m_tabs->setCurrentIndex(tab);
}

QString DetailsPane::proposedName() const
{
    if (!m_event)
        return {};
    QString name = QString::fromStdString(m_event->channel);
    // A channel's name is hostile; a file's name is letters, digits, dot and dash.
    for (QChar &c : name) {
        if (!c.isLetterOrNumber() && c != u'.' && c != u'-' && c != u'_')
            c = u'_';
    }
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name.truncate(100);
    if (m_event->partition >= 0)
        name += u"-%1"_s.arg(m_event->partition);
    if (m_event->offset != EventView::NoOffset)
        name += u"-%1"_s.arg(m_event->offset);
    const QByteArray head = m_value.left(64).trimmed();
    return name + (head.startsWith('{') || head.startsWith('[') ? u".json"_s : u".bin"_s);
}

void DetailsPane::saveBody()
{
    if (!m_event || m_value.isNull())
        return;
    auto *dialog = new QFileDialog(this, tr("Save body"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(proposedName());
    connect(dialog, &QFileDialog::fileSelected, this, &DetailsPane::writeBody);
    dialog->open();
}

void DetailsPane::writeBody(const QString &path)
{
    m_saving = m_jobs.run(
        this, Milliseconds(0),
        [path, bytes = m_value](const Cancel &) -> QString {
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
                return file.errorString();
            return {};
        },
        [this, path, size = m_value.size()](const QString &error) {
            const QString name = QFileInfo(path).fileName();
            emit message(error.isEmpty() ? tr("Saved %1 to %2").arg(words::bytes(size), name)
                                         : tr("%1 was not saved: %2").arg(name, error));
        });
}

} // namespace flowbench
