// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace flowbench {

// Makes the program speak the person's language where there is a translation; English otherwise. Once, right after the
// application object was made.
void installTranslations(QCoreApplication &application);

} // namespace flowbench
