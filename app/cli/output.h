// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/jsonwriter.h"
#include "model/live/coverage.h"
#include "model/live/port.h"

#include <QString>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>

namespace flowbench::cli {

enum class Format { Table, Json, Csv };

// Both standard streams. Standard output is buffered and holds results only; standard error holds what is said about
// them: NDJSON with --json, sentences otherwise. All functions may be called on any thread.
class Output
{
public:
    Output(Format format, bool quiet);
    ~Output();

    Format format() const { return m_format; }
    bool json() const { return m_format == Format::Json; }
    // Columns of the terminal that standard output is; 0: it is none.
    int width() const { return m_width; }

    // Whole lines only. Written through when the buffer is full, or by flush().
    void write(std::string_view lines);
    void flush();
    // The reader of standard output has gone: nothing more is wanted.
    bool closed() const { return m_closed; }

    void error(const Error &error);
    // `hint` beside an error that is a sentence already.
    void error(const QString &message, const QString &connection, const QString &hint);
    void warning(const QString &message);
    void warning(const Error &error);
    void progress(const ScanProgress &progress);
    // The same of anything else: `json` holds a whole {"progress":...}, `text` is for people at a terminal.
    void progress(JsonWriter &json, const QString &text);
    void coverage(const Coverage &coverage);

private:
    void note(JsonWriter &json);
    void say(const QString &text);
    void clearProgress();
    void writeThrough(int fd, std::string_view bytes);

    const Format m_format;
    const bool m_quiet;
    int m_width = 0;
    bool m_errorIsTerminal = false;
    std::mutex m_outMutex;
    std::string m_buffer; // guarded by m_outMutex
    std::mutex m_errMutex;
    bool m_progressShown = false; // guarded by m_errMutex
    std::atomic<bool> m_closed = false;
};

// The coverage object as the command line's page says.
void writeCoverage(JsonWriter &json, const Coverage &coverage);

// What standard error says of an error: {"message","connection","hint"}.
void writeError(JsonWriter &json, const Error &error);

// The exit code that an error ends a command with.
int exitCode(const Error &error);

} // namespace flowbench::cli
