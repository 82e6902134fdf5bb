// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"

#include <string>
#include <string_view>

namespace flowbench {

// By the first bytes. Deflate's two are weak: text may begin with them.
Compression compressionOf(std::string_view bytes);

// A content encoding as headers name it; others (a character set, "identity") are none.
Compression compressionFromName(std::string_view name);

// Replaces `out`. TooLarge as soon as a limit is passed; DecodeFailed for a stream that is broken, cut off or followed
// by something else. Several gzip members, zstd or lz4 frames behind each other are one body.
Result<void> decompress(Compression compression, std::string_view bytes, const DecodeLimits &limits, std::string &out);

} // namespace flowbench
