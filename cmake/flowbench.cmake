# What every room of the house shares: the compiler's flags, and how a room becomes a library.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(GNUInstallDirs)

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Sql)
if(FLOWBENCH_GUI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Charts Svg DBus PrintSupport)
endif()
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_program(FLOWBENCH_MOLD mold)
if(FLOWBENCH_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# The one place for flags: every target links it.
add_library(flags INTERFACE)
target_compile_features(flags INTERFACE cxx_std_20)
target_include_directories(flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(flags INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${FLOWBENCH_WERROR}>:-Werror>)
target_compile_definitions(flags INTERFACE
    FLOWBENCH_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_URL_CAST_FROM_STRING
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(FLOWBENCH_SANITIZE)
    target_compile_options(flags INTERFACE -fsanitize=${FLOWBENCH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(flags INTERFACE -fsanitize=${FLOWBENCH_SANITIZE})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_options(flags INTERFACE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
    target_link_options(flags INTERFACE -Wl,-z,relro,-z,now)
endif()

# flowbench_room(NAME [PUBLIC lib...] [PRIVATE lib...] [DIR folder] [EXCLUDE regex])
# Makes the static library NAME of every .h and .cpp below the calling folder.
function(flowbench_room name)
    cmake_parse_arguments(R "" "DIR;EXCLUDE" "PUBLIC;PRIVATE" ${ARGN})
    if(NOT R_DIR)
        set(R_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${R_DIR}/*.cpp" "${R_DIR}/*.h")
    if(R_EXCLUDE)
        list(FILTER sources EXCLUDE REGEX "${R_EXCLUDE}")
    endif()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC flags ${R_PUBLIC} PRIVATE ${R_PRIVATE})
endfunction()
