// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/file/parts.h"
#include "model/store/capturereader.h"

#include <QDateTime>

#include <algorithm>

namespace flowbench::file {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const CaptureSource &s) { return QString::fromStdString(s.channel); }

bool has(const CaptureInfo &info, const QString &name)
{
    return std::any_of(info.sources.begin(), info.sources.end(),
                       [&](const CaptureSource &s) { return nameOf(s) == name; });
}

// Sources are sorted: those of a channel stand together.
std::vector<ChannelInfo> channelsOf(const CaptureInfo &info)
{
    std::vector<ChannelInfo> out;
    for (const CaptureSource &s : info.sources) {
        const QString name = nameOf(s);
        if (out.empty() || out.back().name != name) {
            ChannelInfo c;
            c.name = name;
            c.kind = name.startsWith("queue:"_L1) || name.startsWith("exchange:"_L1) ? ChannelKind::Stream
                                                                                     : ChannelKind::Topic;
            c.events = 0;
            out.push_back(std::move(c));
        }
        *out.back().events += s.events;
        if (s.partition >= 0)
            out.back().partitions = out.back().partitions.value_or(0) + 1;
    }
    return out;
}

QJsonObject aboutOf(const CaptureInfo &info)
{
    QJsonObject about{{u"complete"_s, info.complete}};
    for (const auto &[name, text] : {std::pair(u"connection"_s, info.connection),
                                     {u"by"_s, info.by},
                                     {u"filter"_s, info.filter},
                                     {u"created"_s, info.created},
                                     {u"finished"_s, info.finished},
                                     {u"writer"_s, info.writer}}) {
        if (!text.isEmpty())
            about.insert(name, text);
    }
    return about;
}

} // namespace

// --- core

Result<CapturePtr> Core::open(const Cancel &cancel)
{
    auto info = openCapture(m_path, cancel);
    if (!info) {
        if (info.error().code != ErrorCode::Cancelled)
            tell(LinkState::Failed, info.error());
        return info.error();
    }
    tell(LinkState::Connected, {});
    return CapturePtr(std::make_shared<const CaptureInfo>(std::move(*info)));
}

void Core::tell(LinkState link, std::optional<Error> error)
{
    StateListener listener;
    ConnectionState state;
    {
        const std::lock_guard lock(m_mutex);
        if (m_state.link == link && m_state.error == error)
            return;
        m_state.link = link;
        m_state.error = std::move(error);
        m_state.sinceMs = QDateTime::currentMSecsSinceEpoch();
        listener = m_listener;
        state = m_state;
    }
    if (listener)
        listener(state);
}

ConnectionState Core::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void Core::setListener(StateListener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

// --- catalog

Result<ChannelAddress> resolveIn(const CaptureInfo &info, const QString &typed)
{
    const ChannelAddress address = ChannelAddress::parse(typed);
    if (has(info, address.name)) {
        if (!address.pattern.isNull())
            return makeError(ErrorCode::NotSupported, {u"a pattern on a captured exchange; filter by key instead"_s});
        return address;
    }
    QStringList candidates;
    for (const QString &name : {u"queue:"_s + typed, u"exchange:"_s + typed}) {
        if (has(info, name))
            candidates.append(name);
    }
    if (candidates.isEmpty())
        return makeError(ErrorCode::ChannelNotFound, {typed});
    if (candidates.size() > 1)
        return makeError(ErrorCode::AmbiguousChannel, {typed, candidates.join(u", "_s)});
    return ChannelAddress{candidates.front(), {}};
}

Result<std::vector<ChannelInfo>> FileCatalog::channels(const Cancel &cancel)
{
    const auto info = m_core->open(cancel);
    return info ? channelsOf(**info) : Result<std::vector<ChannelInfo>>(info.error());
}

Result<ChannelAddress> FileCatalog::resolve(const QString &typed, const Cancel &cancel)
{
    const auto info = m_core->open(cancel);
    return info ? resolveIn(**info, typed) : Result<ChannelAddress>(info.error());
}

Result<ChannelDetails> FileCatalog::details(const QString &channel, const Cancel &cancel)
{
    const auto info = m_core->open(cancel);
    if (!info)
        return info.error();
    const auto address = resolveIn(**info, channel);
    if (!address)
        return address.error();
    ChannelDetails details;
    for (ChannelInfo &c : channelsOf(**info)) {
        if (c.name == address->name)
            details.info = std::move(c);
    }
    for (std::uint32_t i = 0; i < (*info)->sources.size(); ++i) {
        const CaptureSource &s = (*info)->sources[i];
        if (s.partition < 0 || nameOf(s) != address->name)
            continue;
        const CaptureCursor whole = wholeCursor(**info, i);
        PartitionInfo p;
        p.partition = s.partition;
        p.low = whole.from;
        p.high = whole.high;
        details.partitions.push_back(std::move(p));
    }
    details.config = aboutOf(**info);
    return details;
}

} // namespace flowbench::file
