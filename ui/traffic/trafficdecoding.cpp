// SPDX-License-Identifier: GPL-3.0-or-later
// How a Traffic page reads bodies: by the session's decoder, as the person chose for each channel.
#include "ui/table/eventtable.h"
#include "ui/traffic/decodedialogs.h"
#include "ui/traffic/decodingline.h"
#include "ui/traffic/detailspane.h"
#include "ui/traffic/trafficpage.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QSettings>

namespace flowbench {

namespace {

QString channelOf(const DetailsPane &details)
{
    return details.event() ? QString::fromStdString(details.event()->channel) : QString();
}

} // namespace

void TrafficPage::connectDecoding()
{
    connect(&m_details->decoding(), &DecodingLine::chosen, this, &TrafficPage::chooseDecoding);
    connect(&m_details->decoding(), &DecodingLine::schemaFileRequested, this, &TrafficPage::askSchemaFile);
    connect(m_table, &EventTable::currentEventChanged, this, [this] {
        const auto *session = m_source.session();
        m_details->decoding().setChosen(
            session ? decodechoices::load(m_settings, m_source.connectionName(), channelOf(*m_details))
                    : ChosenDecoding());
    });
}

// What was chosen for these channels earlier holds again.
void TrafficPage::adoptDecoding()
{
    m_schemaJobs.clear();
    Session *session = m_source.session();
    m_details->setDecoder(session ? session->decoder() : nullptr);
    setDecoder(session ? session->decoder() : nullptr);
    m_source.undecodable().setDecoder(session ? session->decoder() : nullptr);
    if (!session)
        return;
    connect(session, &Session::decodingChanged, this, &TrafficPage::decodingChanged, Qt::UniqueConnection);
    for (const ChannelAddress &c : m_source.channels()) {
        const ChosenDecoding chosen = decodechoices::load(m_settings, m_source.connectionName(), c.name);
        if (chosen.automatic() || session->decoding(c.name))
            continue;
        m_schemaJobs.push_back(
            decodechoices::apply(*session, c.name, chosen, [this, name = c.name](const std::optional<Error> &error) {
                if (error)
                    emit message(tr("%1 is read automatically: %2").arg(visibleText(name), sentence(*error).message));
            }));
    }
}

void TrafficPage::decodingChanged()
{
    Session *session = m_source.session();
    if (!session || sender() != session)
        return;
    m_details->setDecoder(session->decoder());
    setDecoder(session->decoder());
    m_source.undecodable().setDecoder(session->decoder());
    if (m_table->events())
        m_table->events()->forget();
}

void TrafficPage::chooseDecoding(const ChosenDecoding &chosen)
{
    Session *session = m_source.session();
    const QString channel = channelOf(*m_details);
    if (!session || channel.isEmpty())
        return;
    m_schemaJobs.push_back(
        decodechoices::apply(*session, channel, chosen, [this, channel, chosen](const std::optional<Error> &error) {
            if (error) {
                if (m_schemaDialog)
                    m_schemaDialog->showProblem(*error);
                return;
            }
            if (m_schemaDialog)
                m_schemaDialog->accept();
            decodechoices::save(m_settings, m_source.connectionName(), channel, chosen);
            m_details->decoding().setChosen(chosen);
        }));
}

void TrafficPage::askSchemaFile(Encoding encoding)
{
    const QString channel = channelOf(*m_details);
    if (channel.isEmpty())
        return;
    m_schemaDialog = new SchemaFileDialog(encoding, decodechoices::load(m_settings, m_source.connectionName(), channel),
                                          channel, this);
    connect(m_schemaDialog, &SchemaFileDialog::chosen, this, &TrafficPage::chooseDecoding);
    m_schemaDialog->open();
}

} // namespace flowbench
