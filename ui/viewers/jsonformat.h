// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <stop_token>
#include <vector>

namespace flowbench {

// JSON for reading: only white space changes. Numbers, escapes, key order and duplicate keys stay as they came.
// No recursion (any depth), no widget, any thread; every function returns soon after `stop` was requested.

enum class JsonFault {
    None,
    Empty,           // no value at all
    UnexpectedEnd,   // a value, string or container is not finished
    UnexpectedToken, // something else was expected here
    BadNumber,
    BadLiteral,    // neither true, false nor null
    BadEscape,     // backslash followed by something JSON does not know
    ControlInText, // a raw control character inside a string
    BadUtf8,       // bytes that are no UTF-8
    TrailingText,  // more text after the value
    Cancelled,
};

struct JsonProblem
{
    JsonFault fault = JsonFault::None;
    qint64 offset = -1; // byte, from 0
    qint64 line = 0;    // from 1
    qint64 column = 0;  // character of the line, from 1
    bool ok() const { return fault == JsonFault::None; }
};

// "expected a value, found something else at line 3, column 7", translated.
QString describe(const JsonProblem &problem);

// Whether the bytes are one JSON value (any kind, RFC 8259, a leading byte order mark is allowed).
JsonProblem checkJson(QByteArrayView bytes, const std::stop_token &stop = {});

enum class BodyKind {
    Null,   // no value (a tombstone)
    Empty,  // a value of 0 bytes
    Json,   // starts like a JSON object or array and is text; see `problem` for whether it is valid
    Text,   // valid UTF-8 without binary control characters
    Binary, // anything else
};

// Looks at the first 1 MB only (a cut UTF-8 character at its end does not count against it).
BodyKind kindOf(const QByteArray &bytes);

struct FormatLimits
{
    int indent = 2;
    int maxIndent = 64;                // columns; deeper levels are not indented further
    qint64 lineBytes = 16 * 1024;      // longer lines are broken for display
    qint64 pieceBytes = 2 * 1024;      // into pieces of this size: an editor lays out whole visible lines
    qint64 outBytes = qint64(1) << 29; // stop when so much text was written; `complete` is false then
    std::optional<BodyKind> as;        // Text or Binary: whatever the bytes look like
};

struct FormattedBody
{
    BodyKind kind = BodyKind::Null;
    QByteArray text;         // UTF-8; for invalid JSON and plain text the bytes as they came, only broken
    std::vector<int> breaks; // numbers (from 0, ascending) of lines that continue the line before for display
    JsonProblem problem;     // of Json; Cancelled when stopped
    qint64 consumed = 0;     // bytes of the input that `text` shows
    bool complete = true;    // false when outBytes was reached
    int depth = 0;           // of the deepest container
    qsizetype badByte = -1;  // first byte that is no UTF-8, of Binary
};

// What BodyView shows. Never throws except std::bad_alloc.
FormattedBody formatBody(const QByteArray &bytes, const FormatLimits &limits = {}, const std::stop_token &stop = {});

// Valid JSON laid out over lines (no display breaks); the bytes as they came when they are not valid JSON.
QByteArray prettyJson(const QByteArray &bytes, const std::stop_token &stop = {}, JsonProblem *problem = nullptr);

// Breaks lines longer than lineBytes into pieces of pieceBytes, between characters; appends to `breaks` as
// FormattedBody says.
QByteArray breakLines(const QByteArray &text, qint64 lineBytes, qint64 pieceBytes, std::vector<int> &breaks,
                      const std::stop_token &stop = {});

} // namespace flowbench
