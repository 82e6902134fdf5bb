# SPDX-License-Identifier: GPL-3.0-or-later
# Which files hold sentences, and which .ts files they end up in. Said once: `update_translations` brings the files up to
# date with it, tests/translations looks whether that was forgotten.
file(GLOB_RECURSE FLOWBENCH_TRANSLATED CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/app/*.cpp" "${CMAKE_SOURCE_DIR}/app/*.h" "${CMAKE_SOURCE_DIR}/ui/*.cpp" "${CMAKE_SOURCE_DIR}/ui/*.h"
    "${CMAKE_SOURCE_DIR}/words/*.cpp" "${CMAKE_SOURCE_DIR}/words/*.h")
# Contexts are found by following includes from the root, as the compiler does.
set(FLOWBENCH_LUPDATE_FLAGS -no-obsolete -locations none -I .)

set(FLOWBENCH_TS flowbench_de.ts flowbench_ja.ts)
# English is what the sources say; its file holds plural forms only ("1 channel", "2 channels").
set(FLOWBENCH_PLURAL_TS flowbench_en.ts)
list(TRANSFORM FLOWBENCH_TS PREPEND "${CMAKE_SOURCE_DIR}/translations/")
list(TRANSFORM FLOWBENCH_PLURAL_TS PREPEND "${CMAKE_SOURCE_DIR}/translations/")
