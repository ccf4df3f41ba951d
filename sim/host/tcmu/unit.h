/* The simulated drive as the kernel's SCSI layer meets it: one command in hand
 * at a time, sense as bytes, what a motor or a planted delay makes it wait for.
 * The drive is sim/hardware, an ATAPI one; in between is what a bridge to it
 * does (MODE SENSE of 6 bytes, no command of 16). Pure: time comes in. */
#ifndef TJ_SIM_HOST_TCMU_UNIT_H
#define TJ_SIM_HOST_TCMU_UNIT_H

#include "sim/hardware.h"
#include "sim/host/tcmu/ring.h"
#include "sim/host/wdm/private_ioctl.h"

/* Planted: the next commands of that operation code take so much longer.
 * UINT64_MAX: they are not answered as long as it is planted. */
struct tcmu_delay {
    uint32_t count;
    uint8_t  opcode; /* SIM_OP_ANY: whatever comes. */
    uint64_t time_ns;
};

struct tcmu_unit {
    struct sim_hardware hardware;
    struct sim_profile  profile;
    struct tcmu_delay   delay;
    bool                in_hand, stuck; /* Stuck: until the drive is calmed. */
    uint64_t            end_ns;   /* Of the command in hand. */
    uint8_t             cdb[TCMU_CDB_MAX];
    uint64_t            commands; /* Answered. */
    uint8_t             data[SIM_DATA_MAX]; /* Of the command in hand. */
};

/* Power comes on. */
void tcmu_unit_init(struct tcmu_unit *unit, const struct sim_profile *profile,
                    uint64_t now_ns);

/* How many bytes the command brings along (its parameter list). */
size_t tcmu_unit_wants(const uint8_t cdb[TCMU_CDB_MAX]);

/* The drive has the command; what it brought along is in unit->data. There is
 * none in hand. */
void tcmu_unit_begin(struct tcmu_unit *unit, const uint8_t cdb[TCMU_CDB_MAX],
                     uint64_t now_ns);
/* True: it is over, *reply is what to send. Its data lies in the unit. */
bool tcmu_unit_end(struct tcmu_unit *unit, uint64_t now_ns,
                   struct tcmu_reply *reply);
/* The command in hand is given up: it ends at once, undone. */
void tcmu_unit_abort(struct tcmu_unit *unit, struct tcmu_reply *reply);
/* When something will happen by itself; UINT64_MAX: never. */
uint64_t tcmu_unit_wake(const struct tcmu_unit *unit);

/* Power off and on: what is planted stays. */
void tcmu_unit_replug(struct tcmu_unit *unit, uint64_t now_ns);

/* --- orders.c: what a person and a test do to it --- */
enum tcmu_deed {
    TCMU_DONE,
    TCMU_REFUSED, /* The words are in *error. */
    TCMU_UNPLUG, TCMU_REPLUG, TCMU_REMOVE, /* For the host: the cable. */
};
/* function: TRAYJAM_PRIVATE_*. What is of a driver of Windows only is refused
 * with the reason. */
enum tcmu_deed tcmu_order(struct tcmu_unit *unit, uint32_t function,
                          const struct trayjam_order *order, uint64_t now_ns,
                          struct tj_error *error);
/* What of it can be seen from outside; number and device are the host's. */
void tcmu_state(const struct tcmu_unit *unit, struct trayjam_state *state);

#endif
