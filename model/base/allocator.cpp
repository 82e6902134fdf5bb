// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/allocator.h"

#include <cstdlib> // says whether it is glibc
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace flowbench {

void tuneAllocator()
{
#ifdef __GLIBC__
    mallopt(M_MXFAST, 0);
#endif
}

} // namespace flowbench
