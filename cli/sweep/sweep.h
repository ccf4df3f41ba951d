/* SPDX-License-Identifier: MIT */
/* A sweep: which seeds of which scenario were run, and what was found. Kept as
 * sweep.json (reports/schema/sweep.schema.json), from which it goes on, and
 * from which several are merged. */
#ifndef TJ_CLI_SWEEP_H
#define TJ_CLI_SWEEP_H

#include "cli/run_view.h"
#include "cli/summary_text.h"
#include "cli/sweep/sweep_account.h"
#include "cli/sweep/sweep_range.h"
#include "cli/sweep/sweep_work.h"
#include "core/base/json.h"

enum { SWEEP_KEPT_MAX = TJ_RULES_MAX,
       SWEEP_CONDITION_TEXT = 96, SWEEP_FINGERPRINT = 20 };

/* A run folder that is kept, named seed-0x1f in the sweep's own. */
struct sweep_kept {
    uint64_t seed;
};

struct sweep {
    char     scenario[64];
    char     version[40], build[120];
    char     fingerprint[SWEEP_FINGERPRINT]; /* Of all but the seed: "0x..". */
    char     repeat[RUN_REPEAT_MAX]; /* "trayjam run X --seed SEED ..." */
    struct sweep_seeds   seeds;
    uint64_t             shard, shards; /* 1 of 1: all. */
    unsigned             jobs;
    uint64_t             real_ns;
    bool                 interrupted;
    struct sweep_account account;
    size_t               conditions_count[2]; /* Expectations, thresholds. */
    char conditions[2][TJ_CONDITIONS_MAX][SWEEP_CONDITION_TEXT];
    size_t               kept_count;
    struct sweep_kept    kept[SWEEP_KEPT_MAX];
};

/* "TJ-X01", "lock.granted >= 10"; NULL: there is no such row. */
const char *sweep_row_name(const struct sweep *sweep, size_t row,
                           enum sweep_kind *kind);
const char *sweep_kind_name(enum sweep_kind kind);
bool        sweep_complete(const struct sweep *sweep);
int         sweep_exit_code(const struct sweep *sweep);
/* The line that runs one seed again. */
void sweep_repeat(const struct sweep *sweep, uint64_t seed, char *line,
                  size_t size);
/* Broken rows, those of most seeds first; how many. */
size_t sweep_broken(const struct sweep *sweep, uint16_t rows[SWEEP_ROWS_MAX]);

/* --- sweep_json.c --- */
enum tj_status sweep_print_json(const struct sweep *sweep, FILE *file,
                                struct tj_error *error);
/* folder/sweep.json */
enum tj_status sweep_write(const struct sweep *sweep, const char *folder,
                           struct tj_error *error);
/* --- sweep_read.c: path of a sweep.json. Seeds are taken from the arena. --- */
enum tj_status sweep_read(struct sweep *sweep, const char *path,
                          struct arena *arena, struct tj_error *error);
/* Adds what another one has. One whose seeds are all there already changes
 * nothing (*added false); one that has some of them is refused, for what was
 * found there cannot be told apart. */
enum tj_status sweep_join(struct sweep *sweep, const struct sweep *other,
                          const char *path, struct arena *arena, bool *added,
                          struct tj_error *error);

/* --- sweep_text.c --- */
void sweep_print_text(const struct sweep *sweep, const char *folder,
                      const struct summary_style *style, FILE *file);
/* folder/junit.xml: a case for each rule and condition that was judged. */
enum tj_status sweep_write_junit(const struct sweep *sweep, const char *folder,
                                 struct tj_error *error);

#endif
