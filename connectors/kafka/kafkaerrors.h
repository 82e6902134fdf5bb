// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/kafka/kafkaconfig.h"

#include <librdkafka/rdkafka.h>

namespace flowbench::kafka {

// What a failed verification of OpenSSL's means: TlsExpired, TlsWrongHost, TlsUnknownAuthority, else TlsFailed.
ErrorCode codeOfCertificate(int x509Error);

// What librdkafka told about a connection, as an Error. `x509Error`: of the last certificate that was refused, or 0.
Error connectionError(rd_kafka_resp_err_t code, const QString &text, int x509Error, const Config &config);

// Whether waiting does not heal it: the person has to change something, or a broker has to be started.
bool isDefinite(ErrorCode code);

} // namespace flowbench::kafka
