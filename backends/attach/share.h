/* SPDX-License-Identifier: MIT */
/* What `trayjam attach` shares with the programs it runs: one small file,
 * mapped by the run and by each process of the program that opens the drive.
 * The run writes the upper half once, before the program starts; each process
 * takes a client of its own and writes nothing but its row and its counters.
 *
 * Who is alive is known by a lock on the file (one byte a row): the system
 * drops it however its process ends. */
#ifndef TJ_BACKENDS_ATTACH_SHARE_H
#define TJ_BACKENDS_ATTACH_SHARE_H

#include "backends/layer_watch.h"
#include "core/drive/encode.h"
#include "core/trace/writer.h"

#define ATTACH_MAGIC UINT32_C(0x746a6174)
#define ATTACH_VARIABLE "TRAYJAM_ATTACH" /* Its value: the file's path. */

/* What a program sees of the drive: a block device that is not there. */
enum { ATTACH_MAJOR = 11, ATTACH_MEMORY_NAME_MAX = 40 };
#define ATTACH_MEMORY_NAME "trayjam-drive-" /* Its descriptors; and a handle. */

enum { ATTACH_CLIENTS_MAX = 256, ATTACH_ASKED_MAX = 32, ATTACH_NAMES_MAX = 256,
       ATTACH_PATH_MAX = 1100 };

enum attach_state { ATTACH_NOBODY, ATTACH_RUNNING, ATTACH_ENDED };

/* A process of the program, or one of its children. */
struct attach_client {
    struct tj_watch  watch;
    _Atomic uint32_t state;   /* enum attach_state */
    _Atomic uint32_t open;    /* Handles. */
    _Atomic int32_t  process;
    _Atomic uint64_t go_on_ns; /* A fault stopped it until then; 0: no. */
};

/* A request that nobody knows, and how often. */
struct attach_asked {
    _Atomic uint64_t request; /* 0: free. */
    _Atomic uint64_t count;
};

struct attach_share {
    uint32_t             magic, size; /* Of this struct: same build. */
    uint64_t             origin_ns;
    struct tj_trace_info info;
    uint32_t             first_segment;
    tj_client            first_client;
    uint8_t              drive, handle_shift;
    uint16_t             name;        /* In the table: given with a lock. */
    uint16_t             names_count; /* names[1 .. names_count - 1] */
    char                 names[ATTACH_NAMES_MAX][TJ_CALLER_NAME_SIZE + 1];
    char                 trace[ATTACH_PATH_MAX];
    char                 socket[ATTACH_PATH_MAX];
    char                 device[ATTACH_PATH_MAX]; /* "/dev/sr0" */
    char                 attributes[ATTACH_PATH_MAX]; /* Stands for the
                                     device's folder below /sys/dev/block. */
    /* The fault plan of the run's clients: so far into that file. */
    char                 plan_file[ATTACH_PATH_MAX]; /* "": no faults. */
    uint64_t             plan_at, plan_file_size;
    char                 persona[32]; /* The program's, for fault rules. */
    _Atomic uint32_t     measures; /* The measured phase is on. */
    _Atomic uint32_t     taken;    /* Clients, in order; may exceed the rows. */
    _Atomic uint64_t     requests; /* All that came through the library. */
    struct attach_client clients[ATTACH_CLIENTS_MAX];
    struct attach_asked  asked[ATTACH_ASKED_MAX];
};

/* Where the lock of a row is. */
static inline uint64_t attach_byte_of(uint32_t row)
{
    return sizeof(struct attach_share) + row;
}

#endif
