/* The shipped personas: each does every step it has, alone and among others,
 * breaks no rule, and leaves the drive as it was. */
#include "core/check/check.h"
#include "core/drive/codes.h"
#include "core/drive/encode.h"
#include "stress/engine.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct support        support;
static struct tj_run_result  result;
static struct support_counts counts;
static struct tj_verdict     verdict;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(personas, .init = set_up, .fini = tear_down, .timeout = 240);

static const char *name_at(size_t index)
{
    return tj_persona_file_at(index)->name;
}

/* --- Every step can be done --- */

static uint64_t dice(uint64_t number, unsigned slot)
{
    return tj_draw(11, TJ_STREAM_WORKLOAD, 1, number).slot[slot];
}

/* Any answer a drive could give. */
static void answer(const struct tj_op *op, uint64_t number,
                   struct tj_reply *reply)
{
    static const uint32_t statuses[] = {
        TJ_STATUS_ACCESS_DENIED, TJ_STATUS_SHARING_VIOLATION,
        TJ_STATUS_INVALID_DEVICE_STATE, TJ_STATUS_IO_TIMEOUT,
        TJ_STATUS_NO_MEDIA_IN_DEVICE,
    };
    bool refused = dice(number, 0) % 4 == 0;

    *reply = (struct tj_reply){ .number = op->number, .client = op->client,
                                .outcome = refused ? TJ_REFUSED : TJ_DONE };
    if (refused)
        reply->status = statuses[dice(number, 1) % 5];
    if (op->verb == TJ_QUERY && !refused) {
        reply->info = TJ_EXCLUSIVE_STATE_SIZE;
        reply->output[0] = dice(number, 2) & 1;
    }
}

static void hear_something(struct tj_client_state *state, uint64_t number)
{
    static const enum tj_event_id ids[] = {
        TJ_EVENT_MEDIA_ARRIVAL, TJ_EVENT_MEDIA_REMOVAL,
        TJ_EVENT_CDROM_EXCLUSIVE_LOCK, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK,
    };
    const struct tj_event event = { .id = ids[dice(number, 3) % 4] };

    (void)tj_engine_hear(state, &event);
}

/* Plays against random answers; marks the steps that led to an action. */
static void play(bool done[TJ_STEPS_MAX])
{
    static struct tj_client_state state;
    struct tj_reply               reply;
    const struct tj_reply        *last = NULL;
    uint64_t                      now_ns = 1;

    tj_engine_init(&state, support.workload, 1);
    for (uint64_t i = 0; i < 60000; i++) {
        struct tj_action action =
            *tj_engine_next(support.workload, &state, now_ns, last);
        last = NULL;
        done[state.step] = true;
        cr_assert_neq(action.kind, TJ_ACT_DONE);
        if (action.kind == TJ_ACT_SUBMIT) {
            answer(action.op, i, &reply);
            last = &reply;
        }
        if (action.kind == TJ_ACT_LISTEN)
            tj_engine_listens(&state, i % 2 == 0);
        if (state.listens && dice(i, 2) % 8 == 0)
            hear_something(&state, i);
        if (action.kind == TJ_ACT_WAIT || action.kind == TJ_ACT_HEAR)
            now_ns = action.until_ns;
        now_ns += 1000;
    }
}

/* Steps at which an action leaves the engine for sure; a counted one may need
 * nothing of the drive, and the others only say which is next. */
static bool acts(const struct tj_step *step)
{
    if (step->counted)
        return false;
    return step->kind == TJ_STEP_OP || step->kind == TJ_STEP_RAW ||
           step->kind == TJ_STEP_LISTEN || step->kind == TJ_STEP_WAIT ||
           step->kind == TJ_STEP_CRASH || step->kind == TJ_STEP_EXIT;
}

Test(personas, no_step_of_any_persona_is_out_of_reach)
{
    for (size_t i = 0; i < tj_persona_file_count(); i++) {
        bool done[TJ_STEPS_MAX] = { false };
        char text[128];

        (void)snprintf(text, sizeof text, "[persona p]\nuse = %s\n",
                       name_at(i));
        cr_assert_eq(support_load(&support, text, NULL), TJ_OK, "%s",
                     support.error.text);
        support.workload->seed = i;
        play(done);
        const struct tj_persona *persona = &support.workload->personas[0];
        for (size_t j = 0; j < persona->steps_count; j++)
            cr_expect(!acts(&persona->steps[j]) || done[j],
                      "%s: step %zu (kind %d) was never done", name_at(i), j,
                      persona->steps[j].kind);
    }
}

/* --- On the honest drive --- */

static void run(const char *scenario, const char *what)
{
    struct tj_check_config config = { 0 };
    struct tj_trace        trace;

    cr_assert_eq(support_load(&support, scenario, NULL), TJ_OK, "%s: %s", what,
                 support.error.text);
    cr_assert_eq(support_run(&support, what, 0, &result), TJ_OK, "%s: %s",
                 what, support.error.text);
    support_count(&support, what, &counts);
    char path[128];
    (void)snprintf(path, sizeof path, "%s/trace", what);
    cr_assert_eq(tj_trace_open(&trace, path, &support.arena, &support.error),
                 TJ_OK);
    cr_assert_eq(tj_check_run(&trace, &config, &support.arena, &verdict,
                              &support.error), TJ_OK, "%s: %s", what,
                 support.error.text);
    cr_expect_eq(verdict.findings_total, 0, "%s: %s", what,
                 verdict.findings_count > 0 ? verdict.findings[0].text : "");
    cr_expect(result.restored, "%s", what);
    cr_expect_eq(counts.unanswered, 0, "%s", what);
    tj_trace_close(&trace);
}

/* Every verb of the script is there, as often as anything is. */
static void expect_verbs(const char *what)
{
    const struct tj_persona *persona = &support.workload->personas[0];

    for (size_t i = 0; i < persona->steps_count; i++) {
        const struct tj_step *step = &persona->steps[i];
        uint64_t              seen = 0;

        if (step->counted ||
            (step->kind != TJ_STEP_OP && step->kind != TJ_STEP_RAW))
            continue;
        for (unsigned j = 0; j < TJ_OUTCOME_COUNT; j++)
            seen += counts.operations[step->verb][j];
        cr_expect_gt(seen, 0, "%s: no %s", what,
                     tj_verb_name((enum tj_verb)step->verb));
    }
}

Test(personas, each_alone_breaks_no_rule_and_puts_everything_back)
{
    for (size_t i = 0; i < tj_persona_file_count(); i++) {
        char text[256];

        (void)snprintf(text, sizeof text, "[global]\nseed=%zu\n"
                       "drive=sim:disc=present,fs=cdfs\nrunner=virtual\n"
                       "duration=20m\nops=4000\n[persona p]\nuse=%s\n", i,
                       name_at(i));
        run(text, name_at(i));
        expect_verbs(name_at(i));
    }
}

Test(personas, all_of_them_at_once_break_no_rule)
{
    static char text[4096];
    int         used = snprintf(text, sizeof text,
                                "[global]\nseed=3\nrunner=virtual\nduration=3m"
                                "\ndrive=sim:disc=present,fs=cdfs\n");

    for (size_t i = 0; i < tj_persona_file_count(); i++)
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "[persona p%zu]\nuse=%s faster=%d\n", i, name_at(i),
                         strcmp(name_at(i), "malformed") == 0 ? 1 : 10);
    run(text, "all");
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_DONE], 50);
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_REFUSED], 50);
    cr_expect_gt(result.leaked, 0, "the emulator crashes");
}

/* --- Storms --- */

/* A preset's own expectations, and no rule broken. */
static void storm(const struct tj_shipped *preset, const char *const *overrides)
{
    struct tj_check_config config = { .event_loss_injected = true };
    struct tj_trace        trace;
    char                   path[128];

    cr_assert_eq(support_load_named(&support, preset->name, overrides), TJ_OK,
                 "%s: %s", preset->name, support.error.text);
    cr_assert_eq(support_run(&support, preset->name, 0, &result), TJ_OK,
                 "%s: %s", preset->name, support.error.text);
    config.expectations = support.workload->expectations;
    config.expectations_count = 0;
    for (size_t i = 0; i < support.workload->expectations_count; i++)
        if (strncmp(config.expectations[i], "fault.", 6) != 0)
            config.expectations_count = i + 1;
    (void)snprintf(path, sizeof path, "%s/trace", preset->name);
    cr_assert_eq(tj_trace_open(&trace, path, &support.arena, &support.error),
                 TJ_OK);
    cr_assert_eq(tj_check_run(&trace, &config, &support.arena, &verdict,
                              &support.error), TJ_OK, "%s: %s", preset->name,
                 support.error.text);
    cr_expect_eq(verdict.findings_total, 0, "%s: %s", preset->name,
                 verdict.findings_count > 0 ? verdict.findings[0].text : "");
    for (size_t i = 0; i < verdict.expectations_count; i++)
        cr_expect(verdict.expectations[i].ok, "%s: %s (it was %g)",
                  preset->name, verdict.expectations[i].text,
                  verdict.expectations[i].value);
    cr_expect(result.restored, "%s", preset->name);
    tj_trace_close(&trace);
}

/* The massacre wants processes: tests/cli/test_cli_massacre.py. */
Test(personas, each_storm_is_what_it_says_and_breaks_no_rule)
{
    static const char *const overrides[] = { "runner=virtual", "seed=12",
                                             NULL };
    for (size_t i = 0; i < tj_preset_count(); i++)
        if (strcmp(tj_preset_at(i)->name, "soak-72h") != 0 &&
            strcmp(tj_preset_at(i)->name, "worker-massacre") != 0)
            storm(tj_preset_at(i), overrides);
}

/* The first hour of three days, in which less happens than they expect. */
Test(personas, the_long_soak_begins_well)
{
    static const char *const overrides[] = { "duration=1h", "seed=12", NULL };

    cr_assert_eq(support_load_named(&support, "soak-72h", overrides), TJ_OK);
    cr_assert_eq(support.workload->personas_count,
                 tj_persona_file_count() + 1);
    cr_assert_eq(support_run(&support, "soak", 0, &result), TJ_OK, "%s",
                 support.error.text);
    cr_expect(result.restored);
    cr_expect(result.operations > 10000 && result.operations < 40000, "%lu",
              (unsigned long)result.operations);
}

/* --- One by one --- */

/* The statuses that one round of requests met, in order. */
struct statuses { uint32_t at[64]; size_t count; };

static void collect(const char *folder, struct statuses *statuses)
{
    char                    path[128];
    struct tj_trace         trace;
    struct tj_record_ref    ref;
    const struct tj_record *record;

    statuses->count = 0;
    (void)snprintf(path, sizeof path, "%s/trace", folder);
    cr_assert_eq(tj_trace_open(&trace, path, &support.arena, &support.error),
                 TJ_OK);
    while ((record = tj_trace_next(&trace, &ref)) != NULL)
        if (record->kind == TJ_RECORD_OPERATION && record->client == 1 &&
            record->what == TJ_IOCTL && statuses->count < 64)
            statuses->at[statuses->count++] = record->op.status;
    tj_trace_close(&trace);
}

/* By class-driver spec 0.4, 1.2, 1.4, 3.3, 3.5, in the order of the file. */
static const uint32_t malformed[] = {
    TJ_STATUS_INVALID_DEVICE_REQUEST, TJ_STATUS_INFO_LENGTH_MISMATCH,
    TJ_STATUS_INFO_LENGTH_MISMATCH,   TJ_STATUS_INFO_LENGTH_MISMATCH,
    TJ_STATUS_BUFFER_TOO_SMALL,       TJ_STATUS_INFO_LENGTH_MISMATCH,
    TJ_STATUS_INVALID_PARAMETER,      TJ_STATUS_INVALID_PARAMETER,
    TJ_STATUS_INVALID_PARAMETER,      TJ_STATUS_INVALID_PARAMETER,
    TJ_STATUS_INVALID_PARAMETER,      TJ_STATUS_INVALID_PARAMETER,
    TJ_STATUS_ACCESS_DENIED,          TJ_STATUS_INFO_LENGTH_MISMATCH,
    TJ_STATUS_INFO_LENGTH_MISMATCH,   TJ_STATUS_INFO_LENGTH_MISMATCH,
    TJ_STATUS_INVALID_DEVICE_REQUEST, TJ_STATUS_INVALID_DEVICE_REQUEST,
};
enum { MALFORMED = sizeof malformed / sizeof *malformed };

Test(personas, each_malformed_request_gets_its_own_status)
{
    struct statuses met;

    run("[global]\nseed=1\nrunner=virtual\nops=60\n[persona p]\nuse=malformed\n",
        "malformed");
    collect("malformed", &met);
    cr_assert_geq(met.count, 2 * MALFORMED);
    for (size_t i = 0; i < 2 * MALFORMED; i++)
        cr_expect_eq(met.at[i], malformed[i % MALFORMED],
                     "request %zu: %s instead of %s", i,
                     tj_ntstatus_name(met.at[i]),
                     tj_ntstatus_name(malformed[i % MALFORMED]));
}

/* What a stranger's lock changes of that: only what is gated. */
Test(personas, malformed_requests_are_judged_before_the_owner_is)
{
    struct statuses met;

    run("[global]\nseed=1\nclients=2\nrunner=virtual\nduration=2s\n"
        "[persona p]\nuse=malformed\nweight=1\n"
        "[persona owner]\nscript=open interface rw | lock | hold 10s\n",
        "owned");
    collect("owned", &met);
    cr_assert_geq(met.count, 2 * MALFORMED);
    for (size_t i = MALFORMED; i < 2 * MALFORMED; i++) {
        size_t   at = i % MALFORMED;
        bool     gated = at >= 13 && at != 16;
        uint32_t expected = gated ? TJ_STATUS_ACCESS_DENIED : malformed[at];
        cr_expect_eq(met.at[i], expected, "request %zu: %s instead of %s", at,
                     tj_ntstatus_name(met.at[i]), tj_ntstatus_name(expected));
    }
}

Test(personas, a_leaked_simple_lock_is_counted_and_a_secure_one_is_not)
{
    run("[global]\nseed=1\nrunner=virtual\nops=40\n[persona p]\nscript=open "
        "interface r | prevent | crash | think 1ms\n", "simple");
    cr_expect_geq(result.leaked, 10);
    run("[global]\nseed=1\nrunner=virtual\nops=40\n[persona p]\nscript=open "
        "interface r | secure_prevent | crash | think 1ms\n", "secure");
    cr_expect_eq(result.leaked, 0);
}

Test(personas, who_listens_wakes_by_the_event_and_who_is_deaf_by_the_clock)
{
    static const char scenario[] =
        "[global]\nseed=1\nclients=3\nrunner=virtual\nduration=10s\n"
        "drive=sim:disc=present\n"
        "[persona listener]\nscript=open interface r | listen | wait event "
        "GUID_IO_CDROM_EXCLUSIVE_LOCK for 5s else retire | verify2\n"
        "[persona deaf]\nscript=open interface r | wait event "
        "GUID_IO_CDROM_EXCLUSIVE_LOCK for 500ms | if done | flush | end | "
        "load2\n"
        "[persona owner]\nscript=open interface rw | think 100ms | lock | "
        "hold 100ms | unlock\n";

    run(scenario, "ears");
    /* 10 s of a lock each 200 ms; a wait of 500 ms each. */
    uint64_t looked = 0, waited = 0;
    for (unsigned i = 0; i < TJ_OUTCOME_COUNT; i++) {
        looked += counts.operations[TJ_VERIFY2][i];
        waited += counts.operations[TJ_LOAD2][i];
    }
    cr_expect(looked >= 45 && looked <= 50, "%lu", (unsigned long)looked);
    cr_expect(waited >= 19 && waited <= 20, "%lu", (unsigned long)waited);
    cr_expect_eq(counts.operations[TJ_FLUSH][TJ_DONE], 0);
}

Test(personas, those_who_meet_a_closed_share_mode_are_told_so)
{
    run("[global]\nseed=1\nclients=2\nrunner=virtual\nduration=60s\n"
        "drive=sim:disc=present,fs=cdfs\n"
        "[persona hog]\nuse=share-mode-hog\n[persona other]\nscript=open "
        "volume rw | close | think 1s\n", "hog");
    cr_expect_gt(counts.operations[TJ_OPEN][TJ_REFUSED], 30);
}
