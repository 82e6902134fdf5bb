// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/draftview.h"

#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "ui/publish/bytesfield.h"
#include "ui/publish/fieldseditor.h"
#include "ui/publish/templatebar.h"
#include "ui/viewers/bodyeditor.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QUndoStack>
#include <QVBoxLayout>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int MostPartitions = 1'000'000;
constexpr int Gap = 10;

// Between cards the gap itself is the handle: no line.
class CardSplitter : public QSplitter
{
public:
    explicit CardSplitter(QWidget *parent) : QSplitter(Qt::Horizontal, parent)
    {
        setHandleWidth(Gap);
        setChildrenCollapsible(false);
    }

protected:
    QSplitterHandle *createHandle() override
    {
        class Handle : public QSplitterHandle
        {
        public:
            using QSplitterHandle::QSplitterHandle;

        protected:
            void paintEvent(QPaintEvent *) override {}
        };
        return new Handle(orientation(), this);
    }
};

bool hasProperties(ChannelKind kind) { return kind == ChannelKind::Queue || kind == ChannelKind::Exchange; }
} // namespace

DraftView::DraftView(QWidget *parent)
    : QWidget(parent), m_undo(new QUndoStack(this)), m_splitter(new CardSplitter(this))
{
    m_splitter->setObjectName(u"Publish splitter"_s);
    m_splitter->addWidget(buildBody());
    m_splitter->addWidget(buildRight());
    m_splitter->setStretchFactor(0, 11);
    m_splitter->setStretchFactor(1, 9);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setKind(ChannelKind::Topic, {}, {});
}

QWidget *DraftView::buildBody()
{
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(measure::PageMargin, measure::PageMargin, 0, measure::PageMargin);
    auto *card = new Card(tr("Body"), side);
    layout->addWidget(card);
    m_noValue = new QCheckBox(tr("No value (tombstone)"), card);
    setNames(m_noValue, u"No value"_s, tr("No value (tombstone)"));
    m_templates = new TemplateBar(card);
    card->head()->addWidget(m_noValue);
    card->head()->addWidget(m_templates);
    m_body = new BodyEditor(card);
    m_body->setMinimumSize(260, 140);
    card->body()->addWidget(m_body, 1);
    connect(m_noValue, &QCheckBox::toggled, this, [this](bool none) {
        m_body->setEnabled(!none);
        emit changed();
    });
    connect(m_body, &BodyEditor::changed, this, &DraftView::changed);
    return side;
}

Card *DraftView::buildAddress()
{
    auto *card = new Card(tr("Key"), m_right);
    auto *grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(2);
    m_keyLabel = makeLabel(tr("Key"), TextRole::Muted, card);
    m_partitionLabel = makeLabel(tr("Partition"), TextRole::Muted, card);
    m_key = new BytesField(u"Key"_s, tr("Key"), card);
    m_partition = new QSpinBox(card);
    setNames(m_partition, u"Partition"_s, tr("Partition"));
    m_partition->setRange(-1, MostPartitions);
    m_partition->setValue(-1);
    m_partition->setSpecialValueText(tr("chosen by the key"));
    m_partition->setMinimumWidth(160);
    m_note = makeLabel({}, TextRole::Small, card);
    m_note->setWordWrap(true);
    grid->addWidget(m_keyLabel, 0, 0);
    grid->addWidget(m_key, 0, 1);
    grid->addWidget(m_partitionLabel, 1, 0);
    grid->addWidget(m_partition, 1, 1, Qt::AlignLeft);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    card->body()->addWidget(m_note);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_key, &BytesField::changed, this, &DraftView::changed);
    connect(m_partition, &QSpinBox::valueChanged, this, &DraftView::changed);
    return card;
}

QWidget *DraftView::buildRight()
{
    m_right = new QWidget(this);
    m_right->setMinimumWidth(330);
    auto *layout = new QVBoxLayout(m_right);
    layout->setContentsMargins(0, measure::PageMargin, measure::PageMargin, measure::PageMargin);
    layout->setSpacing(Gap);
    m_address = buildAddress();
    m_headers = new FieldsEditor(FieldPlace::Header, *m_undo, m_right);
    m_properties = new FieldsEditor(FieldPlace::Property, *m_undo, m_right);
    layout->addWidget(m_address);
    layout->addWidget(m_headers, 3);
    layout->addWidget(m_properties, 3);
    for (FieldsEditor *editor : {m_headers, m_properties}) {
        connect(&editor->model(), &FieldsModel::changed, this, &DraftView::changed);
        connect(&editor->model(), &FieldsModel::refused, this, &DraftView::refused);
    }
    QWidget::setTabOrder(m_headers->table(), m_properties->table());
    return m_right;
}

void DraftView::setKind(ChannelKind kind, std::optional<int> partitions, const QString &exchangeType)
{
    m_kind = kind;
    const bool isQueue = kind == ChannelKind::Queue, isExchange = kind == ChannelKind::Exchange;
    const bool hasPartition = kind == ChannelKind::Topic;
    const QString keyName = isExchange ? tr("Routing key") : tr("Key");
    m_address->setTitle(isExchange ? tr("Routing key") : isQueue ? tr("Route") : tr("Key and partition"));
    setLabelText(m_keyLabel, keyName);
    m_key->setName(keyName);
    m_keyLabel->setVisible(hasPartition);
    m_key->setVisible(!isQueue);
    m_partitionLabel->setVisible(hasPartition);
    m_partition->setVisible(hasPartition);
    m_partition->setMaximum(partitions && *partitions > 0 ? *partitions - 1 : MostPartitions);
    m_noValue->setVisible(!isQueue && !isExchange);
    m_body->setEnabled(!(m_noValue->isChecked() && m_noValue->isVisibleTo(this)));
    m_headers->model().setTyped(hasProperties(kind));
    m_properties->setVisible(hasProperties(kind));
    QString note;
    if (isQueue)
        note = tr("Goes through the default exchange straight into this queue, and nowhere else.");
    else if (isExchange && (exchangeType == u"fanout" || exchangeType == u"headers"))
        note = tr("A %1 exchange does not look at the routing key.").arg(exchangeType);
    setLabelText(m_note, note);
    m_note->setVisible(!note.isEmpty());
}

// ---- the event

Outgoing DraftView::gather(bool all) const
{
    Outgoing e;
    const bool isTopic = m_kind == ChannelKind::Topic;
    if (all || m_kind != ChannelKind::Queue)
        e.key = m_key->bytes();
    const bool takesNone = all || !hasProperties(m_kind);
    if (!(takesNone && m_noValue->isChecked()))
        e.value = m_body->bytes().toStdString();
    e.fields = m_headers->model().fields();
    if (all || hasProperties(m_kind))
        e.fields += m_properties->model().fields();
    if ((all || isTopic) && m_partition->value() >= 0)
        e.partition = m_partition->value();
    return e;
}

Outgoing DraftView::outgoing() const { return gather(false); }
Outgoing DraftView::draft() const { return gather(true); }

void DraftView::setDraft(const Outgoing &event)
{
    QSignalBlocker quiet(this); // one change, told at the end
    m_key->setBytes(event.key);
    m_noValue->setChecked(!event.value);
    m_body->setBytes(QByteArray::fromStdString(event.value.value_or(std::string())));
    m_partition->setValue(event.partition.value_or(-1));
    m_headers->model().setFields(event.fields);
    m_properties->model().setFields(event.fields);
    m_undo->clear();
    m_body->setEnabled(!(m_noValue->isChecked() && m_noValue->isVisibleTo(this)));
    quiet.unblock();
    emit changed();
}

bool DraftView::isUntouched() const
{
    const Outgoing e = draft();
    return !e.key && e.value == std::string() && e.fields.empty() && !e.partition;
}

QString DraftView::problem() const
{
    if (m_kind != ChannelKind::Queue && !m_key->isValid())
        return m_kind == ChannelKind::Exchange ? tr("The routing key is no base64.") : tr("The key is no base64.");
    return {};
}

QByteArray DraftView::splitterState() const { return m_splitter->saveState(); }
void DraftView::restoreSplitter(const QByteArray &state) { m_splitter->restoreState(state); }

} // namespace flowbench
