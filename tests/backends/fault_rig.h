/* Clients of a simulated drive in virtual time, each with a fault layer: what
 * the tests of faults share. */
#ifndef TJ_TESTS_BACKENDS_FAULT_RIG_H
#define TJ_TESTS_BACKENDS_FAULT_RIG_H

#include "backends/layer_fault.h"
#include "backends/virtual.h"

enum { RIG_CLIENTS = 3, RIG_RULES = 4 };

struct fault_rig {
    struct tj_virtual        *world;
    void                     *memory;
    struct tj_fault_plan      plan;
    struct tj_fault_host      host;
    struct tj_virtual_session sessions[RIG_CLIENTS];
    struct tj_fault_layer     layers[RIG_CLIENTS];
    uint32_t                  numbers[RIG_CLIENTS];
    unsigned                  killed[2]; /* By victim. */
    uint64_t                  stopped_ns;
};

/* rules: "kill(thread) when=granted", NULL-terminated. Client i (from 0) is
 * number i + 1, thread i + 1 of process i + 1, persona "p<i + 1>". */
void rig_open(struct fault_rig *rig, const char *drive,
              const char *const *rules);
void rig_close(struct fault_rig *rig);

/* Submits and runs the world until the answer is there, or a minute has passed.
 * Its status; 0xffffffff: there is none. */
uint32_t rig_ask(struct fault_rig *rig, unsigned client, enum tj_verb verb,
                 tj_handle handle, uint32_t arg);
/* Opens the device for reading and writing. */
void     rig_open_handle(struct fault_rig *rig, unsigned client,
                         tj_handle handle);
void     rig_wait(struct fault_rig *rig, uint64_t time_ns);
uint64_t rig_struck(const struct fault_rig *rig);
struct tj_sim_view rig_view(struct fault_rig *rig);

#endif
