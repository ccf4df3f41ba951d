/* SPDX-License-Identifier: MIT */
#include "cli/run_judge.h"

#include "cli/program_text.h"
#include "cli/run_folder.h"
#include "core/trace/memory.h"
#include "stress/engine.h"

#include <inttypes.h>
#include <string.h>

/* The faults of a scenario, as the judge takes them. */
struct plan {
    const char *names[TJ_FAULTS_MAX];
    uint64_t    counts[TJ_FAULTS_MAX];
    uint8_t     excuses[TJ_FAULTS_MAX];
    bool        quick[TJ_FAULTS_MAX];
};

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

/* What rules must allow for after a strike, by what is done to the drive. */
static uint8_t excuses_of(const struct tj_fault_rule *fault)
{
    switch ((int)fault->effect) {
    case TJ_FAULT_MUTEX_LOSS:
        return TJ_EXCUSE_MUTEX;
    case TJ_FAULT_SENSE:
    case TJ_FAULT_SRB:
        return TJ_EXCUSE_SENSE | TJ_EXCUSE_OTHER;
    case TJ_FAULT_UNPLUG:
    case TJ_FAULT_REPLUG:
        return TJ_EXCUSE_REMOVAL | TJ_EXCUSE_OTHER;
    default:
        return tj_fault_info(fault->effect)->place == TJ_FAULT_AT_DRIVE
                   ? TJ_EXCUSE_OTHER
                   : 0;
    }
}

static void fill_config(const struct tj_workload *workload,
                        struct tj_check_config *config, struct plan *plan)
{
    for (size_t i = 0; i < workload->faults_count; i++) {
        plan->names[i] = workload->faults[i].name;
        plan->counts[i] = workload->faults[i].count;
        plan->quick[i] = fault_is_quick(&workload->faults[i]);
        plan->excuses[i] = excuses_of(&workload->faults[i]);
        /* What a listener with a fault misses, it misses on purpose. */
        if (fault_is_of_events(&workload->faults[i]))
            config->event_loss_injected = true;
    }
    config->expectations = workload->expectations;
    config->expectations_count = workload->expectations_count;
    config->thresholds = workload->thresholds;
    config->thresholds_count = workload->thresholds_count;
    config->fault_names = plan->names;
    config->faults_planned = plan->counts;
    config->faults_quick = plan->quick;
    config->fault_excuses = plan->excuses;
    /* A drive of which that is a trait has it all along. */
    config->mutex_loss_injected = strstr(workload->drive, "mutex_loss") != NULL;
    config->faults_count = workload->faults_count;
}

/* The processes of a foreign program are of the persona that has its name. */
static void group_program(const struct tj_workload *workload,
                          const struct run_facts *facts, uint8_t *groups,
                          size_t clients)
{
    size_t persona = 0;

    while (persona < workload->personas_count &&
           strcmp(workload->personas[persona].name,
                  facts->program.persona) != 0)
        persona++;
    for (size_t i = 1; i <= clients && persona < workload->personas_count; i++)
        if (program_has(facts, i))
            groups[i] = (uint8_t)(persona + 1);
}

/* Clients by the persona they play, also those who took a dead one's place. */
static bool fill_groups(const struct run_judge_request *request,
                        struct tj_check_config *config, const char **names,
                        struct arena *arena)
{
    const struct tj_workload *workload = request->workload;
    size_t   clients = 2u * workload->clients + workload->drives + 1024;
    uint8_t *groups = ARENA_NEW(arena, uint8_t, clients + 1);

    if (groups == NULL)
        return false;
    if (workload->personas_count > 0)
        tj_engine_deal(workload, groups + 1, clients);
    for (size_t i = 1; i <= clients && workload->personas_count > 0; i++)
        groups[i] += 1;
    for (size_t i = 1; i <= workload->drives; i++) /* They listen. */
        groups[workload->clients + i] = 0;
    if (request->facts != NULL)
        group_program(workload, request->facts, groups, clients);
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
    const char            *groups[TJ_PERSONAS_MAX];
    struct plan            plan;
    struct run_file        file = { 0 };
    struct ledger          ledger = { .verdict = verdict };
    struct tj_check_config config = {
        .event_loss_injected = request->events_lost,
        .accept_partial = request->accept_partial,
        .shelf = request->shelf,
    };
    enum tj_status status;

    if (request->facts != NULL && request->facts->ended_by[0] != '\0') {
        config.ended_by = request->facts->ended_by;
        config.ended_value = request->facts->ended_value;
    }

    fill_config(request->workload, &config, &plan);
    if (!fill_groups(request, &config, groups, arena))
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

static enum tj_status open_trace(const struct run_judge_request *request,
                                 struct tj_trace *trace, struct arena *arena,
                                 struct tj_error *error)
{
    if (request->memory != NULL)
        return tj_trace_open_memory(trace, request->memory, arena, error);
    return (request->growing ? tj_trace_open_growing
                             : tj_trace_open)(trace, request->trace, arena,
                                              error);
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
    enum tj_status status = open_trace(request, &trace, arena, error);
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
