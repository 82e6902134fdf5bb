// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/sqlite.h"
#include "model/store/capture.h"

#include <memory>

namespace flowbench {

// Looks at a capture: format, version, what is in it. Reads no event. Changes nothing.
// BadCapture: no such file, no permission, in use (retriable), no capture, damaged, cut off, of a newer version.
Result<CaptureInfo> openCapture(const QString &path, const Cancel &cancel = {});

// One event of a capture where it lies: valid until the next one is read.
struct CaptureRow
{
    qint64 id = 0;
    std::uint32_t source = 0; // index in CaptureInfo::sources
    EventView event;
    std::optional<std::string_view> note;

    // Where it stands in its source, see CaptureSource::byOffset().
    qint64 position(const CaptureSource &in) const { return in.byOffset() ? event.offset : id; }
};

// Reads events, by a connection of its own: several threads may have one each. One thread; `info` must outlive it.
// BadCapture names the row that is broken: nothing is skipped.
class CaptureReader
{
public:
    static Result<CaptureReader> open(const CaptureInfo &info);
    CaptureReader(CaptureReader &&) noexcept;
    CaptureReader &operator=(CaptureReader &&) noexcept;
    ~CaptureReader();

    // Rows with from <= id <= to, in the order they were captured in.
    void seek(qint64 from, qint64 to);
    Result<const CaptureRow *> next(); // null: no more
    // One row; BadCapture where it is not there.
    Result<const CaptureRow *> at(qint64 id);

    // Only where events stand: id, source, offset and time are filled, all rows in order.
    Result<void> seekPlaces();
    Result<const CaptureRow *> nextPlace();

    void setCancel(const Cancel *cancel);

private:
    struct Impl;
    explicit CaptureReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace flowbench
