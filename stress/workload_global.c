/* SPDX-License-Identifier: MIT */
/* [global]: one row per key. */
#include "stress/workload_read.h"

#include "core/base/text.h"
#include "stress/open_loop.h"

#include <string.h>

static enum tj_status read_seed(struct loader *loader,
                                const struct tj_ini_entry *entry, void *object)
{
    struct tj_workload *workload = object;

    workload->seed_auto = strcmp(entry->value, "auto") == 0;
    if (workload->seed_auto)
        return TJ_OK;
    return read_number(loader, entry, (struct range){ 0, UINT64_MAX },
                       &workload->seed);
}

static enum tj_status read_drive(struct loader *loader,
                                 const struct tj_ini_entry *entry,
                                 void *object)
{
    struct tj_workload *workload = object;

    loader->drive_place = tj_ini_place_of(entry, 0);
    return read_text(loader, entry, workload->drive, sizeof workload->drive);
}

static enum tj_status read_drives(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    struct tj_workload *workload = object;
    uint64_t            number = 0;
    enum tj_status      status = read_number(
             loader, entry, (struct range){ 1, TJ_DRIVES_OF_RUN_MAX }, &number);

    workload->drives = status == TJ_OK ? (uint8_t)number : 1;
    return status;
}

/* A number, then that letter; spaces pass. False: something else stands there,
 * and *at stays. */
static bool take_count(const char **at, char letter, uint64_t *number)
{
    char        digits[24];
    const char *from = *at + strspn(*at, " ");
    size_t      length = strspn(from, "0123456789");

    if (length == 0 || length >= sizeof digits || from[length] != letter)
        return false;
    memcpy(digits, from, length);
    digits[length] = '\0';
    *at = from + length + (letter != '\0');
    *at += strspn(*at, " ");
    return tj_parse_u64(digits, number);
}

/* "6", "6t", "4t2p", "4t x 2p", "8p": threads of a process, and processes. */
static bool parse_clients(const char *text, uint64_t *threads,
                          uint64_t *processes)
{
    const char *at = text;

    *threads = *processes = 1;
    if (take_count(&at, '\0', threads))
        return true;
    bool has_threads = take_count(&at, 't', threads);
    if (has_threads && *at == 'x')
        at++;
    bool has_processes = take_count(&at, 'p', processes);
    return *at == '\0' && (has_threads || has_processes);
}

static enum tj_status read_clients(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    struct tj_workload *workload = object;
    uint64_t            threads, processes;

    if (!parse_clients(entry->value, &threads, &processes) || threads == 0 ||
        processes == 0 || processes > TJ_PROCESSES_MAX ||
        threads > TJ_CLIENTS_OF_RUN_MAX ||
        threads * processes > TJ_CLIENTS_OF_RUN_MAX)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                           "clients = %.40s is out of range; allowed: 6, 6t, "
                           "or threads x processes as 4t2p, 1 .. %d clients in "
                           "1 .. %d processes", entry->value,
                           TJ_CLIENTS_OF_RUN_MAX, TJ_PROCESSES_MAX);
    workload->clients = (uint16_t)(threads * processes);
    workload->processes = (uint16_t)processes;
    loader->clients_given = true;
    return TJ_OK;
}

/* The index of the value among words, or the complaint. */
static enum tj_status read_choice(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  const struct tj_ini_words *words,
                                  size_t *index)
{
    for (*index = 0; *index < words->count; *index += 1)
        if (strcmp(entry->value, words->candidates[*index]) == 0)
            return TJ_OK;
    return tj_ini_unknown(tj_ini_place_of(entry, 0), entry->value, words,
                          loader->error);
}

static const char *const runners[] = { "virtual", "threads", "processes" };
_Static_assert(TJ_RUNNER_VIRTUAL == 0 && TJ_RUNNER_THREADS == 1 &&
                   TJ_RUNNER_PROCESSES == 2,
               "runners are listed in the order of the enum");

static enum tj_status read_runner(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    struct tj_workload        *workload = object;
    const struct tj_ini_words  words = { "runner", runners, 3 };
    size_t                     index = 0;

    enum tj_status status = read_choice(loader, entry, &words, &index);
    if (status == TJ_OK)
        workload->runner = (enum tj_runner)index;
    return status;
}

static enum tj_status read_strategy(struct loader *loader,
                                    const struct tj_ini_entry *entry,
                                    void *object)
{
    struct tj_workload *workload = object;
    struct tj_strategy  strategy;
    struct tj_error     why;

    if (tj_strategy_parse(entry->value, &strategy, &why) != TJ_OK)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error, "%.150s",
                           why.text);
    return read_text(loader, entry, workload->strategy,
                     sizeof workload->strategy);
}

static enum tj_status read_schedule(struct loader *loader,
                                    const struct tj_ini_entry *entry,
                                    void *object)
{
    const char          *names[TJ_FAULT_SCHEDULE_COUNT];
    struct tj_workload  *workload = object;
    struct tj_ini_words  words = { "schedule", names, TJ_FAULT_SCHEDULE_COUNT };
    size_t               index = 0;

    for (unsigned i = 0; i < TJ_FAULT_SCHEDULE_COUNT; i++)
        names[i] = tj_fault_schedule_name((enum tj_fault_schedule)i);
    enum tj_status status = read_choice(loader, entry, &words, &index);
    if (status == TJ_OK)
        workload->schedule = (enum tj_fault_schedule)index;
    return status;
}

static enum tj_status read_warmup(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    return read_duration(loader, entry,
                         &((struct tj_workload *)object)->warmup_ns);
}

static enum tj_status read_duration_key(struct loader *loader,
                                        const struct tj_ini_entry *entry,
                                        void *object)
{
    loader->duration_given = true;
    return read_duration(loader, entry,
                         &((struct tj_workload *)object)->duration_ns);
}

static enum tj_status read_cooldown(struct loader *loader,
                                    const struct tj_ini_entry *entry,
                                    void *object)
{
    return read_duration(loader, entry,
                         &((struct tj_workload *)object)->cooldown_ns);
}

/* Shorter than that nobody looks. */
#define HANG_MIN_NS UINT64_C(10000000)

static enum tj_status read_hang(struct loader *loader,
                                const struct tj_ini_entry *entry, void *object)
{
    struct tj_workload *workload = object;

    workload->hang_ns = 0;
    if (strcmp(entry->value, "0") == 0)
        return TJ_OK;
    enum tj_status status = read_duration(loader, entry, &workload->hang_ns);
    if (status == TJ_OK && workload->hang_ns > 0 &&
        workload->hang_ns < HANG_MIN_NS)
        status = tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                             "hang = %.40s is too short; allowed: 10ms and "
                             "more, or 0 for never", entry->value);
    return status;
}

static enum tj_status read_ops(struct loader *loader,
                               const struct tj_ini_entry *entry, void *object)
{
    return read_number(loader, entry, (struct range){ 0, UINT64_MAX / 2 },
                       &((struct tj_workload *)object)->ops);
}

/* Kept until the personas are read: each that does not say it itself takes it
 * from here. */
static enum tj_status read_default(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    (void)object;
    const struct tj_ini_entry **kept = entry->key[0] == 'h'   ? &loader->hold
                                       : entry->key[0] == 't' ? &loader->think
                                       : entry->key[0] == 'r' ? &loader->retry
                                                              : &loader->jitter;
    *kept = entry;
    return TJ_OK;
}

enum tj_status read_plan(struct loader *loader,
                         const struct tj_ini_entry *entry,
                         struct tj_arrival_plan *plan)
{
    struct tj_error why;
    size_t          at = 0;
    bool            rate = strcmp(entry->key, "rate") == 0;

    if ((rate ? tj_arrival_parse_rate : tj_arrival_parse)(
            entry->value, plan, &at, &why) == TJ_OK)
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, at), loader->error, "%s: %.220s",
                       entry->key, why.text);
}

static enum tj_status read_arrival(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    loader->arrival = entry;
    return read_plan(loader, entry,
                     &((struct tj_workload *)object)->arrival);
}

static enum tj_status read_common_placing(struct loader *loader,
                                          const struct tj_ini_entry *entry,
                                          void *object)
{
    return read_placing(loader, entry,
                        &((struct tj_workload *)object)->placing);
}

static enum tj_status read_backlog(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    uint64_t       number = 0;
    enum tj_status status = read_number(
        loader, entry, (struct range){ 0, TJ_BACKLOG_MAX }, &number);

    ((struct tj_workload *)object)->backlog = (uint16_t)number;
    return status;
}

static const struct key_row rows[] = {
    { "seed", read_seed, NULL },
    { "drive", read_drive, NULL },
    { "drives", read_drives, NULL },
    { "clients", read_clients, NULL },
    { "runner", read_runner, NULL },
    { "strategy", read_strategy, NULL },
    { "warmup", read_warmup, NULL },
    { "duration", read_duration_key, NULL },
    { "cooldown", read_cooldown, NULL },
    { "hang", read_hang, NULL },
    { "ops", read_ops, NULL },
    { "include", read_already, NULL },
    { "hold", read_default, NULL },
    { "think", read_default, NULL },
    { "retry", read_default, NULL },
    { "jitter", read_default, NULL },
    { "schedule", read_schedule, NULL },
    { "arrival", read_arrival, NULL },
    { "rate", read_arrival, NULL },
    { "backlog", read_backlog, NULL },
    { "pin", read_common_placing, NULL },
    { "priority", read_common_placing, NULL },
};

struct key_table global_keys(void)
{
    return (struct key_table){ rows, sizeof rows / sizeof *rows };
}

enum tj_status read_global(struct loader *loader,
                           const struct tj_ini_section *section)
{
    const struct key_table table = global_keys();

    return read_keys(loader, section, &table, loader->workload);
}
