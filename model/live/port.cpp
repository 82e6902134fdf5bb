// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/live/port.h"

namespace flowbench {

const char *stepName(StepName step)
{
    switch (step) {
    case StepName::Resolve:
        return "resolve";
    case StepName::Connect:
        return "connect";
    case StepName::Tls:
        return "tls";
    case StepName::Authenticate:
        return "authenticate";
    case StepName::List:
        return "list";
    }
    return "";
}

Outgoing OutgoingView::copy() const
{
    Outgoing out;
    out.key = key;
    out.value = value;
    out.fields = fields.packed();
    out.partition = partition;
    out.tag = tag;
    return out;
}

const char *receiptStatusName(Receipt::Status status)
{
    switch (status) {
    case Receipt::Status::Confirmed:
        return "confirmed";
    case Receipt::Status::Returned:
        return "returned";
    case Receipt::Status::Failed:
        return "failed";
    case Receipt::Status::Unknown:
        return "unknown";
    }
    return "unknown";
}

// What only some brokers have.
namespace {
Error notHere(const char *what) { return makeError(ErrorCode::NotSupported, {QString::fromLatin1(what)}); }
} // namespace

Result<void> Publisher::begin(const Cancel &) { return notHere("transactions"); }
Result<void> Publisher::commit(const QString &, const Cancel &) { return notHere("transactions"); }
Result<void> Publisher::abort(const Cancel &) { return notHere("transactions"); }
Result<QString> Publish::lastNote(const QString &, const Cancel &) { return notHere("transactions"); }
Result<std::vector<ChannelDetails>> Topology::everything(const Cancel &) { return notHere("a look at everything"); }
Result<void> Topology::deleteRecords(const WriteGrant &, const QString &, std::span<const PartitionOffset>,
                                     const Cancel &)
{
    return notHere("deleting records");
}
Result<QString> Connector::identity(const Cancel &) { return notHere("an identity"); }

} // namespace flowbench
