// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/decodingline.h"

#include "ui/look/buttons.h"
#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/units.h"
#include "words/visible.h"

#include <QHBoxLayout>
#include <QMenu>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {

constexpr Encoding All[] = {Encoding::Json,    Encoding::Text, Encoding::Avro, Encoding::Protobuf,
                            Encoding::MsgPack, Encoding::Cbor, Encoding::Hex};

Tint tintOf(const Decoded &d) { return d.failed ? Tint::Error : d.pending ? Tint::Warning : Tint::Accent; }

} // namespace

DecodingLine::DecodingLine(QWidget *parent)
    : QWidget(parent),
      m_chip(new Chip(this)),
      m_detail(new ElidedLabel({}, TextRole::Muted, this)),
      m_why(makeButton(u"Why?"_s, tr("Why?"), ButtonKind::Flat, this, tr("Why it was not decoded"))),
      m_readAs(makeButton(u"Read as"_s, tr("Read as…"), ButtonKind::Flat, this))
{
    setObjectName(u"Decoding"_s);
    m_detail->setObjectName(u"Decoded with"_s);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::Gap);
    line->addWidget(m_chip);
    line->addWidget(m_detail, 1);
    line->addWidget(m_why);
    line->addWidget(m_readAs);
    m_readAs->setToolTip(tr("How the bodies of this channel are read; remembered for it"));
    connect(m_why, &QPushButton::clicked, this, &DecodingLine::whyRequested);
    connect(m_readAs, &QPushButton::clicked, this, &DecodingLine::showMenu);
}

QString DecodingLine::detailText(const Decoded &d, std::size_t bytes)
{
    QStringList parts;
    if (d.pending)
        parts += d.schema.isEmpty() ? tr("waiting for its schema from the registry…")
                                    : tr("waiting for %1 from the registry…").arg(visibleText(d.schema));
    else if (!d.schema.isEmpty())
        parts += visibleText(d.schema);
    if (d.failed && !d.tried.empty())
        parts += sentence(d.tried.back().error).message;
    if (d.compression != Compression::None)
        parts += tr("%1 %2 → %3", "gzip 412 → 1,834 B")
                     .arg(QString::fromLatin1(compressionName(d.compression)), words::count(qint64(bytes)),
                          words::bytes(qint64(d.plainBytes)));
    return parts.join(u" · "_s);
}

void DecodingLine::setDecoded(const Decoded &d, std::size_t bytes)
{
    m_chip->setChip(encodingText(d.encoding), tintOf(d));
    m_detail->setText(detailText(d, bytes));
    m_why->setVisible(!d.tried.empty() && (d.failed || d.encoding == Encoding::Text || d.encoding == Encoding::Hex));
}

void DecodingLine::clear()
{
    m_chip->setChip({}, Tint::Neutral);
    m_detail->setText({});
    m_why->hide();
}

void DecodingLine::setChosen(const ChosenDecoding &chosen)
{
    m_chosen = chosen;
    setButtonText(m_readAs, chosen.automatic() ? tr("Read as…")
                            : chosen.as        ? tr("Read as %1").arg(encodingText(*chosen.as))
                                               : tr("Read with a schema file"));
}

void DecodingLine::showMenu()
{
    QMenu menu(this);
    const auto add = [&](const QString &text, const ChosenDecoding &what) {
        QAction *action = menu.addAction(text, this, [this, what] { emit chosen(what); });
        action->setCheckable(true);
        action->setChecked(m_chosen == what);
    };
    add(tr("Automatic, message by message"), {});
    for (const Encoding e : All)
        add(encodingText(e), {e, {}, {}});
    menu.addSeparator();
    for (const Encoding e : {Encoding::Avro, Encoding::Protobuf}) {
        QAction *action = menu.addAction(tr("%1 with a schema file…").arg(encodingText(e)), this,
                                         [this, e] { emit schemaFileRequested(e); });
        action->setCheckable(true);
        action->setChecked(m_chosen.as == e && !m_chosen.schemaFile.isEmpty());
    }
    menu.exec(m_readAs->mapToGlobal(QPoint(0, m_readAs->height() + 2)));
}

} // namespace flowbench
