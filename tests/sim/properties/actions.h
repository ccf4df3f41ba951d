/* What happens to a drive under observation, at random: sensible requests in
 * every colour, and now and then nonsense. A theme is a mixture that reaches
 * the rare states of a group of properties. */
#ifndef TJ_TESTS_SIM_PROPERTIES_ACTIONS_H
#define TJ_TESTS_SIM_PROPERTIES_ACTIONS_H

#include "tests/sim/properties/tale.h"

/* action, what it does */
#define ACTION_LIST(X)                                                     \
    X(open_direct) X(open_weak) X(open_volume) X(open_alone) X(open_file)  \
    X(duplicate) X(close) X(lock) X(lock_badly) X(unlock) X(query)         \
    X(exclusive_malformed) X(secure) X(simple) X(move_tray) X(mcn)         \
    X(verify) X(verify2) X(read) X(write) X(flush) X(property) X(allowed)  \
    X(any_code) X(alias) X(event_notification) X(volume_lock)              \
    X(volume_request) X(cancel) X(wait) X(hand) X(sense) X(tray_sense)     \
    X(srb) X(busy) X(lose_event) X(lose_state) X(poll_reply) X(surprise)   \
    X(power) X(end_thread) X(end_process) X(listen) X(reserve)             \
    X(broken_drive) X(mended_drive) X(swap) X(open_control)  \
    X(invalidate) X(scarcity) X(ask_removal)

enum action {
#define X(name) ACTION_##name,
    ACTION_LIST(X)
#undef X
    ACTION_COUNT
};

#define X(name) void act_##name(struct tale *tale);
ACTION_LIST(X)
#undef X
/* With a thread and a process; of an open handle, or, rarely, of any number. */
void      act_ask(struct tale *tale, struct sim_input input);
tj_handle act_any_handle(struct tale *tale);

enum theme_id { CONTENTION, STRANGERS, BACKLOG, HANDOFF, TRAY, MEDIA,
                QUIET_MEDIA, VOLUME, VOLUME_LOCKS, DISMOUNTS, FAULTS, REMOVAL, THEME_COUNT };
struct theme {
    const char *name;
    uint8_t  weights[ACTION_COUNT];
    unsigned handles_max;
    unsigned continue_percent; /* How often somebody goes on instead. */
    unsigned inputs;           /* Of a run, before everything is closed. */
    void   (*profile)(struct sim_profile *profile, uint64_t seed);
};
const struct theme *theme_at(enum theme_id id);

/* One run: begins, mixes, closes everything, looks a last time. */
void theme_run(struct tale *tale, enum theme_id id, uint64_t seed,
               enum sim_mutant mutant);
void act(struct tale *tale, enum action action);

#endif
