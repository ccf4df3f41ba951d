/* One drive on a bench: hands inputs in, lets everything happen at once, and
 * keeps what came out. For tests of sim/. */
#ifndef TJ_TESTS_SIM_BENCH_H
#define TJ_TESTS_SIM_BENCH_H

#include "core/drive/encode.h"
#include "sim/drive.h"

enum { BENCH_READY_MAX = 512, BENCH_SEEN_MAX = 4096 };

/* People who hold a handle of that number. */
enum { ANNA = 1, BERT = 2, CARL = 3 };

struct bench {
    struct sim_drive   drive;
    struct sim_effects effects;
    uint32_t           ready[BENCH_READY_MAX];
    size_t             ready_count;
    uint64_t           wake_ns;
    uint32_t           requests_count;
    struct sim_effect  seen[BENCH_SEEN_MAX]; /* Not READY, not WAKE. */
    size_t             seen_count;
    uint8_t            output[TJ_OUTPUT_MAX]; /* Of the last reply. */
};

void bench_init(struct bench *bench, const struct sim_profile *profile);
/* One step; READY and WAKE are kept apart from what was seen. */
void bench_step(struct bench *bench, struct sim_input *input);
/* The first in line takes its step. False when nobody is ready. */
bool bench_continue(struct bench *bench);
/* That one does, if it is ready. */
bool bench_continue_one(struct bench *bench, uint32_t request);
/* Until nobody is ready. */
void bench_settle(struct bench *bench);
/* Lets time pass, waking the drive whenever it asked for it. */
void bench_advance(struct bench *bench, uint64_t duration_ns);

/* Submits with a number of its own; gives that number. */
uint32_t bench_submit(struct bench *bench, struct sim_input input);
/* The reply to a request, or NULL. */
const struct sim_effect *bench_reply(const struct bench *bench,
                                     uint32_t request);
/* Submits, settles; the status of the answer, 0xffffffff for none. */
uint32_t bench_ask(struct bench *bench, struct sim_input input);

uint32_t bench_open(struct bench *bench, tj_handle handle);
uint32_t bench_close(struct bench *bench, tj_handle handle);
uint32_t bench_ioctl(struct bench *bench, tj_handle handle, uint32_t code,
                     const char *input_hex, uint32_t output_size);
/* "anna", flags as in CDROM_EXCLUSIVE_ACCESS */
struct sim_input bench_lock_input(tj_handle handle, uint32_t flags);
struct sim_input bench_unlock_input(tj_handle handle, uint32_t flags);
/* How often an event left the drive so far. */
unsigned bench_events(const struct bench *bench, enum tj_event_id id);

#endif
