/* SPDX-License-Identifier: MIT */
/* A run of virtual time as a list of explicit operations: what each client
 * asked, and when, with nothing left to chance or to a script. Any part of it
 * can be run again as a workload of its own, and a small part can be written as
 * a scenario that anyone can read.
 *
 * Operations know which one opened the handle they use, so that a part never
 * asks on a handle that it did not open. */
#ifndef TJ_STRESS_PROGRAM_H
#define TJ_STRESS_PROGRAM_H

#include "stress/run.h"

enum { TJ_NEEDS_NOTHING = UINT32_MAX };

struct tj_program_op {
    tj_client      client;
    uint32_t       number; /* Of its client, as recorded. */
    uint32_t       needs;  /* Index of the operation that opened its handle. */
    uint64_t       asked_ns, answered_ns;
    struct tj_step step;   /* OP, RAW or LISTEN. */
};

struct tj_program {
    size_t                count, max;
    struct tj_program_op *ops;    /* In the order in which they were asked. */
    uint32_t             *latest; /* Of each client; once recorded, room to
                                     count in. */
    uint32_t             *opener; /* Of each client and slot. */
    bool                  full;   /* It was longer than max. */
    bool                  listens; /* Somebody does. */
};

/* Room for max operations of the workload's clients. */
enum tj_status tj_program_init(struct tj_program *program, size_t max,
                               const struct tj_workload *workload,
                               struct arena *arena, struct tj_error *error);
/* tj_run_options.told; context: the program. Puts in what clients do until they
 * are told to stop; what they then put back is not part of it. */
bool tj_program_told(void *context, const struct tj_told *told);

/* keep[i]: operation i is in the part. Adds what the kept ones need. */
void tj_program_close(const struct tj_program *program, bool *keep);
/* The other way: drops what uses a handle that is opened no more. */
void tj_program_prune(const struct tj_program *program, bool *keep);
size_t tj_program_kept(const struct tj_program *program, const bool *keep);
/* How many clients have something to do in it. */
size_t tj_program_clients(const struct tj_program *program, const bool *keep);

/* Time between the answer to the operation before (of the part and the client)
 * and this one; as recorded, but for what was left out between them. */
void tj_program_pauses(const struct tj_program *program, const bool *keep,
                       uint64_t *pauses);

/* Room for the lists of a workload. */
struct tj_program_room {
    struct tj_list   *lists; /* One per client. */
    struct tj_listed *items; /* program->max */
};
enum tj_status tj_program_room_init(struct tj_program_room *room,
                                    const struct tj_program *program,
                                    const struct tj_workload *workload,
                                    struct arena *arena,
                                    struct tj_error *error);
/* Makes workload do that part: its lists are set. pauses: by operation. */
void tj_program_apply(const struct tj_program *program, const bool *keep,
                      const uint64_t *pauses, struct tj_program_room *room,
                      struct tj_workload *workload);

/* The part as personas with scripts, one client each. Clients without an
 * operation are left out, if `compact`; else they retire at once. fit: false
 * when it is too long, or has too many clients. small: filled from workload. */
bool tj_program_script(const struct tj_program *program, const bool *keep,
                       const uint64_t *pauses,
                       const struct tj_workload *workload, bool compact,
                       struct tj_workload *small);

#endif
