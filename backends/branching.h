/* Simulated drives in virtual time, for those who go through many schedules of
 * one small run: as backends/virtual, step by step and nanosecond by
 * nanosecond, but bare (no backends, one operation per asker in flight), and
 * its whole state can be kept and come back to.
 *
 * Whoever asks (a client, an observer) has a number: that of its session in
 * tj_virtual, in the order in which they are made there. Who goes on is said
 * by the caller, or drawn by a strategy. */
#ifndef TJ_BACKENDS_BRANCHING_H
#define TJ_BACKENDS_BRANCHING_H

#include "backends/strategy.h"
#include "core/drive/choices.h"
#include "core/drive/event.h"
#include "core/drive/op.h"
#include "core/drive/sim_view.h"

struct tj_branching;

struct tj_branching_config {
    const char *detail; /* As for tj_virtual_open. */
    unsigned    drives;
    uint64_t    seed;
};
size_t         tj_branching_size(unsigned drives);
enum tj_status tj_branching_open(void *memory,
                                 const struct tj_branching_config *config,
                                 struct tj_branching **world,
                                 struct tj_error *error);

/* From now on: NULL, the caller says who goes on (tj_branching_undecided);
 * else the strategy draws it from that seed, and note, if there is one, is
 * told. */
typedef void tj_branching_note(void *context, unsigned picked, unsigned offered);
void tj_branching_strategy(struct tj_branching *world,
                           const struct tj_strategy *strategy, uint64_t seed,
                           tj_branching_note *note, void *context);
/* Off: whoever became ready first, and nobody is asked. Off at first. */
void tj_branching_choose(struct tj_branching *world, bool on);

uint64_t tj_branching_now(const struct tj_branching *world);
uint64_t tj_branching_steps(const struct tj_branching *world);

/* op is looked at until it is answered. process: 0, or whose handle it is. */
void tj_branching_submit(struct tj_branching *world, uint32_t asker,
                         uint16_t process, const struct tj_op *op);
void tj_branching_listen(struct tj_branching *world, uint32_t asker,
                         uint8_t drive, tj_handle handle);
/* It would go on: NEWS_TURN when it may. */
void tj_branching_offer(struct tj_branching *world, uint32_t asker,
                        uint8_t drive);

enum tj_news_kind { TJ_NEWS_ANSWER, TJ_NEWS_TURN, TJ_NEWS_EMITTED,
                    TJ_NEWS_DELIVERED };
struct tj_news {
    enum tj_news_kind kind;
    uint8_t           drive;
    uint32_t          asker;  /* Of all but EMITTED. */
    const struct tj_event *event; /* EMITTED, DELIVERED; else see reply. */
    struct tj_reply  *reply;  /* ANSWER; number and client are not set. Both are
                                 good until the world is called again. */
};

/* The next thing that happens until until_ns. False: nothing does, and the
 * clock stands there (with UINT64_MAX: where nothing but periodic timers is
 * left); or somebody has to say who goes on. */
bool tj_branching_next(struct tj_branching *world, uint64_t until_ns,
                       struct tj_news *news);
/* Of how many somebody has to say who goes on; 0: there is no such choice. */
unsigned tj_branching_undecided(const struct tj_branching *world);
void     tj_branching_decide(struct tj_branching *world, unsigned index);
/* Who candidate index of the choice is: the same number for an asker's turn and
 * for what it asked; others are what a drive does by itself. */
uint64_t tj_branching_candidate(const struct tj_branching *world,
                                unsigned index);

/* The number of whoever went on last. */
uint64_t tj_branching_last(const struct tj_branching *world);

void tj_branching_describe(struct tj_branching *world, uint8_t drive,
                           struct tj_sim_view *view);

/* When there is no news left. digest: equal states, as far as anything that
 * comes later can tell, have equal ones; different ones almost never. */
size_t   tj_branching_save_max(unsigned drives);
size_t   tj_branching_save(const struct tj_branching *world, void *memory);
void     tj_branching_restore(struct tj_branching *world, const void *memory);
uint64_t tj_branching_digest(const struct tj_branching *world);

#endif
