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

} // namespace flowbench
