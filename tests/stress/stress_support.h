/* A folder of its own for a test, scenarios in it, and memory to load them. */
#ifndef TJ_TESTS_STRESS_SUPPORT_H
#define TJ_TESTS_STRESS_SUPPORT_H

#include "core/trace/reader.h"
#include "stress/run.h"

struct support {
    char               folder[64]; /* The working folder while open. */
    struct arena       arena;
    void              *memory;
    struct tj_workload *workload;
    struct tj_error    error;
};

/* Makes the folder and goes there; aborts when that cannot be. */
void support_open(struct support *support);
/* Removes it with everything in it. Once is enough. */
void support_close(struct support *support);

void support_write(const char *name, const char *text);

/* Writes text as s.ini and loads it with overrides (NULL-terminated list, or
 * NULL). Each load has the whole arena. */
enum tj_status support_load(struct support *support, const char *text,
                            const char *const *overrides);
/* The same for a preset or file that is there. */
enum tj_status support_load_named(struct support *support, const char *name,
                                  const char *const *overrides);

/* Runs the loaded workload into folder `name`; stop after that many looks of
 * the runner (0: never). */
enum tj_status support_run(struct support *support, const char *name,
                           unsigned stop_after, struct tj_run_result *result);

/* Counts of a recorded run. */
struct support_counts {
    uint64_t operations[TJ_VERB_COUNT][TJ_OUTCOME_COUNT]; /* Measured. */
    uint64_t measured, unmeasured, unanswered;
    uint64_t events, strikes, names;
    uint64_t marks[TJ_MARK_COUNT];
    uint64_t mark_ns[TJ_MARK_COUNT];
    uint64_t restored;
    bool     partial;
};
void support_count(struct support *support, const char *name,
                   struct support_counts *counts);

#endif
