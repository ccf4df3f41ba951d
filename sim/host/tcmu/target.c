#include "sim/host/tcmu/target.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG "/sys/kernel/config/target"
enum { WORD_MAX = 256 };

/* --- Paths: one row per file or folder --- */

enum place { BACKSTORE, CONTROL, ENABLE, NOTES, ADAPTER, PORTAL, NEXUS, UNIT, LINK,
             ADDRESS, PLACE_COUNT };

/* %u is the drive's number. An adapter's name is an NAA address (SPC-4 7.8.6.6)
 * of the locally assigned kind, 3. */
static const char *const places[PLACE_COUNT] = {
    [BACKSTORE] = CONFIG "/core/user_0/trayjam-%u",
    [CONTROL] = CONFIG "/core/user_0/trayjam-%u/control",
    [ENABLE] = CONFIG "/core/user_0/trayjam-%u/enable",
    [NOTES] = CONFIG "/core/user_0/trayjam-%u/attrib/tmr_notification",
    [ADAPTER] = CONFIG "/loopback/naa.3747261796a61%03x",
    [PORTAL] = CONFIG "/loopback/naa.3747261796a61%03x/tpgt_1",
    [NEXUS] = CONFIG "/loopback/naa.3747261796a61%03x/tpgt_1/nexus",
    [UNIT] = CONFIG "/loopback/naa.3747261796a61%03x/tpgt_1/lun/lun_0",
    [LINK] = CONFIG "/loopback/naa.3747261796a61%03x/tpgt_1/lun/lun_0/drive",
    [ADDRESS] = CONFIG "/loopback/naa.3747261796a61%03x/tpgt_1/address",
};

struct path { char text[TCMU_PATH_MAX]; };

static struct path path_of(const char *root, enum place place, unsigned number)
{
    struct path    path;
    struct tj_text text;

    tj_text_init(&text, path.text, sizeof path.text);
    tj_text_add(&text, "%s", root);
    tj_text_add(&text, places[place], number);
    return path;
}

/* --- Small files --- */

static enum tj_status fail(struct tj_error *error, const char *path,
                           const char *what)
{
    int native = errno;

    return tj_fail_native(error, TJ_HOST_IO, native, "%s: cannot %s: %s", path,
                          what, strerror(native));
}

static enum tj_status put(const char *path, const char *value,
                          struct tj_error *error)
{
    int     file = open(path, O_WRONLY | O_CLOEXEC);
    size_t  size = strlen(value);
    ssize_t written;

    if (file < 0)
        return fail(error, path, "open it");
    written = write(file, value, size);
    enum tj_status status = written == (ssize_t)size
                                ? TJ_OK : fail(error, path, "write it");
    close(file);
    return status;
}

/* The first line; empty when there is none. */
static void get(const char *path, char line[WORD_MAX])
{
    int     file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? 0 : read(file, line, WORD_MAX - 1);

    line[size > 0 ? size : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    if (file >= 0)
        close(file);
}

/* With its parents: configfs makes what a folder stands for. */
static enum tj_status make_folder(struct path path, struct tj_error *error)
{
    for (char *at = strchr(path.text + 1, '/'); ; at = strchr(at + 1, '/')) {
        if (at != NULL)
            *at = '\0';
        if (mkdir(path.text, 0755) != 0 && errno != EEXIST)
            return fail(error, path.text, "make it");
        if (at == NULL)
            return TJ_OK;
        *at = '/';
    }
}

static bool is_there(const char *root, const char *path)
{
    struct path    whole;
    struct tj_text text;
    struct stat    facts;

    tj_text_init(&text, whole.text, sizeof whole.text);
    tj_text_add(&text, "%s%s", root, path);
    return stat(whole.text, &facts) == 0;
}

enum tj_status tcmu_target_ready(const char *root, struct tj_error *error)
{
    static const char *const modules[] = { "target_core_user", "tcm_loop",
                                           "sr_mod" };

    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        struct path    path;
        struct tj_text text;
        tj_text_init(&text, path.text, sizeof path.text);
        tj_text_add(&text, "/sys/module/%s", modules[i]);
        if (!is_there(root, path.text))
            return tj_fail(error, TJ_UNAVAILABLE, "the kernel's module %s is "
                           "not loaded; `trayjam drive start` (as root) loads "
                           "it where the kernel has it", modules[i]);
    }
    if (!is_there(root, CONFIG))
        return tj_fail(error, TJ_UNAVAILABLE, "%s is not there; `trayjam drive "
                       "start` (as root) mounts it", CONFIG);
    return TJ_OK;
}

/* --- The ring --- */

/* Which uio device is ours: its name ends with the backstore's settings. */
static int find_uio(const struct tcmu_target *target)
{
    char        wanted[32], line[WORD_MAX];
    struct path path;
    struct tj_text text;

    tj_text_init(&text, wanted, sizeof wanted);
    tj_text_add(&text, "/trayjam-%u/", target->number);
    for (int i = 0; i < 256; i++) {
        tj_text_init(&text, path.text, sizeof path.text);
        tj_text_add(&text, "%s/sys/class/uio/uio%d/name", target->root, i);
        get(path.text, line);
        if (strncmp(line, "tcm-user/", 9) == 0 && strstr(line, wanted) != NULL)
            return i;
    }
    return -1;
}

static enum tj_status map_ring(struct tcmu_target *target,
                               struct tj_error *error)
{
    struct path    path;
    struct tj_text text;
    char           line[WORD_MAX];
    uint64_t       size;
    int            index = find_uio(target);

    if (index < 0)
        return tj_fail(error, TJ_HOST_IO, "the kernel made no uio device for "
                       "drive %u", target->number);
    tj_text_init(&text, path.text, sizeof path.text);
    tj_text_add(&text, "%s/sys/class/uio/uio%d/maps/map0/size", target->root,
                index);
    get(path.text, line);
    if (!tj_parse_u64(line, &size) || size == 0 || size > SIZE_MAX / 2)
        return tj_fail(error, TJ_HOST_IO, "%s: a size was expected, found `%s`",
                       path.text, line);
    tj_text_init(&text, path.text, sizeof path.text);
    tj_text_add(&text, "%s/dev/uio%d", target->root, index);
    target->uio = open(path.text, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (target->uio < 0)
        return fail(error, path.text, "open it");
    target->map_size = (size_t)size;
    void *map = mmap(NULL, target->map_size, PROT_READ | PROT_WRITE, MAP_SHARED,
                     target->uio, 0);
    if (map == MAP_FAILED)
        return fail(error, path.text, "map it");
    target->map = map;
    return TJ_OK;
}

/* --- The backstore --- */

/* Its size is never asked for: the drive itself answers READ CAPACITY. No
 * daemon is told about it (nl_reply_supported). */
static enum tj_status enable(const struct tcmu_target *target,
                             struct tj_error *error)
{
    struct path    control = path_of(target->root, CONTROL, target->number);
    struct path    switch_on = path_of(target->root, ENABLE, target->number);
    char           line[WORD_MAX];
    struct tj_text text;
    struct tj_error lost;

    get(switch_on.text, line);
    if (strcmp(line, "1") == 0)
        return TJ_OK; /* Left behind by a host that was killed. */
    tj_text_init(&text, line, sizeof line);
    tj_text_add(&text, "dev_size=%d,dev_config=trayjam-%u/drive,"
                "nl_reply_supported=-1,hw_block_size=2048", 2048 * 1024,
                target->number);
    enum tj_status status = put(control.text, line, error);
    if (status == TJ_OK)
        status = put(switch_on.text, "1", error);
    /* That a command is given up is told through the ring since Linux 5.9;
     * before, it is answered too late or never. */
    (void)put(path_of(target->root, NOTES, target->number).text, "1", &lost);
    return status;
}

enum tj_status tcmu_target_open(struct tcmu_target *target, const char *root,
                                unsigned number, struct tj_error *error)
{
    *target = (struct tcmu_target){ .root = root, .number = number, .uio = -1 };
    enum tj_status status = tcmu_target_ready(root, error);
    if (status == TJ_OK)
        status = make_folder(path_of(root, BACKSTORE, number), error);
    if (status == TJ_OK)
        status = enable(target, error);
    if (status == TJ_OK)
        status = map_ring(target, error);
    if (status != TJ_OK)
        tcmu_target_close(target);
    return status;
}

void tcmu_target_close(struct tcmu_target *target)
{
    static const enum place made[] = { UNIT, PORTAL, ADAPTER, BACKSTORE };

    if (target->map != NULL)
        (void)munmap(target->map, target->map_size);
    if (target->uio >= 0)
        close(target->uio);
    target->map = NULL;
    target->uio = -1;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        (void)rmdir(path_of(target->root, made[i], target->number).text);
}

/* --- The cable --- */

/* "1:0:1" is host, channel and target; behind them the unit, 0. */
bool tcmu_target_device(const char *root, unsigned number,
                        char name[TCMU_DEVICE_MAX])
{
    struct path    path = path_of(root, ADDRESS, number);
    struct tj_text text;
    struct dirent *entry = NULL;
    char           line[WORD_MAX];

    get(path.text, line);
    if (line[0] == '\0')
        return false;
    tj_text_init(&text, path.text, sizeof path.text);
    tj_text_add(&text, "%s/sys/bus/scsi/devices/%s:0/block", root, line);
    DIR *folder = opendir(path.text);
    if (folder == NULL)
        return false;
    do
        entry = readdir(folder);
    while (entry != NULL && entry->d_name[0] == '.');
    bool found = entry != NULL &&
                 tj_text_copy(name, TCMU_DEVICE_MAX, entry->d_name);
    closedir(folder);
    return found;
}

/* The SCSI layer looks at what was plugged in on its own time. */
static enum tj_status await_device(const struct tcmu_target *target,
                                   struct tj_error *error)
{
    enum { TRIES = 500, PAUSE_NS = 10 * 1000 * 1000 };
    char name[TCMU_DEVICE_MAX];

    for (int i = 0; i < TRIES; i++) {
        if (tcmu_target_device(target->root, target->number, name))
            return TJ_OK;
        tj_clock_sleep_until(tj_clock_ns() + PAUSE_NS);
    }
    return tj_fail(error, TJ_HOST_IO, "drive %u was plugged in, but the kernel "
                   "shows no drive", target->number);
}

enum tj_status tcmu_target_attach(const struct tcmu_target *target,
                                  struct tj_error *error)
{
    const char *root = target->root;
    unsigned    number = target->number;
    struct path store = path_of(root, BACKSTORE, number);
    struct path link = path_of(root, LINK, number);
    char        nexus[WORD_MAX];
    struct tj_text text;

    tj_text_init(&text, nexus, sizeof nexus);
    tj_text_add(&text, "naa.3747261796a62%03x", number);
    enum tj_status status = make_folder(path_of(root, UNIT, number), error);
    if (status == TJ_OK) {
        char line[WORD_MAX];
        struct path path = path_of(root, NEXUS, number);
        get(path.text, line);
        if (strcmp(line, nexus) != 0)
            status = put(path.text, nexus, error);
    }
    if (status == TJ_OK && symlink(store.text, link.text) != 0 &&
        errno != EEXIST)
        status = fail(error, link.text, "make it");
    return status == TJ_OK ? await_device(target, error) : status;
}

enum tj_status tcmu_target_detach(const struct tcmu_target *target,
                                  struct tj_error *error)
{
    struct path link = path_of(target->root, LINK, target->number);

    if (unlink(link.text) != 0 && errno != ENOENT)
        return fail(error, link.text, "remove it");
    return TJ_OK;
}
