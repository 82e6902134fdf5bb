// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/publish/targetchooser.h"

#include "ui/look/chip.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/states.h"
#include "words/visible.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>

#include <algorithm>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
int kindOrder(const ChannelInfo &c)
{
    return c.internal ? 9 : c.kind == ChannelKind::Exchange ? 1 : c.kind == ChannelKind::Queue ? 2 : 0;
}
} // namespace

TargetChooser::TargetChooser(QWidget *parent)
    : QWidget(parent), m_connection(new QComboBox(this)), m_channel(new QComboBox(this)), m_environment(new Chip(this))
{
    setNames(m_connection, u"Connection"_s, tr("Connection"));
    setNames(m_channel, u"Channel"_s, tr("Channel"));
    setNames(m_connection->view(), u"Connections to choose"_s, tr("Connections"));
    setNames(m_channel->view(), u"Channels to choose"_s, tr("Channels"));
    m_connection->setMinimumWidth(150);
    m_channel->setEditable(true);
    m_channel->setMinimumWidth(240);
    m_channel->setMaxVisibleItems(20);
    m_channel->setInsertPolicy(QComboBox::NoInsert);
    m_channel->lineEdit()->setPlaceholderText(tr("Channel"));
    m_channel->lineEdit()->setAccessibleName(tr("Channel"));
    m_channel->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_channel->completer()->setFilterMode(Qt::MatchContains);
    m_channel->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    setNames(m_channel->completer()->popup(), u"Channels that match"_s, tr("Channels"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_connection);
    layout->addWidget(m_environment);
    layout->addWidget(makeLabel(u"/"_s, TextRole::Muted, this));
    layout->addWidget(m_channel, 1);
    connect(m_connection, &QComboBox::activated, this, &TargetChooser::chooseSession);
    connect(m_channel, &QComboBox::currentTextChanged, this, &TargetChooser::changed);
}

void TargetChooser::setSessions(const std::vector<Session *> &sessions)
{
    m_sessions.assign(sessions.begin(), sessions.end());
    const QSignalBlocker blocker(m_connection);
    m_connection->clear();
    for (Session *s : sessions)
        m_connection->addItem(visibleText(s->identity().name));
    const auto at = [&](const auto &isIt) {
        return int(std::find_if(sessions.begin(), sessions.end(), isIt) - sessions.begin());
    };
    int index = at([this](Session *s) { return s->identity().name == m_waitingFor; });
    if (m_waitingFor.isEmpty() || index == int(sessions.size()))
        index = at([this](Session *s) { return s == m_session; });
    if (index == int(sessions.size()) && m_waitingFor.isEmpty())
        index = 0;
    if (std::size_t(index) >= sessions.size()) {
        m_connection->setCurrentIndex(-1);
        chooseSession(-1);
        return;
    }
    m_connection->setCurrentIndex(index);
    if (sessions[std::size_t(index)] != m_session)
        chooseSession(index);
}

void TargetChooser::chooseSession(int index)
{
    if (m_session)
        m_session->disconnect(this);
    m_session = index >= 0 && std::size_t(index) < m_sessions.size() ? m_sessions[std::size_t(index)] : nullptr;
    if (m_session) {
        m_waitingFor.clear();
        connect(m_session, &Session::channelsChanged, this, &TargetChooser::fillChannels);
        m_environment->setEnvironment(chipEnvironment(m_session->identity().environment));
    } else {
        m_environment->setChip({}, Tint::Neutral);
    }
    m_environment->setVisible(!m_environment->text().isEmpty());
    fillChannels();
    emit changed();
}

void TargetChooser::setTarget(Session *session, const QString &channel)
{
    const auto it = std::find(m_sessions.begin(), m_sessions.end(), session);
    if (session && it != m_sessions.end()) {
        m_connection->setCurrentIndex(int(it - m_sessions.begin()));
        if (session != m_session)
            chooseSession(int(it - m_sessions.begin()));
    }
    m_channel->setEditText(channel);
}

void TargetChooser::setTargetNamed(const QString &connection, const QString &channel)
{
    const auto it = std::find_if(m_sessions.begin(), m_sessions.end(),
                                 [&](const QPointer<Session> &s) { return s && s->identity().name == connection; });
    if (it != m_sessions.end()) {
        setTarget(*it, channel);
        return;
    }
    m_waitingFor = connection;
    m_connection->setCurrentIndex(-1);
    chooseSession(-1);
    m_waitingFor = connection;
    m_channel->setEditText(channel);
}

// The list changes only when a channel came or went: what is typed stays.
void TargetChooser::fillChannels()
{
    QStringList names;
    if (m_session) {
        auto channels = m_session->channels();
        std::stable_sort(channels.begin(), channels.end(),
                         [](const ChannelInfo &a, const ChannelInfo &b) { return kindOrder(a) < kindOrder(b); });
        for (const ChannelInfo &c : channels)
            names.append(c.name);
    }
    if (names != m_names) {
        m_names = names;
        const QString text = m_channel->currentText();
        const QSignalBlocker blocker(m_channel);
        m_channel->clear();
        m_channel->addItems(names);
        m_channel->setCurrentIndex(int(names.indexOf(text)));
        m_channel->setEditText(text);
    }
    emit channelsChanged();
}

Session *TargetChooser::session() const { return m_session; }
QString TargetChooser::typed() const { return m_channel->currentText().trimmed(); }

const ChannelInfo *TargetChooser::info() const
{
    if (!m_session || typed().isEmpty())
        return nullptr;
    if (const ChannelInfo *exact = m_session->channel(typed()))
        return exact;
    const ChannelInfo *found = nullptr;
    for (const ChannelInfo &c : m_session->channels()) {
        if (ChannelAddress{c.name, {}}.bare() != typed())
            continue;
        if (found)
            return nullptr; // a queue and an exchange of that name: the broker is asked
        found = &c;
    }
    return found;
}

QString TargetChooser::channel() const
{
    const ChannelInfo *known = info();
    return known ? known->name : typed();
}

ChannelKind TargetChooser::kind() const
{
    if (const ChannelInfo *known = info())
        return known->kind;
    if (typed().startsWith(u"queue:"))
        return ChannelKind::Queue;
    return typed().startsWith(u"exchange:") ? ChannelKind::Exchange : ChannelKind::Topic;
}

QString TargetChooser::sessionName() const { return m_session ? m_session->identity().name : m_waitingFor; }

} // namespace flowbench
