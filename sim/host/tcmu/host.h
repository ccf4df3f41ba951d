/* One simulated drive as a device of this Linux kernel: /dev/srN, /dev/sgN,
 * uevents and all, by TCMU and tcm_loop. One thread serves the ring, in real
 * time; a second one lives only while the cable is moved (target.h).
 *
 * A person and tests talk to it over a socket (SOCK_SEQPACKET) in
 * /run/trayjam: a struct tcmu_message, answered by a struct trayjam_result, or
 * for TRAYJAM_PRIVATE_STATE by a struct trayjam_state. Root's folder, so root's
 * alone. A host that is killed leaves the kernel's drive behind, waiting for
 * answers; the next one with its number takes it over. */
#ifndef TJ_SIM_HOST_TCMU_HOST_H
#define TJ_SIM_HOST_TCMU_HOST_H

#include "sim/host/tcmu/unit.h"

#define TCMU_RUN_FOLDER "/run/trayjam"

struct tcmu_message {
    uint32_t             function; /* TRAYJAM_PRIVATE_* */
    uint32_t             reserved; /* 0 */
    struct trayjam_order order;    /* With its head. */
};

struct tcmu_host_config {
    const char        *root;    /* Before every path; "" but in tests. */
    unsigned           number;  /* Below TRAYJAM_DRIVES_MAX. */
    struct sim_profile profile; /* With its seed. */
    bool             (*stop)(void *context); /* Asked every second or so. */
    /* The kernel shows the drive; device: "sr0". */
    void             (*ready)(void *context, const char *device);
    void              *context;
};

/* Bytes that tcmu_host_run needs, zeroed, aligned for anything. */
size_t tcmu_host_size(void);

/* Until told to stop, or removed by an order; then nothing of it is left in the
 * kernel. TJ_BAD_INPUT: there is a drive with that number; TJ_UNAVAILABLE: the
 * kernel lacks something. */
enum tj_status tcmu_host_run(void *memory, const struct tcmu_host_config *config,
                             struct tj_error *error);

/* The other end: one message, one answer. TJ_MISSING: no such drive. */
enum tj_status tcmu_host_ask(const char *root, unsigned number,
                             const struct tcmu_message *message, void *answer,
                             size_t answer_size, struct tj_error *error);

#endif
