/* SPDX-License-Identifier: MIT */
#include "backends/attach/host.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

const char *attach_unsupported(void)
{
    return NULL;
}

/* --- The files --- */

static enum tj_status failed(const char *what, const char *path,
                             struct tj_error *error)
{
    int why = errno;

    return tj_fail_native(error, TJ_HOST_IO, why, "%s %s: %s", path, what,
                          strerror(why));
}

/* What programs look up of a block device: it is removable, it is read only. */
static const struct { const char *name, *text; } attributes[] = {
    { "removable", "1\n" }, { "ro", "1\n" }, { "size", "0\n" },
    { "range", "1\n" },
};
enum { ATTRIBUTES = sizeof attributes / sizeof *attributes };

static void attribute_path(const struct attach_host *host, const char *name,
                           char path[ATTACH_PATH_MAX])
{
    (void)snprintf(path, ATTACH_PATH_MAX, "%.1000s/block%s%s", host->folder,
                   *name == '\0' ? "" : "/", name);
}

static enum tj_status write_attributes(const struct attach_host *host,
                                       struct tj_error *error)
{
    char path[ATTACH_PATH_MAX];

    attribute_path(host, "", path);
    enum tj_status status = tj_os_make_folders(path, error);
    for (unsigned i = 0; i < ATTRIBUTES && status == TJ_OK; i++) {
        attribute_path(host, attributes[i].name, path);
        FILE *file = fopen(path, "w");
        bool  good = file != NULL && fputs(attributes[i].text, file) >= 0;
        if (file == NULL || fclose(file) != 0 || !good)
            status = failed("could not be written", path, error);
    }
    return status;
}

static enum tj_status map_share(struct attach_host *host,
                                struct tj_error *error)
{
    size_t size = sizeof *host->share;
    int    file = open(host->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file < 0)
        return failed("could not be made", host->path, error);
    host->file = file;
    /* Blocks, not a hole: a full disk is told here. */
    int why = posix_fallocate(file, 0, (off_t)size);
    if (why != 0) {
        errno = why;
        return failed("has no room", host->path, error);
    }
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED)
        return failed("could not be mapped", host->path, error);
    host->share = at;
    host->share->magic = ATTACH_MAGIC;
    host->share->size = (uint32_t)size;
    attribute_path(host, "", host->share->attributes);
    return TJ_OK;
}

enum tj_status attach_host_open(struct attach_host *host,
                                const char *run_folder, struct tj_error *error)
{
    char whole[PATH_MAX];

    *host = (struct attach_host){ .file = -1 };
    if (realpath(run_folder, whole) == NULL)
        return failed("is not there", run_folder, error);
    if (strlen(whole) > ATTACH_PATH_MAX - 120)
        return tj_fail(error, TJ_HOST_IO, "%.80s...: the run folder's path is "
                       "too long", whole);
    (void)snprintf(host->folder, sizeof host->folder, "%.1000s/attach", whole);
    (void)snprintf(host->path, sizeof host->path, "%.1000s/shared",
                   host->folder);
    enum tj_status status = tj_os_make_folders(host->folder, error);
    if (status == TJ_OK)
        status = map_share(host, error);
    if (status == TJ_OK)
        status = write_attributes(host, error);
    if (status != TJ_OK)
        attach_host_close(host);
    return status;
}

void attach_host_close(struct attach_host *host)
{
    char path[ATTACH_PATH_MAX];

    if (host->share != NULL)
        (void)munmap(host->share, sizeof *host->share);
    host->share = NULL;
    if (host->file >= 0)
        (void)close((int)host->file);
    host->file = -1;
    for (unsigned i = 0; i < ATTRIBUTES; i++) {
        attribute_path(host, attributes[i].name, path);
        (void)unlink(path);
    }
    attribute_path(host, "", path);
    (void)rmdir(path);
    (void)unlink(host->path);
    (void)rmdir(host->folder);
}

/* --- Who is alive --- */

uint32_t attach_host_rows(const struct attach_host *host)
{
    uint32_t taken = atomic_load(&host->share->taken);

    return taken < ATTACH_CLIENTS_MAX ? taken : ATTACH_CLIENTS_MAX;
}

static pid_t holder(const struct attach_host *host, uint32_t row)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
                          .l_start = (off_t)attach_byte_of(row), .l_len = 1 };

    if (fcntl((int)host->file, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return 0;
    return lock.l_pid;
}

bool attach_host_lives(const struct attach_host *host, uint32_t row)
{
    return holder(host, row) != 0;
}

void attach_host_kill(const struct attach_host *host, uint32_t row)
{
    pid_t process = holder(host, row);

    if (process > 0)
        (void)kill(process, SIGKILL);
}

void attach_host_go_on(const struct attach_host *host, uint32_t row)
{
    pid_t process = holder(host, row);

    if (process > 0)
        (void)kill(process, SIGCONT);
}

void attach_host_plan(struct attach_host *host,
                      const struct tj_os_share *memory, const void *plan)
{
    struct attach_share *share = host->share;

    (void)snprintf(share->plan_file, sizeof share->plan_file,
                   "/proc/%ld/fd/%ld", (long)getpid(), (long)memory->native);
    share->plan_file_size = memory->size;
    share->plan_at =
        (uint64_t)((const uint8_t *)plan - (const uint8_t *)memory->at);
}

/* --- The program --- */

enum { ELF_HEADER = 64 };

/* A dynamic ELF program names its loader (PT_INTERP); a script is run by one
 * that does. */
static bool loads_libraries(const char *path)
{
    enum { PROGRAM_AT = 32, ENTRY_AT = 54, COUNT_AT = 56, INTERPRETER = 3 };
    unsigned char head[ELF_HEADER], entry[4];
    FILE         *file = fopen(path, "rb");
    bool          found = false;

    if (file == NULL)
        return true; /* Not ours to say. */
    if (fread(head, sizeof head, 1, file) != 1 ||
        memcmp(head, "\177ELF\2", 5) != 0) {
        (void)fclose(file);
        return true;
    }
    uint64_t at;
    uint16_t size, count;
    memcpy(&at, head + PROGRAM_AT, sizeof at);
    memcpy(&size, head + ENTRY_AT, sizeof size);
    memcpy(&count, head + COUNT_AT, sizeof count);
    for (unsigned i = 0; i < count && !found; i++)
        found = fseek(file, (long)(at + (uint64_t)i * size), SEEK_SET) == 0 &&
                fread(entry, sizeof entry, 1, file) == 1 &&
                entry[0] == INTERPRETER;
    (void)fclose(file);
    return found;
}

static bool search(const char *word, char *path, size_t size)
{
    const char *folders = getenv("PATH");

    if (strchr(word, '/') != NULL)
        return tj_text_copy(path, size, word) && access(path, X_OK) == 0 &&
               tj_os_is_file(path);
    for (const char *at = folders != NULL ? folders : "/usr/bin:/bin";;) {
        size_t length = strcspn(at, ":");
        int    whole = snprintf(path, size, "%.*s/%s",
                                length > 0 ? (int)length : 1,
                                length > 0 ? at : ".", word);
        if (whole > 0 && (size_t)whole < size && tj_os_is_file(path) &&
            access(path, X_OK) == 0)
            return true;
        if (at[length] == '\0')
            return false;
        at += length + 1;
    }
}

enum tj_status attach_find_program(const char *word, char *path, size_t size,
                                   struct tj_error *error)
{
    struct stat state;

    if (!search(word, path, size))
        return tj_fail(error, TJ_MISSING, "%s: no such program", word);
    if (stat(path, &state) == 0 && (state.st_mode & (S_ISUID | S_ISGID)) != 0 &&
        geteuid() != 0)
        return tj_fail(error, TJ_UNAVAILABLE, "%s: a setuid program loads no "
                       "library of its user's", path);
    if (!loads_libraries(path))
        return tj_fail(error, TJ_UNAVAILABLE, "%s: linked statically, it loads "
                       "no library", path);
    return TJ_OK;
}

enum tj_status attach_find_library(char *path, size_t size,
                                   struct tj_error *error)
{
    static const char *const places[] = { "", "/../" ATTACH_LIBRARY_FOLDER };
    char                     folder[ATTACH_PATH_MAX], whole[PATH_MAX];

    if (!tj_os_program_folder(folder, sizeof folder))
        return tj_fail(error, TJ_HOST_IO, "the program cannot find itself");
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        (void)snprintf(path, size, "%s%s/libtrayjam-attach.so", folder,
                       places[i]);
        if (realpath(path, whole) != NULL)
            return tj_text_copy(path, size, whole)
                       ? TJ_OK
                       : tj_fail(error, TJ_HOST_IO, "%s: too long", whole);
    }
    return tj_fail(error, TJ_MISSING, "libtrayjam-attach.so is neither in %s "
                   "nor in %s", folder, path);
}

/* --- Its environment --- */

enum { VARIABLES_MAX = 4096, VARIABLE_MAX = 2 * PATH_MAX };

static bool is_variable(const char *entry, const char *name)
{
    size_t length = strlen(name);

    return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

/* Ours, but for the two variables. False: there is no room. */
static bool make_environment(char *library, char *place, char **variables)
{
    size_t count = 0;

    for (char **at = environ; *at != NULL; at++) {
        if (is_variable(*at, "LD_PRELOAD") ||
            is_variable(*at, ATTACH_VARIABLE))
            continue;
        if (count + 3 >= VARIABLES_MAX)
            return false;
        variables[count++] = *at;
    }
    variables[count++] = library;
    variables[count++] = place;
    variables[count] = NULL;
    return true;
}

static int spawn(const char *path, const char *const *argv, char **variables,
                 pid_t *child)
{
    /* posix_spawn does not change the words, but is declared as if it did. */
    union { const char *const *in; char *const *out; } words = { argv };
    posix_spawnattr_t how;
    sigset_t          usual;

    (void)sigemptyset(&usual);
    (void)posix_spawnattr_init(&how);
    (void)posix_spawnattr_setsigmask(&how, &usual);
    (void)sigaddset(&usual, SIGINT);
    (void)sigaddset(&usual, SIGTERM);
    (void)sigaddset(&usual, SIGPIPE);
    (void)sigaddset(&usual, SIGXFSZ);
    (void)posix_spawnattr_setsigdefault(&how, &usual);
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETSIGMASK);
    int why = posix_spawn(child, path, NULL, &how, words.out, variables);
    (void)posix_spawnattr_destroy(&how);
    return why;
}

enum tj_status attach_start(const struct attach_host *host, const char *path,
                            const char *const *argv, const char *library,
                            struct tj_os_process *process,
                            struct tj_error *error)
{
    static char *variables[VARIABLES_MAX];
    static char  preload[VARIABLE_MAX], place[VARIABLE_MAX];
    const char  *others = getenv("LD_PRELOAD");
    pid_t        child = 0;

    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s%s%s", library,
                   others != NULL && *others != '\0' ? ":" : "",
                   others != NULL ? others : "");
    (void)snprintf(place, sizeof place, ATTACH_VARIABLE "=%s", host->path);
    if (!make_environment(preload, place, variables))
        return tj_fail(error, TJ_HOST_IO, "the environment has more than %d "
                       "variables", VARIABLES_MAX);
    (void)fflush(NULL); /* Our lines before those of the program. */
    int why = spawn(path, argv, variables, &child);
    if (why != 0)
        return tj_fail_native(error, TJ_UNAVAILABLE, why, "%s cannot be "
                              "started: %s", path, strerror(why));
    *process = (struct tj_os_process){ .id = child };
    return TJ_OK;
}
