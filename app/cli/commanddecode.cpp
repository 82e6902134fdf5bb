// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bodyfile.h"
#include "app/cli/context.h"
#include "app/cli/rows.h"
#include "app/common/schemas.h"
#include "model/base/jsonwriter.h"
#include "model/decode/decoder.h"
#include "words/sentence.h"
#include "words/visible.h"

#include <QCoreApplication>

namespace flowbench::cli {

using namespace Qt::StringLiterals;

namespace {
struct Said
{
    Q_DECLARE_TR_FUNCTIONS(cli)
};

constexpr qint64 LargestFile = qint64(256) << 20;
constexpr std::size_t MostHex = std::size_t(1) << 20; // bytes shown as hexadecimal digits; the rest is counted

Result<DecodeChoice> choiceOf(const Arguments &args)
{
    DecodeChoice choice;
    choice.as = encodingFromName(args.bytes("--as").toStdString()); // "auto" is none
    choice.message = args.bytes("--message").toStdString();
    if (args.has("--schema")) {
        auto schema = loadLocalSchema(args.text("--schema"));
        if (!schema)
            return schema.error();
        choice.schema = std::move(schema.value());
    }
    return choice;
}

std::string hexOf(std::string_view bytes)
{
    const std::string_view shown = bytes.substr(0, MostHex);
    return QByteArray::fromRawData(shown.data(), qsizetype(shown.size())).toHex().toStdString();
}

// Lines of sixteen bytes, as hexdump -C writes them.
std::string dumpOf(std::string_view bytes)
{
    std::string out;
    char text[16];
    for (std::size_t at = 0; at < std::min(bytes.size(), MostHex); at += 16) {
        const std::string_view line = bytes.substr(at, 16);
        std::snprintf(text, sizeof text, "%08zx ", at);
        out += text;
        std::string letters;
        for (std::size_t i = 0; i < 16; ++i) {
            const auto b = i < line.size() ? static_cast<unsigned char>(line[i]) : 0u;
            std::snprintf(text, sizeof text, i < line.size() ? " %02x" : "   ", b);
            out += text;
            if (i < line.size())
                letters.push_back(b >= 0x20 && b < 0x7f ? char(b) : '.');
        }
        out += "  |" + letters + "|\n";
    }
    return out;
}

std::string asJson(const Decoded &d)
{
    if (d.encoding != Encoding::Text && d.encoding != Encoding::Hex)
        return std::string(d.content);
    std::string out;
    appendJsonString(out, d.encoding == Encoding::Text ? d.content : std::string_view(hexOf(d.content)));
    return out;
}

std::string triedJson(const Decoded &d)
{
    JsonWriter json;
    json.beginArray();
    for (const Decoded::Attempt &t : d.tried) {
        json.beginObject();
        json.key("encoding")
            .string(t.compression == Compression::None ? encodingName(t.encoding) : compressionName(t.compression));
        json.key("error").string(sentence(t.error).message.toStdString());
        json.endObject();
    }
    json.endArray();
    return json.text();
}

void printRow(Output &out, const Decoded &d)
{
    const bool cut = d.encoding == Encoding::Hex && d.content.size() > MostHex;
    Rows rows(out, {{"encoding", {}},
                    {"decoded", {}},
                    {"tried", {}},
                    {"compression", {}},
                    {"schema", {}},
                    {"size", {}},
                    {"cut_off", {}}});
    rows.add({QString::fromLatin1(encodingName(d.encoding)), RawJson{asJson(d)}, RawJson{triedJson(d)},
              d.compression == Compression::None ? Cell() : Cell(QString::fromLatin1(compressionName(d.compression))),
              cellOf(d.schema), qint64(d.plainBytes), cut ? Cell(qint64(d.content.size() - MostHex)) : Cell()});
    rows.finish();
}

// For people: what it says, and beside it what it is.
void printText(Output &out, const Decoded &d)
{
    if (d.encoding == Encoding::Hex) {
        out.write(dumpOf(d.content));
        return;
    }
    const QString text = visibleText(QString::fromUtf8(d.content.data(), qsizetype(d.content.size())), Lines::Keep);
    out.write(text.toStdString() + '\n');
}

void tellWhy(Output &out, const Decoded &d, bool read)
{
    for (const Decoded::Attempt &t : d.tried) {
        if (!read)
            out.warning(t.error);
    }
    if (d.encoding == Encoding::Hex && d.content.size() > MostHex)
        out.warning(Said::tr("Only the first %1 of %2 bytes are shown.").arg(MostHex).arg(d.content.size()));
}
} // namespace

int runDecode(Context &c)
{
    const auto choice = choiceOf(c.args);
    if (!choice)
        return c.fail(choice.error());
    const auto source = makeSchemaSource(c.args.text("--registry"));
    if (!source)
        return c.fail(source.error());
    const auto body = readBody(c.args.argument(0), LargestFile);
    if (!body)
        return c.fail(body.error());
    EventDecoder decoder(*source);
    decoder.setWait(c.timeout(), c.interrupt.token());
    Decoded decoded;
    decoder.decodeBytes(*body, *choice, decoded);
    if (c.interrupt.happened())
        return Interrupted;
    // Bytes shown as they are were not read, unless that was asked for.
    const bool read = !decoded.failed && (decoded.encoding != Encoding::Hex || choice->as == Encoding::Hex);
    if (c.out.format() == Format::Table)
        printText(c.out, decoded);
    else
        printRow(c.out, decoded);
    c.out.flush();
    tellWhy(c.out, decoded, read || c.out.json());
    return read ? Done : No;
}

} // namespace flowbench::cli
