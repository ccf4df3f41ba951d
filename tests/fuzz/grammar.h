/* A string of bytes as the life of a simulated drive. The first bytes choose
 * the drive; then each few bytes are one step: somebody goes on, time passes,
 * or an input comes, with small handle numbers, codes of the catalogue or any,
 * and lengths that nobody should trust.
 *
 * After each step every invariant is audited and each reply is looked at: to a
 * request that was made, and once. At the end everything is closed, and when
 * the drive has come to rest every request must have been answered. A broken
 * promise stops the program. */
#ifndef TJ_TESTS_FUZZ_GRAMMAR_H
#define TJ_TESTS_FUZZ_GRAMMAR_H

#include "sim/drive.h"

enum { FUZZ_READY_MAX = 1024, FUZZ_REQUESTS_MAX = 16384, FUZZ_STEPS_MAX = 6000,
       FUZZ_HANDLES = 16, FUZZ_BYTES_MAX = 4096 };

struct fuzz {
    struct sim_drive   drive;
    struct sim_effects effects;
    uint32_t ready[FUZZ_READY_MAX];
    unsigned ready_count;
    uint64_t wake_ns;
    bool     settled;
    uint8_t  answered[FUZZ_REQUESTS_MAX]; /* By request number. */
    uint32_t requests_count;
    unsigned life_steps;  /* Of this string. */
    uint64_t steps;       /* Of all strings so far. */
    uint64_t lives, rests; /* Strings, and those that came to rest. */

    const uint8_t *bytes; /* What is left to read; not owned. */
    size_t         bytes_count;
    uint8_t        payload[TJ_INPUT_MAX];
};

/* One life. fuzz holds nothing that matters before the first. */
void fuzz_live(struct fuzz *fuzz, const uint8_t *bytes, size_t size);

/* --- Between grammar.c and bytes.c --- */
uint8_t  fuzz_byte(struct fuzz *fuzz); /* 0 at the end. */
uint32_t fuzz_u32(struct fuzz *fuzz);
uint32_t fuzz_length(struct fuzz *fuzz);
uint64_t fuzz_duration_ns(struct fuzz *fuzz);
tj_handle fuzz_handle(struct fuzz *fuzz);
struct sim_profile fuzz_profile(struct fuzz *fuzz);
/* One more input; its kind is chosen by the byte. */
struct sim_input fuzz_input(struct fuzz *fuzz, uint8_t kind);

#endif
