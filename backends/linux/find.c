/* Drives of this machine: /sys/block/sr*. */
#include "backends/linux/host.h"

#include "backends/linux/kernel.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

struct finding {
    struct tj_linux_found *found;
    size_t                 count, max;
};

static bool take_name(void *context, const char *name)
{
    struct finding *finding = context;
    struct tj_text  text;
    uint64_t        number;

    if (strncmp(name, "sr", 2) != 0 || !tj_parse_u64(name + 2, &number))
        return true;
    struct tj_linux_found *found = &finding->found[finding->count++];
    *found = (struct tj_linux_found){ .poll_ms = -1 };
    tj_text_init(&text, found->path, sizeof found->path);
    tj_text_add(&text, "/dev/%.16s", name);
    return finding->count < finding->max;
}

static int by_path(const void *left, const void *right)
{
    const struct tj_linux_found *a = left, *b = right;
    size_t la = strlen(a->path), lb = strlen(b->path);

    return la != lb ? (la < lb ? -1 : 1) : strcmp(a->path, b->path);
}

/* -1: as the kernel does by default, or no number at all. */
static int read_number(const struct linux_door *door, const char *path)
{
    char     text[32];
    uint64_t number = 0;

    if (door->read_file(door->context, path, text, sizeof text) <= 0)
        return -1;
    text[strcspn(text, "\n")] = '\0';
    return tj_parse_u64(text, &number) && number < 1u << 30 ? (int)number : -1;
}

static int poll_of(const struct linux_door *door, const char *name)
{
    char           path[64];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "/sys/block/%s/events_poll_msecs", name);
    int own = read_number(door, path);
    return own >= 0 ? own
                    : read_number(door, "/sys/module/block/parameters/"
                                        "events_dfl_poll_msecs");
}

static void look_at(const struct linux_door *door,
                    struct tj_linux_found *found)
{
    int device = door->device(door->context, found->path);
    int file = door->open(door->context, found->path, LINUX_O_NONBLOCK);

    found->poll_ms = poll_of(door, found->path + strlen("/dev/"));
    if (device >= 0)
        (void)linux_mounted(door, device, found->mounted);
    found->readable = file >= 0;
    if (file < 0)
        return;
    (void)linux_identify(door, file, device, &found->identity);
    (void)door->close(door->context, file);
}

size_t tj_linux_find(const struct linux_door *door,
                     struct tj_linux_found *found, size_t max)
{
    struct finding finding = { .found = found, .max = max };

    if (door == NULL || max == 0 ||
        door->list(door->context, "/sys/block", take_name, &finding) < 0)
        return 0;
    qsort(found, finding.count, sizeof *found, by_path);
    for (size_t i = 0; i < finding.count; i++)
        look_at(door, &found[i]);
    return finding.count;
}
