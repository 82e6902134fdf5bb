// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace flowbench {

// What went wrong, as a value. The model says no sentence: `words` makes one (and a hint) of code and arguments.
enum class ErrorCode {
    Cancelled,
    Timeout,
    // usage
    BadUrl,            // args: what is wrong with it
    UnknownScheme,     // args: scheme, known schemes
    RefusedProperty,   // args: property, why (see design: what weakens promises or runs something)
    BadArgument,       // args: what, value
    UnknownConnection, // args: name
    NotSupported,      // args: what
    AmbiguousChannel,  // args: name, candidates
    // reaching a broker
    ResolveFailed,         // args: host
    ConnectRefused,        // args: address
    ConnectFailed,         // args: address
    ConnectionLost,        // args: address
    TlsFailed,             // args: address
    TlsNotSpoken,          // args: address
    TlsUnknownAuthority,   // args: address
    TlsWrongHost,          // args: address, host
    TlsExpired,            // args: address
    AuthenticationFailed,  // args: user
    NotPermitted,          // args: what
    ManagementUnavailable, // args: url
    // the channel
    ChannelNotFound,  // args: channel
    NoBindings,       // args: channel
    OffsetOutOfRange, // args: channel, partition, offset
    DeliveryLimit,    // args: channel, limit: a look could destroy
    HasConsumers,     // args: channel, count
    // writing
    GuardReadOnly,     // args: connection
    GuardProduction,   // args: connection
    GuardExpired,      // args: connection
    Returned,          // args: reason of the broker
    NotPersisted,      // args: reason
    PossiblyPersisted, // args: reason
    BlockedByBroker,   // args: reason
    TooLarge,          // args: what, size, limit
    // bytes and files
    BadJson,    // args: position, what
    FileFailed, // args: path, reason
    // expressions, decoding, captures
    BadExpression,  // args: what, column
    Evaluation,     // args: what
    DecodeFailed,   // args: encoding, what
    SchemaNotFound, // args: id or subject
    RegistryFailed, // args: address, what
    BadCapture,     // args: path, what
    NoKeychain,
    Broker, // anything else the broker said
    Internal,
};

// Copyable, safe to hand between threads.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QStringList args;   // as the code's comment says
    QString detail;     // the library's or broker's own words; hostile text, never rich text
    QString connection; // its name or address without user and password; empty where none is involved
    bool retriable = false;
    bool fatal = false; // the object that answered it must be made anew

    bool operator==(const Error &) const = default;
};

} // namespace flowbench
