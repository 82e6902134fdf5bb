// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/process.h"

#include <cstring>
#include <string_view>
#include <strings.h>
#include <sys/resource.h>

namespace flowbench {

namespace {
void blank(char *from, const char *to)
{
    while (from < to)
        *from++ = '*';
}

// scheme://user:PASSWORD@host...
void blankUserInfo(char *arg)
{
    char *authority = std::strstr(arg, "://");
    if (!authority)
        return;
    authority += 3;
    char *end = authority + std::strcspn(authority, "/?#");
    // The last @ ends it: a password may hold one.
    char *at = nullptr;
    for (char *p = authority; p < end; ++p) {
        if (*p == '@')
            at = p;
    }
    if (!at) {
        // A password with a slash in it, not encoded: still one.
        at = std::strrchr(authority, '@');
    }
    if (!at)
        return;
    if (auto *colon = static_cast<char *>(std::memchr(authority, ':', std::size_t(at - authority))))
        blank(colon + 1, at);
}

// ?sasl.password=VALUE&...
void blankOptions(char *arg)
{
    char *at = std::strchr(arg, '?');
    if (!at || !std::strchr(arg, ':'))
        return;
    while (*at) {
        char *name = at + 1;
        char *end = name + std::strcspn(name, "&");
        if (auto *equals = static_cast<char *>(std::memchr(name, '=', std::size_t(end - name)))) {
            const char kept = *equals;
            *equals = 0;
            const bool secret =
                strcasestr(name, "password") || strcasestr(name, "secret") || strcasestr(name, "key.pem");
            *equals = kept;
            if (secret)
                blank(equals + 1, end);
        }
        at = end;
    }
}
} // namespace

QByteArrayList takeArguments(int argc, char **argv)
{
    QByteArrayList out;
    for (int i = 0; i < argc; ++i) {
        out.append(QByteArray(argv[i]));
        if (i > 0) {
            blankUserInfo(argv[i]);
            blankOptions(argv[i]);
        }
    }
    return out;
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

} // namespace flowbench
