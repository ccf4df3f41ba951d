/* A scenario with everything resolved: who does what to which drive, with what
 * luck. Read from an INI file as fio users know it; strict: an unknown key, a
 * missing unit, a number out of range is an error naming file, line, column
 * and what is allowed. A value: the engine and both runners only read it.
 *
 * What a persona's script can say: stress/script.h. Beside it, or beside use =
 * NAME: caller, retry, jitter, hold, think, weight, and faster = N, which makes
 * all times of the script so many times shorter. */
#ifndef TJ_STRESS_WORKLOAD_H
#define TJ_STRESS_WORKLOAD_H

#include "backends/fault_plan.h"
#include "backends/fault_schedule.h"
#include "backends/registry.h"
#include "backends/strategy.h"
#include "core/base/arena.h"
#include "stress/arrivals.h"
#include "stress/ini.h"
#include "stress/placing.h"
#include "stress/script.h"

#include <stdio.h>

enum { TJ_PERSONAS_MAX = 32, TJ_FAULTS_MAX = 32, TJ_LINES_MAX = 64,
       TJ_NAMES_MAX = 256, TJ_CLIENTS_OF_RUN_MAX = 990,
       TJ_DRIVES_OF_RUN_MAX = 16, TJ_PROCESSES_MAX = 256, TJ_RACES_MAX = 8 };
/* A mix opens slot 0 on the interface and this one on the volume. */
enum { TJ_MIX_VOLUME_SLOT = 1 };
/* A caller name with {time} in it is so many names, given in turn. */
enum { TJ_CALLER_TIMES = 4 };

struct tj_persona {
    char          name[32];
    char          caller[64]; /* Name given with LOCK, "" for none. */
    uint16_t      caller_id;  /* Its place in the name table, 0 for none. */
    uint16_t      callers;    /* From there on; more than 1 with {time}. */
    char          slots[TJ_SLOTS_MAX][16]; /* Names; "" is not in use. */
    uint32_t      weight;
    size_t        steps_count;
    struct tj_step steps[TJ_STEPS_MAX];
    size_t          retries_count; /* The first is of every LOCK without one
                                      of its own. */
    struct tj_retry retries[TJ_RETRIES_MAX];
    size_t        raws_count;
    struct tj_raw raws[TJ_RAWS_MAX];
    bool          mix;          /* Steps are drawn by weight, not in a row. */
    uint32_t      weights[TJ_STEPS_MAX]; /* For a mix. */
    uint32_t      weights_sum;
    struct tj_distribution think; /* Between operations of a mix. */
    bool          own_arrival;  /* `arrival` counts, not the workload's. */
    struct tj_arrival_plan arrival; /* Of all its clients together. */
    struct tj_placing placing;
};

/* Two operations that are made to meet; [0]: a, [1]: b. */
struct tj_race {
    char     name[32];
    uint8_t  verbs[2];        /* enum tj_verb */
    char     personas[2][32];
    int64_t  low_ns, high_ns; /* Start of b minus start of a; both 0: learned. */
    uint64_t attempts;        /* 0: as long as the run lasts. */
    uint64_t wait_ns;         /* One for the other. */
};

/* What one client does, operation by operation: nothing is drawn, nothing tried
 * again. Virtual runs only; made by stress/program.h, never read from a file. */
struct tj_listed {
    uint64_t       pause_ns; /* After the answer to the one before. */
    struct tj_step step;     /* OP, RAW, LISTEN, or RETIRE at the end; RAW: of its
                                persona. */
};
struct tj_list {
    size_t                  count;
    const struct tj_listed *items; /* Not owned. */
};

enum tj_runner { TJ_RUNNER_VIRTUAL, TJ_RUNNER_THREADS, TJ_RUNNER_PROCESSES };

const char *tj_runner_name(enum tj_runner runner);

struct tj_workload {
    char     name[64];
    char     drive[256];   /* As typed: "sim:disc=present". */
    uint64_t seed;
    bool     seed_auto;    /* Drawn anew by whoever starts the run. */
    enum tj_runner runner;
    char     strategy[TJ_STRATEGY_TEXT]; /* Virtual: as it is typed. */
    uint8_t  drives;
    uint16_t clients;
    uint16_t processes; /* RUNNER_PROCESSES: clients / processes threads each;
                           else 1. */
    uint64_t warmup_ns, duration_ns, cooldown_ns;
    uint64_t hang_ns;      /* Real time after which a run is hung; 0: never. */
    uint64_t ops;          /* Stop after so many operations; 0: by time. */
    struct tj_arrival_plan arrival; /* Of all clients whose persona has none
                                       of its own, together. */
    struct tj_placing placing; /* Of those whose persona says nothing. */
    uint16_t backlog;      /* Arrivals that may wait for one client. */
    size_t   personas_count;
    struct tj_persona personas[TJ_PERSONAS_MAX];
    enum tj_fault_schedule schedule; /* NONE once the rules are drawn. */
    size_t   faults_count;
    struct tj_fault_rule faults[TJ_FAULTS_MAX];
    size_t   races_count;
    struct tj_race races[TJ_RACES_MAX];
    size_t   expectations_count, thresholds_count;
    const char *expectations[TJ_LINES_MAX];
    const char *thresholds[TJ_LINES_MAX];
    const struct tj_list *lists; /* One per client, in place of what their
                                    personas do; NULL: none. */
    size_t   names_count;  /* Caller-name table: names[1 .. count]. */
    char     names[TJ_NAMES_MAX][65];
};

/* One --set: "duration=5s" is [global], "persona burner.weight=3" a section. */
struct tj_override { const char *text; };

/* scenario: a preset's name or a path ending in .ini. Later overrides win. */
enum tj_status tj_workload_load(const char *scenario,
                                const struct tj_override *overrides,
                                size_t overrides_count, struct arena *arena,
                                struct tj_workload *workload,
                                struct tj_error *error);

/* The same for one that is at hand as text; what it includes is beside
 * scenario->file. */
enum tj_status tj_workload_load_text(const struct tj_ini_source *scenario,
                                     const struct tj_override *overrides,
                                     size_t overrides_count,
                                     struct arena *arena,
                                     struct tj_workload *workload,
                                     struct tj_error *error);

/* Turns its schedule into explicit rules, drawn from its seed, and sees that
 * its runner and drive can carry each of them out: TJ_UNAVAILABLE (exit 6) with
 * the reason when they cannot. Once, when the seed is known. */
enum tj_status tj_workload_draw_faults(struct tj_workload *workload,
                                       struct tj_error *error);

/* Writes it as a scenario file that loads to the same value. */
enum tj_status tj_workload_dump(const struct tj_workload *workload, FILE *file,
                                struct tj_error *error);

/* The keys that a section of a kind (global, persona, mix, fault, race) can
 * have: up to max names; how many there are. */
size_t tj_workload_keys(const char *kind, const char **names, size_t max);

/* Presets and personas shipped with this build (compiled in from
 * stress/presets and stress/personas): name, first comment line, whole text. */
struct tj_shipped { const char *name, *about, *text; };
size_t                   tj_preset_count(void);
const struct tj_shipped *tj_preset_at(size_t index);
size_t                   tj_persona_file_count(void);
const struct tj_shipped *tj_persona_file_at(size_t index);

#endif
