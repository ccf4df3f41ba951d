/* SPDX-License-Identifier: MIT */
/* The figures about recording (bench_record.c), and what their rows share with
 * the others of bench_figures.c. */
#ifndef TJ_CLI_BENCH_BENCH_RECORD_H
#define TJ_CLI_BENCH_BENCH_RECORD_H

#include "cli/bench/bench.h"
#include "stress/run.h"

/* Each is a bench_figure.measure. */
enum tj_status bench_engine(struct bench *bench, double *value, double *limit,
                            struct tj_error *error);
enum tj_status bench_record(struct bench *bench, double *value, double *limit,
                            struct tj_error *error);
enum tj_status bench_record_fresh(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error);

enum tj_status bench_server(struct bench *bench, double *value, double *limit,
                            struct tj_error *error); /* bench_server.c */

/* bench_drive.c; bench->drive is not NULL, and of that kind. */
enum tj_status bench_windows(struct bench *bench, double *value, double *limit,
                             struct tj_error *error);
enum tj_status bench_windows_sync(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error);
enum tj_status bench_linux(struct bench *bench, double *value, double *limit,
                           struct tj_error *error);
enum tj_status bench_linux_claim(struct bench *bench, double *value,
                                 double *limit, struct tj_error *error);

/* bench_fault.c */
enum tj_status bench_fault_off(struct bench *bench, double *value,
                               double *limit, struct tj_error *error);
enum tj_status bench_fault_on(struct bench *bench, double *value,
                              double *limit, struct tj_error *error);

/* bench_explore.c */
enum tj_status bench_explore(struct bench *bench, double *value, double *limit,
                             struct tj_error *error);

/* bench_judge.c */
enum tj_status bench_judge_valid(struct bench *bench, double *value,
                                 double *limit, struct tj_error *error);
enum tj_status bench_judge_corrupted(struct bench *bench, double *value,
                                     double *limit, struct tj_error *error);

/* A trace's records in order, and nothing done with them. */
enum tj_status bench_read_trace(struct bench *bench, const char *folder,
                                double *seconds, struct tj_error *error);

/* The preset two-burners with `count` overrides, at most 8. */
enum tj_status bench_load(struct bench *bench, const char *const *overrides,
                          size_t count, struct tj_workload **workload,
                          struct tj_error *error);
/* Runs it in bench->folder, which stays. */
enum tj_status bench_run(struct bench *bench,
                         const struct tj_workload *workload,
                         struct tj_run_result *result, struct tj_error *error);

static inline uint64_t bench_scaled(const struct bench *bench, uint64_t count)
{
    return bench->quick ? count / 10 : count;
}

static inline double bench_per(uint64_t start_ns, uint64_t end_ns,
                               uint64_t count)
{
    return (double)(end_ns - start_ns) / (double)count;
}

/* Keeps the compiler from dropping stores nobody reads. */
static inline void bench_keep(const void *memory)
{
    __asm__ volatile("" : : "r"(memory) : "memory");
}

#endif
