// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string>
#include <string_view>

namespace flowbench {

// Whether these bytes are UTF-8 (no surrogates, nothing overlong).
bool isUtf8(std::string_view bytes);

// Appends a JSON string with its quotes. `text` must be UTF-8. Everything a terminal could act on (C0, DEL, C1) is
// escaped; everything else stays as it is.
void appendJsonString(std::string &out, std::string_view text);
void appendBase64(std::string &out, std::string_view bytes);
// "2026-07-01T12:00:00.123Z"; years outside 0..9999 get a sign and as many digits as they need.
void appendIsoTime(std::string &out, qint64 unixMs);

// Writes JSON text, append-only, with no tree in between. The caller keeps the nesting right. One thread.
class JsonWriter
{
public:
    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }

    JsonWriter &key(std::string_view name); // any UTF-8
    void string(std::string_view utf8);
    void integer(qint64 n);
    void unsignedInteger(quint64 n);
    void number(double d); // shortest form; not finite: null
    void boolean(bool b) { raw(b ? "true" : "false"); }
    void null() { raw("null"); }
    void raw(std::string_view json); // JSON text as it is

    // `name`: the text when `bytes` is UTF-8, else `name`_base64.
    void bytes(std::string_view name, std::string_view bytes);

    void newline(); // ends a line of NDJSON
    std::string &text() { return m_out; }
    void clear();

private:
    void separate();
    void open(char c);
    void close(char c);

    std::string m_out;
    bool m_comma = false; // the next value needs one before it
};

} // namespace flowbench
