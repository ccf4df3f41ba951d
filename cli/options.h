/* SPDX-License-Identifier: MIT */
/* The command line, and its environment twins, as a value.
 *
 * Every option is one row of OPTION_LIST; which command takes which option is
 * said by the command's row (cmd.h). An option --like-this has the twin
 * TRAYJAM_LIKE_THIS; what is typed wins over it, and for repeatable options
 * (--fault, --threshold, --set) comes after it. Operands and options may stand
 * in any order on every system; `--` ends the options. */
#ifndef TJ_CLI_OPTIONS_H
#define TJ_CLI_OPTIONS_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* id, name, value's name (NULL: a flag), repeatable, help */
#define OPTION_LIST(X)                                                        \
    X(DRIVE, "drive", "DRIVE", false,                                         \
      "sim:PROFILE, windows:D:, linux:/dev/sr0; see drives")                    \
    X(SEED, "seed", "N|auto", false, "decimal or 0x...; auto draws one")      \
    X(CLIENTS, "clients", "N", false,                                         \
      "how many: 8, or threads x processes: 4t2p")                            \
    X(RUNNER, "runner", "HOW", false,                                         \
      "virtual (simulated time), threads or processes")                       \
    X(DURATION, "duration", "T", false, "measured phase: 500ms 5s 2m")        \
    X(OPS, "ops", "N", false, "stop after so many operations")                \
    X(STRATEGY, "strategy", "HOW", false,                                     \
      "random, first, \"pct depth=3\"; explore: exhaustive")                   \
    X(RATE, "rate", "N/s", false, "open loop: so many arrivals, constant")           \
    X(FAULT, "fault", "RULE", true,                                           \
      "\"[NAME:] EFFECT op=VERB every=N ...\"")                  \
    X(THRESHOLD, "threshold", "EXPR", true,                                   \
      "as in [threshold]; exit 3 when missed")                                \
    X(SET, "set", "KEY=VALUE", true,                                          \
      "KEY of [global] or \"SECTION.KEY\"")           \
    X(OUT, "out", "DIR", false,                                               \
      "run folder itself, new or empty; export: the file")                    \
    X(FORMAT, "format", "LIST", false,                                        \
      "reports to make: html,junit,...; see list formats")                 \
    X(PERCENTILES, "percentiles", "LIST", false,                              \
      "which to compare (default p50,p99)")                                   \
    X(MIN_ATTEMPTS, "min-attempts", "N", false,                               \
      "each side (default 100); 10 beyond a percentile")                      \
    X(TOLERANCE, "tolerance", "N%", false,                                    \
      "smallest change that matters (default 5%)")                            \
    X(BASELINE_OUT, "baseline-out", "FILE", false,                            \
      "keep B, or A alone, for comparing later")                              \
    X(HTML, "html", "FILE", false, "the comparison as a page")                \
    X(PARSE_ONLY, "parse-only", NULL, false, "read the scenario, run nothing") \
    X(DUMP_CONFIG, "dump-config", NULL, false,                                \
      "print the resolved scenario, run nothing")             \
    X(PARTIAL, "partial", NULL, false,                                        \
      "judge what comes before the damage")                                   \
    X(HISTORY, "history", NULL, false,                                        \
      "the operations on who owns, one JSON object a line")                   \
    X(SCSI, "scsi", NULL, false, "show commands that reach the drive")        \
    X(EXPECTED, "expected", "FILE", false,                                    \
      "differences that are known, with their reasons")                       \
    X(SCHEDULE, "schedule", "FILE", false,                                    \
      "virtual: who goes on, as recorded in repro/schedule")                  \
    X(SCHEDULES, "schedules", "N", false, "stop after so many schedules")      \
    X(DEPTH, "depth", "D", false,                                             \
      "pct: steps that must come in the right order (3)")                     \
    X(BOUND, "bound", "N", false,                                             \
      "exhaustive: at most so many preemptions a schedule")                   \
    X(NO_MERGE, "no-merge", NULL, false,                                      \
      "exhaustive: also behind states that were met before")                  \
    X(KEEP_GOING, "keep-going", NULL, false,                                  \
      "do not stop at the first finding, count them")                         \
    X(SEEDS, "seeds", "N|A..B", false,                                        \
      "how many seeds to try; sweep: also from A to B")                       \
    X(UNTIL, "until", "OP", false, "stop behind this operation: 12, 3:7")     \
    X(DUMP_STATE, "dump-state", NULL, false, "the simulated drives as they are then") \
    X(DIFF, "diff", "RUN|SEED", false, "where that run parts from this one")  \
    X(RULE, "rule", "TJ-...", false, "the rule that is to stay broken")       \
    X(JOBS, "jobs", "N", false,                                               \
      "threads (all cores); sweep: slurm:N, parallel:N")                      \
    X(SHARD, "shard", "I/N", false, "only the I-th of N parts of the seeds")  \
    X(MERGE, "merge", NULL, false, "operands are sweep.json files: put together") \
    X(KEEP, "keep", "N", false, "run folders of failing seeds (default 3)")   \
    X(I_ACCEPT_WEAR, "i-accept-wear", "SERIAL", false,                        \
      "move, and wear, this real drive's tray")                               \
    X(ALLOW_LIST, "allow-list", "FILE", false,                                \
      "real drives, by serial number, that may be worn")                      \
    X(QUICK, "quick", NULL, false, "fewer and shorter measurements")          \
    X(AS, "as", "NAME", false, "caller name for the lock; attach: the device")             \
    X(NAME, "name", "NAME", false,                                            \
      "caller name of the program (default: its own)")                        \
    X(TIMEOUT, "timeout", "T", false,                                         \
      "the program hangs when it takes longer (60s)")                         \
    X(SOCKET, "socket", "PATH", false, "where clients find the drives")      \
    X(DRIVES, "drives", "N", false, "how many drives: 1 to 16")              \
    X(FOR, "for", "T", false, "stop after that long: 500ms 10s 2m")           \
    X(IGNORE_VOLUME, "ignore-volume", NULL, false,                            \
      "lock although a file system is mounted (flag 0x1)")                    \
    X(DISMOUNT, "dismount", NULL, false,                                      \
      "what is mounted is dismounted first")                                  \
    X(NO_NOTIFICATIONS, "no-media-notifications", NULL, false,                \
      "unlock without media removal and arrival (flag 0x2)")                  \
    X(WATCH, "watch", NULL, false, "stay, and show every change")             \
    X(EVERY, "every", "T", false, "how often to look (default 200ms)")        \
    X(PORT, "port", "N", false, "of the page (default: a free one)")          \
    X(BROWSER, "browser", NULL, false, "open the page in the browser, too")   \
    X(PROGRESS, "progress", "line|full|none", false,                          \
      "what stderr shows of a run; full: a table")                            \
    X(JSON_PROGRESS, "json-progress", "WHERE", false,                         \
      "a JSON object a second: - (stderr), fd:N, PATH")                       \
    X(PROGRESS_EVERY, "progress-every", "T", false,                           \
      "how often; not more often than each 100ms")                               \
    X(LOOK_MEMORY, "look-memory", "MIB", false,                               \
      "what abort_after may take to look (default 1024)")                     \
    X(QUIET, "quiet", NULL, false, "no progress, no summary")                 \
    X(JSON, "json", NULL, false, "machine-readable output on stdout")         \
    X(NO_COLOR, "no-color", NULL, false, "plain text; so does NO_COLOR")      \
    X(HELP, "help", NULL, false, "this text")                                 \
    X(VERSION, "version", NULL, false, "version and build")

enum option_id {
#define X(id, name, value, repeatable, help) OPTION_##id,
    OPTION_LIST(X)
#undef X
    OPTION_COUNT
};
#define OPTION_BIT(id) (UINT64_C(1) << OPTION_##id)

struct option_row {
    const char *name;
    const char *value; /* NULL: a flag. */
    bool        repeatable;
    const char *help;
};
const struct option_row *option_row(enum option_id id);

enum { OPTION_USES_MAX = 128, OPTION_OPERANDS_MAX = 512,
       OPTION_TWIN_SIZE = 48 };

struct option_use {
    enum option_id id;
    const char    *value; /* "" for a flag. */
};

/* What was asked for. Texts belong to argv and the environment. */
struct options {
    size_t            uses_count;
    struct option_use uses[OPTION_USES_MAX]; /* Environment first. */
    size_t            operands_count;
    const char       *operands[OPTION_OPERANDS_MAX + 1]; /* And a NULL. */
    bool              ended;          /* There was a `--`, and ... */
    size_t            operands_before; /* ... so many operands before it. */
};

/* argv[0] is the command's own word. allowed: OPTION_BITs. environment gives
 * a variable's value or NULL (getenv; a test's own). Fails with TJ_USAGE and a
 * text that names the option and, where one is near, what was meant. */
enum tj_status options_parse(struct options *options, int argc, char **argv,
                             uint64_t allowed,
                             const char *(*environment)(const char *name),
                             struct tj_error *error);

/* The last value given, or NULL; "" for a flag that is on. */
const char *options_value(const struct options *options, enum option_id id);
bool        options_has(const struct options *options, enum option_id id);

/* Readers with the option's name in the complaint (TJ_USAGE). Without the
 * option *value stays as it is. */
enum tj_status options_u64(const struct options *options, enum option_id id,
                           uint64_t *value, struct tj_error *error);
enum tj_status options_duration(const struct options *options,
                                enum option_id id, uint64_t *value_ns,
                                struct tj_error *error);

/* "TRAYJAM_NO_COLOR" */
void option_twin(enum option_id id, char twin[OPTION_TWIN_SIZE]);

#endif
