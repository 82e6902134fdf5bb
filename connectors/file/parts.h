// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/live/port.h"
#include "model/store/capturescan.h"

#include <memory>
#include <mutex>

// The interfaces of the port over one capture. Any thread.
namespace flowbench::file {

using CapturePtr = std::shared_ptr<const CaptureInfo>;

class Core
{
public:
    Core(QString path, std::shared_ptr<ArenaPool> arenas) : m_path(std::move(path)), m_arenas(std::move(arenas)) {}

    Result<CapturePtr> open(const Cancel &cancel);
    const std::shared_ptr<ArenaPool> &arenas() const { return m_arenas; }
    ConnectionState state() const;
    void setListener(StateListener listener);

private:
    void tell(LinkState link, std::optional<Error> error);

    const QString m_path;
    const std::shared_ptr<ArenaPool> m_arenas;
    mutable std::mutex m_mutex;
    ConnectionState m_state;  // guarded by m_mutex
    StateListener m_listener; // guarded by m_mutex
};
using CorePtr = std::shared_ptr<Core>;

// ChannelNotFound, NotSupported (a binding's pattern), AmbiguousChannel.
Result<ChannelAddress> resolveIn(const CaptureInfo &info, const QString &typed);

// Where to read in a capture: the bounds of a scan or a tail.
struct Wanted
{
    std::vector<ChannelAddress> channels;
    Position from = Earliest{}, to = Latest{};
    std::optional<int> partition;
    std::vector<ResumePoint> resume;
};
Result<std::vector<CaptureCursor>> cursorsOf(const CaptureInfo &info, const Wanted &wanted, const Cancel &cancel);
// `asked`: the cursors before the scan.
Coverage coverageOf(const CaptureScan &scan, const std::vector<CaptureCursor> &asked, double seconds);

// The warning about a capture whose writer was killed, or is still at it.
Error incomplete(const CaptureInfo &info);

class FileCatalog final : public Catalog
{
public:
    explicit FileCatalog(CorePtr core) : m_core(std::move(core)) {}
    Result<std::vector<ChannelInfo>> channels(const Cancel &cancel) override;
    Result<ChannelDetails> details(const QString &channel, const Cancel &cancel) override;
    Result<ChannelAddress> resolve(const QString &typed, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class FileScan final : public Scan
{
public:
    explicit FileScan(CorePtr core) : m_core(std::move(core)) {}
    Result<Coverage> scan(const ScanRequest &request, EventSink &sink, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

class FileTail final : public Tail
{
public:
    explicit FileTail(CorePtr core) : m_core(std::move(core)) {}
    // From Latest, without `last`, means everything: nothing else will ever come.
    Result<std::unique_ptr<RunningTail>> tail(const TailRequest &request, std::shared_ptr<EventSink> sink,
                                              TailListener listener, const Cancel &cancel) override;

private:
    CorePtr m_core;
};

} // namespace flowbench::file
