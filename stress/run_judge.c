/* SPDX-License-Identifier: MIT */
#include "stress/run_judge.h"

#include "stress/engine.h"
#include "stress/run_folder.h"

#include <inttypes.h>

struct ledger {
    FILE                    *file;
    const struct tj_verdict *verdict; /* Names are there before any row. */
};

/* Quoted as RFC 4180 has it; control characters become '?': caller names come
 * from anybody. */
static void print_quoted(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"')
            fputc('"', file);
        fputc(byte < 0x20 || byte > 0x7e ? '?' : byte, file);
    }
    fputc('"', file);
}

static void ledger_head(FILE *file)
{
    fputs("t_ns,record,client,drive,op,status,waited_ns,holder,holder_name,"
          "holder_handle,held_ns,next_grant_ns\n", file);
}

static void ledger_row(void *context, const struct tj_ledger_row *row)
{
    const struct ledger     *ledger = context;
    const struct tj_verdict *verdict = ledger->verdict;
    FILE                    *file = ledger->file;

    fprintf(file, "%" PRIu64 ",writer-%04" PRIu32 ":%" PRIu64 ",%u,%u,%s,",
            row->t_ns, row->ref.segment, row->ref.index, row->client,
            row->drive, tj_verb_name((enum tj_verb)row->verb));
    if (tj_ntstatus_info(row->status) != NULL)
        fputs(tj_ntstatus_name(row->status), file);
    else
        fprintf(file, "0x%08" PRIX32, row->status);
    fprintf(file, ",%" PRIu64 ",%u,", row->waited_ns, row->holder);
    if (row->holder_name > 0 && row->holder_name <= verdict->names_count &&
        verdict->names != NULL)
        print_quoted(file, verdict->names[row->holder_name]);
    fprintf(file, ",%" PRIu32 ",", row->holder_handle);
    if (row->holder != TJ_NOBODY)
        fprintf(file, "%" PRIu64, row->held_ns);
    fputc(',', file);
    if (row->next_grant_ns != UINT64_MAX)
        fprintf(file, "%" PRIu64, row->next_grant_ns);
    fputc('\n', file);
}

static void fill_config(const struct tj_workload *workload,
                        struct tj_check_config *config, const char **names,
                        uint64_t *planned, bool *quick)
{
    for (size_t i = 0; i < workload->faults_count; i++) {
        names[i] = workload->faults[i].name;
        planned[i] = workload->faults[i].count;
        quick[i] = fault_is_quick(&workload->faults[i]);
        /* What a listener with a fault misses, it misses on purpose. */
        if (fault_is_of_events(&workload->faults[i]))
            config->event_loss_injected = true;
    }
    config->expectations = workload->expectations;
    config->expectations_count = workload->expectations_count;
    config->thresholds = workload->thresholds;
    config->thresholds_count = workload->thresholds_count;
    config->fault_names = names;
    config->faults_planned = planned;
    config->faults_quick = quick;
    config->faults_count = workload->faults_count;
}

/* Clients by the persona they play, also those who took a dead one's place. */
static bool fill_groups(const struct tj_workload *workload,
                        struct tj_check_config *config, const char **names,
                        struct arena *arena)
{
    size_t   clients = 2u * workload->clients + workload->drives + 1024;
    uint8_t *groups = ARENA_NEW(arena, uint8_t, clients + 1);

    if (groups == NULL)
        return false;
    if (workload->personas_count > 0)
        tj_engine_deal(workload, groups + 1, clients);
    for (size_t i = 1; i <= clients && workload->personas_count > 0; i++)
        groups[i] += 1;
    for (size_t i = 0; i < workload->personas_count; i++)
        names[i] = workload->personas[i].name;
    config->groups = groups;
    config->groups_clients = clients + 1;
    config->group_names = names;
    config->groups_count = workload->personas_count;
    return true;
}

static enum tj_status judge(struct tj_trace *trace,
                            const struct run_judge_request *request,
                            struct arena *arena, struct tj_verdict *verdict,
                            struct tj_error *error)
{
    const char            *names[TJ_FAULTS_MAX];
    const char            *groups[TJ_PERSONAS_MAX];
    uint64_t               planned[TJ_FAULTS_MAX];
    bool                   quick[TJ_FAULTS_MAX];
    struct run_file        file = { 0 };
    struct ledger          ledger = { .verdict = verdict };
    struct tj_check_config config = {
        .event_loss_injected = request->events_lost,
        .accept_partial = request->accept_partial,
    };
    enum tj_status status;

    fill_config(request->workload, &config, names, planned, quick);
    if (!fill_groups(request->workload, &config, groups, arena))
        return tj_fail(error, TJ_NO_MEMORY, "no room for the clients");
    if (request->ledger_folder == NULL)
        return tj_check_run(trace, &config, arena, verdict, error);

    status = run_file_open(&file, request->ledger_folder, "ledger.csv", error);
    if (status != TJ_OK)
        return status;
    ledger.file = file.file;
    ledger_head(file.file);
    config.ledger = ledger_row;
    config.ledger_context = &ledger;
    status = tj_check_run(trace, &config, arena, verdict, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

enum tj_status run_judge(const struct run_judge_request *request,
                         struct arena *arena, struct tj_verdict **verdict,
                         struct tj_trace_info *info, struct tj_error *damage,
                         struct tj_error *error)
{
    struct tj_trace trace;

    *verdict = ARENA_NEW(arena, struct tj_verdict, 1);
    if (*verdict == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a verdict");
    enum tj_status status =
        tj_trace_open(&trace, request->trace, arena, error);
    if (status != TJ_OK)
        return status;
    if (info != NULL)
        *info = trace.info;
    if (damage != NULL)
        *damage = trace.damage;
    status = judge(&trace, request, arena, *verdict, error);
    tj_trace_close(&trace);
    return status;
}
