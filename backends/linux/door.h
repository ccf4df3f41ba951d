/* The door to the kernel: all that the Linux backend asks a system for. The real
 * one is door_linux.c; tests stand a model of the kernel in its place.
 *
 * Every function gives what the system call gave: a result that is not negative,
 * or -errno. That a result above 0 may be a refusal is not the door's affair. */
#ifndef TJ_BACKENDS_LINUX_DOOR_H
#define TJ_BACKENDS_LINUX_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINUX_CDB_MAX = 16, LINUX_SENSE_MAX = 32 };

/* One command through SG_IO. */
struct linux_command {
    uint8_t  cdb[LINUX_CDB_MAX];
    uint8_t  cdb_size;
    bool     writes;      /* data goes to the drive. */
    uint32_t timeout_ms;
    uint8_t *data;
    uint32_t data_size;
    /* --- Filled in --- */
    uint32_t came;        /* Bytes of data that were transferred. */
    uint32_t result;      /* As the kernel puts it: status | host << 16. */
    uint8_t  sense[LINUX_SENSE_MAX];
    uint8_t  sense_size;
};

struct linux_door {
    int  (*open)(void *context, const char *path, int flags);
    int  (*close)(void *context, int file);
    /* argument: a number, or the address of a 64-bit word. */
    int  (*ioctl)(void *context, int file, uint32_t request,
                  uintptr_t argument);
    int  (*scsi)(void *context, int file, struct linux_command *command);
    /* Device number of a special file (major << 20 | minor); -ENODEV for
     * another kind of file. Follows links. */
    int  (*device)(void *context, const char *path);
    /* A small file of /proc or /sys, terminated; the number of bytes. */
    int  (*read_file)(void *context, const char *path, char *memory,
                      size_t max);
    /* What a symbolic link says, terminated; its length. */
    int  (*read_link)(void *context, const char *path, char *memory,
                      size_t max);
    /* The names in a folder, in any order; visit gives false to stop. */
    int  (*list)(void *context, const char *path,
                 bool (*visit)(void *visitor, const char *name), void *visitor);
    /* A socket that hears the kernel's uevents; close() closes it. */
    int  (*hear)(void *context);
    /* One message, waiting at most until then: its size; 0: none came.
     * -ENOBUFS: some were lost. */
    int  (*receive)(void *context, int socket, char *memory, size_t max,
                    uint64_t until_ns);
    void *context;
};

/* The kernel of this machine; NULL where it is another one. */
const struct linux_door *linux_door(void);

static inline int linux_device_of(uint32_t major, uint32_t minor)
{
    return (int)(major << 20 | minor);
}

#endif
