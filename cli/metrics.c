/* SPDX-License-Identifier: MIT */
#include "cli/metrics.h"

#include "cli/run_folder.h"
#include "cli/version.h"
#include "core/base/clock.h"

#include <inttypes.h>

#define EVERY_NS UINT64_C(1000000000)

static void head(FILE *file, const char *name, const char *type,
                 const char *help)
{
    fprintf(file, "# HELP trayjam_%s %s\n# TYPE trayjam_%s %s\n", name, help,
            name, type);
}

/* Quoted as the format has it. What is not printable ASCII becomes '?': names
 * come from anybody. */
static void print_label(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\')
            fputc('\\', file);
        fputc(byte < 0x20 || byte > 0x7e ? '?' : byte, file);
    }
    fputc('"', file);
}

static void print_seconds(FILE *file, uint64_t time_ns)
{
    fprintf(file, " %" PRIu64 ".%09" PRIu64 "\n", time_ns / 1000000000,
            time_ns % 1000000000);
}

static void print_value(FILE *file, const char *name, uint64_t value)
{
    fprintf(file, "trayjam_%s %" PRIu64 "\n", name, value);
}

static void print_run(FILE *file, const struct tj_workload *workload,
                      const struct tj_progress *seen, int exit_code)
{
    head(file, "run_info", "gauge", "What runs; always 1.");
    fputs("trayjam_run_info{scenario=", file);
    print_label(file, workload->name);
    fputs(",drive=", file);
    print_label(file, workload->drive);
    fprintf(file, ",runner=\"%s\",seed=\"0x%" PRIx64 "\",version=\"%s\"} 1\n",
            tj_runner_name(workload->runner), workload->seed, TRAYJAM_VERSION);
    head(file, "run_active", "gauge", "1 while the run goes on, 0 after it.");
    print_value(file, "run_active", exit_code < 0);
    if (exit_code >= 0) {
        head(file, "run_exit_code", "gauge",
             "How the run ended; 0: every rule held.");
        print_value(file, "run_exit_code", (uint64_t)exit_code);
    }
    head(file, "run_elapsed_seconds", "gauge", "Time on the run's clock.");
    fputs("trayjam_run_elapsed_seconds", file);
    print_seconds(file, seen->elapsed_ns);
    head(file, "events_total", "counter",
         "Device events that reached a listener.");
    print_value(file, "events_total", tj_live_read(&seen->total.events));
}

static void print_pair(FILE *file, const char *name, unsigned place)
{
    fprintf(file, "trayjam_%s{op=\"%s\",outcome=\"%s\"}", name,
            tj_verb_name((enum tj_verb)(place / TJ_OUTCOME_COUNT)),
            tj_outcome_name((enum tj_outcome)(place % TJ_OUTCOME_COUNT)));
}

/* Each pair that occurred, as a summary without quantiles: those of the
 * measured phase come with the verdict. */
static void print_operations(FILE *file, const struct tj_live_counts *total)
{
    const _Atomic uint64_t *counts = &total->by[0][0];
    const _Atomic uint64_t *took_ns = &total->took_ns[0][0];
    enum { PAIRS = TJ_VERB_COUNT * TJ_OUTCOME_COUNT };

    head(file, "operations_total", "counter", "Operations answered.");
    for (unsigned i = 0; i < PAIRS; i++) {
        if (tj_live_read(&counts[i]) == 0)
            continue;
        print_pair(file, "operations_total", i);
        fprintf(file, " %" PRIu64 "\n", tj_live_read(&counts[i]));
    }
    head(file, "operation_seconds", "summary",
         "From invocation to answer, on the run's clock.");
    for (unsigned i = 0; i < PAIRS; i++) {
        if (tj_live_read(&counts[i]) == 0)
            continue;
        print_pair(file, "operation_seconds_sum", i);
        print_seconds(file, tj_live_read(&took_ns[i]));
        print_pair(file, "operation_seconds_count", i);
        fprintf(file, " %" PRIu64 "\n", tj_live_read(&counts[i]));
    }
}

static void print_arrivals(FILE *file, const struct tj_live_counts *total)
{
    head(file, "arrivals_total", "counter",
         "Open loop: arrivals served, and dropped because too many waited.");
    fprintf(file, "trayjam_arrivals_total{fate=\"started\"} %" PRIu64 "\n",
            tj_live_read(&total->arrivals));
    fprintf(file, "trayjam_arrivals_total{fate=\"dropped\"} %" PRIu64 "\n",
            tj_live_read(&total->dropped));
}

static void print_drives(FILE *file, const struct tj_progress *seen)
{
    head(file, "drive_owner", "gauge",
         "Client that owns the drive; 0: nobody. Absent where it cannot be "
         "seen.");
    for (size_t i = 0; i < seen->drives_count; i++)
        if (seen->drives[i].known)
            fprintf(file, "trayjam_drive_owner{drive=\"%zu\"} %u\n", i,
                    seen->drives[i].owner);
}

/* By place, not by number: a client that took a dead one's place goes on with
 * its counts. */
static void print_clients(FILE *file, const struct tj_progress *seen)
{
    static const struct { const char *outcome; unsigned figure; } rows[] = {
        { "granted", TJ_SEEN_GRANTED }, { "denied", TJ_SEEN_DENIED },
    };

    head(file, "client_locks_total", "counter",
         "Lock requests of a client that were answered.");
    for (size_t i = 0; i < seen->clients_count; i++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            fprintf(file, "trayjam_client_locks_total{client=\"%zu\",name=",
                    i + 1);
            print_label(file, seen->clients[i].persona->caller);
            fprintf(file, ",outcome=\"%s\"} %" PRIu64 "\n", rows[r].outcome,
                    seen->clients[i].seen[rows[r].figure]);
        }
}

void metrics_print(FILE *file, const struct tj_workload *workload,
                   const struct tj_progress *seen, int exit_code)
{
    print_run(file, workload, seen, exit_code);
    print_operations(file, &seen->total);
    if (seen->open_loop)
        print_arrivals(file, &seen->total);
    print_drives(file, seen);
    print_clients(file, seen);
}

void metrics_init(struct metrics *metrics, const char *folder,
                  const struct tj_workload *workload)
{
    *metrics = (struct metrics){ .folder = folder, .workload = workload };
}

/* A disk that is full will end the run by its trace; the metrics do not. */
static void write(struct metrics *metrics, int exit_code)
{
    struct run_file file;
    struct tj_error error;

    if (metrics->folder == NULL)
        return;
    enum tj_status status =
        run_file_open(&file, metrics->folder, "metrics.prom", &error);
    if (status == TJ_OK) {
        metrics_print(file.file, metrics->workload, &metrics->last, exit_code);
        status = run_file_close(&file, &error);
    }
    if (status == TJ_OK)
        return;
    fprintf(stderr, "trayjam: %s; metrics are given up\n", error.text);
    metrics->folder = NULL;
}

void metrics_show(struct metrics *metrics, const struct tj_progress *seen)
{
    uint64_t now_ns = tj_clock_ns();

    metrics->last = *seen;
    if (!seen->over && metrics->written_ns != 0 &&
        now_ns - metrics->written_ns < EVERY_NS)
        return;
    metrics->written_ns = now_ns;
    write(metrics, -1);
}

void metrics_end(struct metrics *metrics, int exit_code)
{
    if (metrics->written_ns != 0)
        write(metrics, exit_code);
}
