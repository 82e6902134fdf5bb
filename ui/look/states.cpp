// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/states.h"

namespace flowbench {

ChipEnvironment chipEnvironment(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return ChipEnvironment::Development;
    case Environment::Test:
        return ChipEnvironment::Test;
    case Environment::Production:
        return ChipEnvironment::Production;
    case Environment::None:
        break;
    }
    return ChipEnvironment::None;
}

Tint linkTint(LinkState link)
{
    switch (link) {
    case LinkState::Connected:
        return Tint::Ok;
    case LinkState::Connecting:
    case LinkState::Reconnecting:
    case LinkState::Blocked:
        return Tint::Warning;
    case LinkState::Failed:
        return Tint::Error;
    case LinkState::Idle:
        break;
    }
    return Tint::Neutral;
}

} // namespace flowbench
