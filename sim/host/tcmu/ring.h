/* The ring of target_core_user (TCMU): SCSI commands that the kernel leaves in
 * memory shared with us, and what we answer (linux/target_core_user.h). One
 * command at a time, in order, as a drive on a cable has it.
 *
 * Memory that another party writes is not believed: every offset and length is
 * copied first and then looked at, and what does not fit is TJ_BAD_INPUT with
 * the name of the field; nothing outside the map is ever touched. Pure: no
 * file, no clock; a test makes a ring of its own. */
#ifndef TJ_SIM_HOST_TCMU_RING_H
#define TJ_SIM_HOST_TCMU_RING_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TCMU_CDB_MAX = 16, TCMU_SENSE_SIZE = 18, TCMU_PIECES_MAX = 4096 };

struct tcmu_ring {
    uint8_t *at;   /* The map, aligned as a page; not owned. */
    size_t   size;
    uint32_t commands_at, commands_size; /* As they were when it was opened. */
    bool     tells_size; /* The kernel wants to know how much we sent. */
    uint32_t resets;     /* Of the unit or target, passed over so far. */
};

/* The oldest command without an answer. */
struct tcmu_request {
    uint32_t entry;  /* Where it lies among the commands. */
    uint32_t length; /* Of its entry. */
    uint32_t pieces; /* Of its data. */
    uint16_t id;
    size_t   room;   /* Bytes of all pieces. */
    uint8_t  cdb[TCMU_CDB_MAX]; /* Zeros behind its end. */
};

struct tcmu_reply {
    uint8_t        status; /* SCSI */
    uint8_t        sense[TCMU_SENSE_SIZE]; /* With CHECK CONDITION. */
    const uint8_t *data;   /* What the drive sends first, */
    size_t         data_size;
    size_t         zeros;  /* and so many zeros behind it. */
};

/* memory: mapped, until the ring is no longer used. */
enum tj_status tcmu_ring_open(struct tcmu_ring *ring, void *memory, size_t size,
                              struct tj_error *error);

/* *found: there is a command; the same one again until it is answered. What
 * lies before it and is no command is passed over: padding, notes about aborted
 * commands, and unknown entries, which are told the kernel so. */
enum tj_status tcmu_ring_take(struct tcmu_ring *ring,
                              struct tcmu_request *request, bool *found,
                              struct tj_error *error);

/* *aborted: the kernel gave the command up. It said so behind it in the ring,
 * and waits for an answer all the same. */
enum tj_status tcmu_ring_given_up(const struct tcmu_ring *ring,
                                  const struct tcmu_request *request,
                                  bool *aborted, struct tj_error *error);

/* Copies what came with the command, at most max bytes. */
enum tj_status tcmu_ring_read(const struct tcmu_ring *ring,
                              const struct tcmu_request *request,
                              uint8_t *bytes, size_t max, size_t *size,
                              struct tj_error *error);

/* Answers it; the kernel may use its entry again. Data beyond the command's
 * room is left out (SPC-4 4.2.5.6). */
enum tj_status tcmu_ring_answer(struct tcmu_ring *ring,
                                const struct tcmu_request *request,
                                const struct tcmu_reply *reply,
                                struct tj_error *error);

#endif
