// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"
#include "model/decode/schemasource.h"

#include <QString>

namespace flowbench {

// A registry that speaks Confluent's API: Confluent's own, Karapace, Apicurio under /apis/ccompat/v7.
// `url`: http(s)://[user:password@]host[:port][/base/path]. The password is never shown, logged or told.

// BadUrl: what is no such URL. No network.
Result<void> checkRegistryUrl(const QString &url);
// The same without the password: what may be shown and saved. An empty text where it is no such URL.
QString registryUrlWithoutPassword(const QString &url);

// Schemas from there. Asks nobody before the first find(); up to four requests at once, each with what it refers to
// within 10 s. Certificates are verified; redirects are followed on the same scheme, host and port only; an answer has
// at most 2 MiB, a schema with its references 8 MiB. Remembers a few thousand schemas for good (a subject's newest for
// a minute) and failures for 30 s. Its threads end with it, within half a second.
Result<std::shared_ptr<SchemaSource>> makeRegistrySource(const QString &url);

} // namespace flowbench
