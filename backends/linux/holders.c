/* Who has a drive open: /proc/PID/fd, as far as this process may look. Which of
 * them owns it no one can see: the kernel drops O_EXCL from a descriptor's flags
 * once it is open (fs/open.c). */
#include "backends/drive_linux.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

struct walk {
    const struct linux_door *door;
    int                      device;
    uint64_t                 own, process; /* Process ids. */
    uint64_t                 first;        /* The lowest that has it open. */
    unsigned                 count;
    bool                     found;
};

static bool look_at_file(void *context, const char *name)
{
    struct walk   *walk = context;
    char           path[64];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "/proc/%" PRIu64 "/fd/%.20s", walk->process, name);
    walk->found = walk->door->device(walk->door->context, path) ==
                  walk->device;
    return !walk->found;
}

static bool look_at_process(void *context, const char *name)
{
    struct walk   *walk = context;
    char           path[64];
    struct tj_text text;

    if (!tj_parse_u64(name, &walk->process) || walk->process == walk->own)
        return true;
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "/proc/%" PRIu64 "/fd", walk->process);
    walk->found = false;
    (void)walk->door->list(walk->door->context, path, look_at_file, walk);
    if (!walk->found)
        return true;
    walk->count++;
    if (walk->first == 0 || walk->process < walk->first)
        walk->first = walk->process;
    return true;
}

static void process_name(const struct walk *walk, char name[32])
{
    char           path[48];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "/proc/%" PRIu64 "/comm", walk->first);
    if (walk->door->read_file(walk->door->context, path, name, 32) <= 0)
        (void)tj_text_copy(name, 32, "a program");
    name[strcspn(name, "\n")] = '\0';
}

void tj_linux_holder(const struct linux_door *door, int device,
                     char text[LINUX_HOLDER_MAX])
{
    struct walk    walk = { .door = door, .device = device,
                            .own = tj_os_process_id() };
    struct tj_text line;
    char           name[32];

    tj_text_init(&line, text, LINUX_HOLDER_MAX);
    (void)door->list(door->context, "/proc", look_at_process, &walk);
    if (walk.count == 0)
        return;
    process_name(&walk, name);
    tj_text_add(&line, "%s, pid %" PRIu64, name, walk.first);
    if (walk.count > 1)
        tj_text_add(&line, ", or one of %u more", walk.count - 1);
}
