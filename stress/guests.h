/* SPDX-License-Identifier: MIT */
/* A foreign program that takes part in a run with processes (`trayjam attach`):
 * it is given a place at the drive, each of its processes is a client, and who
 * of them ends is buried as a worker that died. When the program is over, so is
 * the measured phase. */
#ifndef TJ_STRESS_GUESTS_H
#define TJ_STRESS_GUESTS_H

#include "backends/attach/host.h"
#include "stress/runner.h"

struct tj_guests {
    /* --- Said before the run --- */
    const char *device;  /* "/dev/sr0" */
    const char *persona; /* Its name in the workload. */
    uint16_t    name;    /* Of the workload's table: given with its locks. */
    /* Asked again and again once the measured phase is on: starts the program,
     * looks after it, and is true when it is over, or waited_ns says that it is
     * given up. */
    bool      (*is_over)(void *context, struct tj_guests *guests);
    void       *context;
    /* --- While it runs --- */
    struct attach_host   host;
    struct tj_os_process process;   /* The program itself. */
    uint64_t             waited_ns; /* It hangs, after so long; 0: no. */
    bool                 hung, over;
    bool                 buried[ATTACH_CLIENTS_MAX];
    /* --- Said at the end --- */
    tj_client            first_client;
    uint32_t             clients;   /* How many of its processes came. */
    uint64_t             requests;
    uint32_t             asked_count; /* What the drive does not have. */
    struct tj_guest_asked { uint64_t request, count; }
                         asked[ATTACH_ASKED_MAX];
};

/* Where it finds what all clients share. */
struct guests_place {
    const char               *socket; /* Of the drives. */
    const struct tj_os_share *memory; /* The runner's plan lies in it. */
    tj_client                 first_client;
    uint32_t                  first_segment;
};
enum tj_status guests_open(struct tj_guests *guests, struct runner *runner,
                           const struct guests_place *place);
/* The phase of the run has changed. */
void guests_enter(struct tj_guests *guests, enum phase phase);
/* Buries who has ended since. */
void guests_look(struct tj_guests *guests, struct runner *runner);
/* The measured phase is over for it. */
bool guests_over(struct tj_guests *guests, struct runner *runner);
/* Ends what is left of the program. */
void guests_end(struct tj_guests *guests, struct runner *runner);
void guests_close(struct tj_guests *guests);

#endif
