/* SPDX-License-Identifier: MIT */
/* Everything that the outputs of one run are made from: run.json, the summary,
 * the ledger. A run folder keeps what the trace and the scenario do not say in
 * repro/facts.ini, so that `check` can write the same outputs again. */
#ifndef TJ_CLI_RUN_VIEW_H
#define TJ_CLI_RUN_VIEW_H

#include "core/check/check.h"
#include "stress/run.h"

enum { RUN_PATH_MAX = 1024, RUN_REPEAT_MAX = 1024 };

/* The foreign program of a run; no words: there was none. */
struct run_program {
    char     words[800];   /* Its command line; "..." at a cut end. */
    char     device[120];  /* Where it found the drive. */
    char     persona[32];  /* What it is called here. */
    char     asked[400];   /* "0x5331 x2, 0x5390": requests nobody knows. */
    uint64_t code;         /* Exit status, or 128 + signal. */
    uint64_t hung;         /* 1: it was given up. */
    uint64_t requests;
    uint64_t first_client, clients; /* One for each of its processes. */
};

struct run_facts {
    struct run_program program;
    uint32_t races_count; /* Of the workload's, in its order. */
    struct tj_race_result races[TJ_RACES_MAX];
    uint64_t started_utc_ns;
    uint64_t real_ns;     /* What the run took; 0 unknown. */
    char     ended_by[96]; /* A threshold with abort_after; "": none. */
    uint64_t ended_ns;     /* When, in the measured phase ... */
    double   ended_value;  /* ... and what it was worth. */
    uint64_t looks_ended_ns; /* Nobody looked for abort_after from then on: there
                                was no room; 0: somebody did, as asked. */
    bool     interrupted; /* Ctrl-C, or a disk that was full. */
    uint64_t events_lost; /* By our own buffers. */
    uint64_t unpinned, unprioritised; /* Clients; as of tj_run_result. */
    uint64_t leaked;      /* Tray locks left by programs that ended. */
    uint64_t clock_resolution_ns;
    double   clock_read_ns; /* One reading lies inside each latency. */
    int      cores;
    char     scenario[64]; /* Its name; scenario.ini does not say it. */
    char     system[200];
    char     version[40]; /* Of trayjam; "" unknown. */
    char     build[120];
    char     repeat[RUN_REPEAT_MAX]; /* The line that runs it again. */
};

struct run_view {
    const struct tj_workload *workload;
    const struct tj_verdict  *verdict;
    const struct run_facts   *facts;
    const char               *folder; /* Run folder; NULL: a bare trace. */
    bool                      again;  /* Judged again by `check`. */
};

/* The judge's; 130 from the command that was itself interrupted. */
int  run_view_exit_code(const struct run_view *view);
bool run_view_partial(const struct run_view *view);

/* Facts of this machine; about 10 ms. Leaves the run's own fields alone. */
void run_facts_of_host(struct run_facts *facts);

/* A line `key = value` each. Reading passes over keys it does not know, and
 * over a file that is not there (a trace of another machine): then nothing but
 * what *facts held already is known. */
enum tj_status run_facts_write(const struct run_facts *facts,
                               const char *folder, struct tj_error *error);
enum tj_status run_facts_read(struct run_facts *facts, const char *folder,
                              struct arena *arena, struct tj_error *error);

#endif
