/* Faults of a listener: events that are dropped, doubled, late, out of order,
 * or not heard at all. A queue between the drive and who listens; what is not
 * struck keeps its order. */
#ifndef TJ_BACKENDS_FAULT_EARS_H
#define TJ_BACKENDS_FAULT_EARS_H

#include "backends/fault_plan.h"

enum {
    TJ_FAULT_EARS = 128,
    /* A reordered event waits at most so long for one to come before it. */
    TJ_FAULT_REORDER_NS = 100 * 1000 * 1000,
};

struct tj_fault_heard {
    struct tj_event event;
    uint64_t        due_ns; /* Not before. */
};
struct tj_fault_ears {
    uint32_t rules; /* Bit per rule about events; 0: nothing is done. */
    bool     deaf;
    bool     swapped; /* Once out of order, numbers and times of emission say
                         nothing: the listener sees deliveries alone. */
    bool     holds; /* One waits for the next, to come after it. */
    uint8_t  held_rule;
    uint64_t held_seen, held_until_ns;
    uint64_t last_due_ns;
    uint32_t first, count;
    struct tj_event       held;
    struct tj_fault_heard queue[TJ_FAULT_EARS];
};

/* Told of each strike, when it happens. */
typedef void fault_ears_strike(void *context, uint8_t rule, uint64_t seen,
                               const struct tj_event *event);
struct fault_ears_host {
    struct tj_fault_plan *plan;
    fault_ears_strike    *strike;
    void                 *context;
    uint64_t              origin_ns;
};

/* rules: a bit for each rule of the plan that is about this listener. */
void fault_ears_init(struct tj_fault_ears *ears, uint32_t rules);
/* How many may be heard before the queue might overflow. */
size_t fault_ears_room(const struct tj_fault_ears *ears);
/* An event has arrived. Room is there. */
void fault_ears_hear(struct tj_fault_ears *ears,
                     const struct fault_ears_host *host,
                     const struct tj_event *event, uint64_t now_ns);
/* Gives what is due; how many. */
size_t fault_ears_give(struct tj_fault_ears *ears, uint64_t now_ns,
                       struct tj_event *events, size_t events_max);
/* When there will be something to give; UINT64_MAX: not without news. */
uint64_t fault_ears_due(const struct tj_fault_ears *ears);

#endif
