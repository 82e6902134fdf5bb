// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/coverage.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace flowbench {

using namespace Qt::StringLiterals;

const char *scanEndName(ScanEnd end)
{
    switch (end) {
    case ScanEnd::End:
        return "end";
    case ScanEnd::Limit:
        return "limit";
    case ScanEnd::Cancelled:
        return "cancelled";
    case ScanEnd::Error:
        return "error";
    }
    return "error";
}

QString Coverage::resumeToken() const
{
    QJsonArray points;
    for (const ChannelCoverage &c : channels) {
        for (const PartitionCoverage &p : c.partitions) {
            // What an open transaction withheld was asked for as well, and may be committed by then.
            const qint64 to = p.to + p.withheld == p.high ? p.high : p.to;
            points.append(QJsonArray{c.channel, p.partition, QString::number(p.next), QString::number(to)});
        }
    }
    const QByteArray json = QJsonDocument(points).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<std::vector<ResumePoint>> parseResumeToken(const QString &token)
{
    const Error broken = makeError(ErrorCode::BadArgument, {u"--resume"_s, token.left(80)});
    const auto decoded = QByteArray::fromBase64Encoding(token.toLatin1(), QByteArray::Base64UrlEncoding |
                                                                              QByteArray::OmitTrailingEquals |
                                                                              QByteArray::AbortOnBase64DecodingErrors);
    const QJsonDocument document = decoded ? QJsonDocument::fromJson(*decoded) : QJsonDocument();
    if (!document.isArray() || document.array().isEmpty())
        return broken;
    std::vector<ResumePoint> points;
    for (const QJsonValue &v : document.array()) {
        const QJsonArray a = v.toArray();
        if (a.size() != 4)
            return broken;
        bool nextOk = false, toOk = false;
        ResumePoint p{a[0].toString(), a[1].toInt(-2), a[2].toString().toLongLong(&nextOk),
                      a[3].toString().toLongLong(&toOk)};
        if (p.channel.isEmpty() || p.partition < -1 || !nextOk || !toOk)
            return broken;
        points.push_back(std::move(p));
    }
    return points;
}

} // namespace flowbench
