#include "backends/registry.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <string.h>

#ifdef _WIN32
#define WINDOWS_UNAVAILABLE NULL
#define LINUX_UNAVAILABLE "needs Linux"
#else
#define WINDOWS_UNAVAILABLE "needs Windows and a trayjam built for it"
#define LINUX_UNAVAILABLE NULL
#endif

static const struct tj_drive_info rows[] = {
    { .name = "sim",
      .help = "the simulated drive; sim:PROFILE,KEY=VALUE,... sets it up, "
              "sim:/SOCKET is one in another process" },
    { .name = "null",
      .help = "says yes to everything at once; for measuring the tool itself" },
    { .name = "windows",
      .unavailable = WINDOWS_UNAVAILABLE,
      .help = "a real drive; windows:PATH[;KEY=VALUE...], PATH D:, "
              "\\\\.\\CdRom0 or an interface path" },
    { .name = "linux",
      .unavailable = LINUX_UNAVAILABLE,
      .help = "a real drive; linux:DEVICE[;KEY=VALUE...], such as "
              "linux:/dev/sr0" },
    { .name = "server",
      .help = "a simulated drive in another process; server:SOCKET of "
              "`trayjam serve`" },
};
enum { ROWS_COUNT = sizeof rows / sizeof *rows };

size_t tj_drive_count(void)
{
    return ROWS_COUNT;
}

const struct tj_drive_info *tj_drive_at(size_t index)
{
    TJ_ASSERT(index < ROWS_COUNT);
    return &rows[index];
}

static const struct tj_drive_info *find(const char *name)
{
    for (size_t i = 0; i < ROWS_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

static enum tj_status unknown_kind(const char *kind, struct tj_error *error)
{
    const char    *names[ROWS_COUNT];
    char           memory[96];
    struct tj_text list;

    tj_text_init(&list, memory, sizeof memory);
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        names[i] = rows[i].name;
        tj_text_add(&list, "%s%s", i == 0 ? "" : ", ", rows[i].name);
    }
    const char *nearest = tj_text_nearest(kind, names, ROWS_COUNT);
    if (nearest != NULL)
        return tj_fail(error, TJ_USAGE,
                       "unknown kind of drive `%.40s`; did you mean `%s`? "
                       "There are %s",
                       kind, nearest, list.at);
    return tj_fail(error, TJ_USAGE,
                   "unknown kind of drive `%.40s`; there are %s", kind,
                   list.at);
}

enum tj_status tj_target_parse(const char *text, struct tj_target_spec *spec,
                               struct tj_error *error)
{
    const char *colon = strchr(text, ':');
    size_t      length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    char        kind[32];

    if (length >= sizeof kind)
        length = sizeof kind - 1;
    memcpy(kind, text, length);
    kind[length] = '\0';

    /* sim:/run/x, sim:./x and sim:\\.\pipe\x name a server: no setting begins
     * so. */
    bool is_path = strcmp(kind, "sim") == 0 && colon != NULL &&
                   (colon[1] == '/' || colon[1] == '.' || colon[1] == '\\');
    const struct tj_drive_info *info = find(is_path ? "server" : kind);
    if (info == NULL)
        return unknown_kind(kind, error);
    if (info->unavailable != NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "drive `%s`: %s", kind,
                       info->unavailable);

    *spec = (struct tj_target_spec){ .info = info };
    if (!tj_text_copy(spec->detail, sizeof spec->detail,
                      colon == NULL ? "" : colon + 1))
        return tj_fail(error, TJ_USAGE,
                       "drive `%s`: what follows the colon is longer than "
                       "%zu bytes",
                       kind, sizeof spec->detail - 1);
    return TJ_OK;
}
