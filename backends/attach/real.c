/* SPDX-License-Identifier: MIT */
#include "backends/attach/real.h"

#include "backends/attach/guest.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct { struct real real; bool complete; pid_t owner; } found;
static _Thread_local unsigned depth __attribute__((tls_model("initial-exec")));

/* A function's address out of dlsym's object pointer, as POSIX has it. */
static void find(void *slot, const char *name)
{
    void *address = dlsym(RTLD_NEXT, name);

    memcpy(slot, &address, sizeof address);
}

const struct real *real(void)
{
    if (!found.complete) {
#define X(type, name, parameters) find(&found.real.name, #name);
        REAL_LIST(X)
#undef X
        found.complete = true;
    }
    return &found.real;
}

bool call_passes(void)
{
    return depth > 0 || !guest_exists() || getpid() != found.owner;
}

void call_begin(void)
{
    depth++;
    guest_lock();
}

void call_end(void)
{
    int kept = errno;

    guest_unlock();
    depth--;
    errno = kept;
}

void call_settle(void)
{
    found.owner = getpid();
}

/* --- Paths --- */

static const char block_folder[] = "/sys/dev/block/";

bool path_is_device(const char *path)
{
    return path != NULL && (strcmp(path, guest_share()->device) == 0 ||
                            strcmp(path, "/dev/cdrom") == 0);
}

/* "/dev/sr9": 9 */
unsigned path_minor(void)
{
    const char *device = guest_share()->device;
    size_t      end = strlen(device), at = end;

    while (at > 0 && device[at - 1] >= '0' && device[at - 1] <= '9')
        at--;
    return (unsigned)strtoul(device + at, NULL, 10) & 0xff;
}

const char *path_of(const char *path, char memory[PATH_MEMORY])
{
    char   own[40];
    size_t length;

    if (path == NULL ||
        strncmp(path, block_folder, sizeof block_folder - 1) != 0)
        return path;
    (void)snprintf(own, sizeof own, "%s%d:%u", block_folder, ATTACH_MAJOR,
                   path_minor());
    length = strlen(own);
    if (strncmp(path, own, length) != 0 ||
        (path[length] != '\0' && path[length] != '/') ||
        strlen(path + length) > PATH_MEMORY - ATTACH_PATH_MAX - 1)
        return path;
    (void)snprintf(memory, PATH_MEMORY, "%s%.*s", guest_share()->attributes,
                   PATH_MEMORY - ATTACH_PATH_MAX - 1, path + length);
    return memory;
}
