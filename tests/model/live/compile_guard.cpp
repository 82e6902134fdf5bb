// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled by two tests: with a grant it must compile, without one it must not (nothing but Guard can make a grant).
#include "model/live/port.h"

using namespace flowbench;

Result<std::unique_ptr<Publisher>> use(Publish &publish, const WriteGrant &grant)
{
#ifdef CASE_with
    return publish.publisher(grant, {}, {}, {});
#else
    Q_UNUSED(grant)
    return publish.publisher({WriteOperation::Publish, {}, 1, {}, {}, 1}, {}, {}, {});
#endif
}
