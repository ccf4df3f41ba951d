#include "stress/engine.h"

#include "core/drive/encode.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct support         support;
static struct tj_client_state state;
static struct tj_reply        reply;
static struct tj_action       action;
static uint64_t               now_ns;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(engine, .init = set_up, .fini = tear_down);

/* --- A client and what it is told, as a small language of tests --- */

static void begin(const char *scenario)
{
    cr_assert_eq(support_load(&support, scenario, NULL), TJ_OK, "%s",
                 support.error.text);
    support.workload->seed = 7;
    tj_engine_init(&state, support.workload, 1);
    now_ns = 1000;
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
}

/* Answers the operation, or lets the wait pass. */
static void go(enum tj_outcome outcome)
{
    const struct tj_reply *last = NULL;

    if (action.kind == TJ_ACT_SUBMIT) {
        reply.number = action.op->number;
        reply.client = action.op->client;
        reply.outcome = outcome;
        last = &reply;
        now_ns += 100;
    } else {
        now_ns = action.until_ns;
    }
    action = *tj_engine_next(support.workload, &state, now_ns, last);
}

#define EXPECT_OP(verb_, slot_)                                                \
    do {                                                                       \
        cr_assert_eq(action.kind, TJ_ACT_SUBMIT);                              \
        cr_assert_eq(action.op->verb, (verb_), "%s instead of %s",             \
                     tj_verb_name(action.op->verb), tj_verb_name(verb_));      \
        if ((verb_) != TJ_OPEN)                                                \
            cr_assert_eq(action.op->handle, state.slots[slot_].handle);        \
    } while (0)
#define EXPECT_WAIT(ns_)                                                       \
    do {                                                                       \
        cr_assert_eq(action.kind, TJ_ACT_WAIT);                                \
        cr_assert_eq(action.until_ns, now_ns + (ns_));                         \
    } while (0)

Test(engine, a_script_is_done_in_a_row_over_and_over)
{
    begin("[persona p]\nscript = open interface rw | lock | hold 5ms | unlock "
          "| close | think 2ms\n");
    for (unsigned round = 0; round < 3; round++) {
        EXPECT_OP(TJ_OPEN, 0);
        cr_expect_eq(action.op->handle,
                     1u << tj_handle_shift(support.workload) | (round + 1));
        go(TJ_DONE);
        EXPECT_OP(TJ_LOCK, 0);
        cr_expect_eq(action.op->number, round * 4 + 2);
        go(TJ_DONE);
        EXPECT_WAIT(5000000);
        go(TJ_DONE);
        EXPECT_OP(TJ_UNLOCK, 0);
        go(TJ_DONE);
        EXPECT_OP(TJ_CLOSE, 0);
        go(TJ_DONE);
        EXPECT_WAIT(2000000);
        go(TJ_DONE);
    }
}

Test(engine, operations_carry_the_bytes_that_encode_makes)
{
    struct tj_op expected;

    begin("[persona p]\ncaller = Nero 12\n"
          "script = open interface rw | lock ignore_volume | query\n");
    go(TJ_DONE);
    expected = (struct tj_op){ .verb = TJ_LOCK, .arg = TJ_LOCK_IGNORE_VOLUME };
    tj_encode(&expected, "Nero 12");
    cr_expect_eq(action.op->code, expected.code);
    cr_expect_eq(action.op->input_size, expected.input_size);
    cr_expect_eq(memcmp(action.op->input, expected.input, expected.input_size),
                 0);
    cr_expect_eq(action.op->name, 1);
    /* The step after it is another one; the third round is cached bytes. */
    for (unsigned i = 0; i < 5; i++) {
        go(TJ_DONE);
        expected.verb = i % 2 == 0 ? TJ_QUERY : TJ_LOCK;
        expected.arg = i % 2 == 0 ? 0 : TJ_LOCK_IGNORE_VOLUME;
        tj_encode(&expected, "Nero 12");
        cr_assert_eq(action.op->verb, expected.verb);
        cr_expect_eq(action.op->output_size, expected.output_size);
        cr_expect_eq(action.op->name, expected.verb == TJ_LOCK);
        cr_expect_eq(memcmp(action.op->input, expected.input,
                            expected.input_size), 0);
    }
}

Test(engine, a_refused_lock_is_tried_again_so_often_and_so_far_apart)
{
    begin("[persona p]\nretry = 2x3ms\nscript = open interface rw | "
          "lock else skip to think | hold 1ms | unlock | think 9ms\n");
    go(TJ_DONE);
    for (unsigned i = 0; i < 2; i++) {
        EXPECT_OP(TJ_LOCK, 0);
        go(TJ_REFUSED);
        EXPECT_WAIT(3000000);
        go(TJ_DONE);
    }
    EXPECT_OP(TJ_LOCK, 0);
    go(TJ_REFUSED);
    EXPECT_WAIT(9000000);
}

Test(engine, a_lock_granted_at_last_goes_on_and_the_next_one_has_all_its_tries)
{
    begin("[persona p]\nretry = 1x3ms\nscript = open interface rw | lock | "
          "unlock\n");
    go(TJ_DONE);
    for (unsigned i = 0; i < 3; i++) {
        EXPECT_OP(TJ_LOCK, 0);
        go(TJ_REFUSED);
        EXPECT_WAIT(3000000);
        go(TJ_DONE);
        EXPECT_OP(TJ_LOCK, 0);
        go(TJ_DONE);
        EXPECT_OP(TJ_UNLOCK, 0);
        go(TJ_DONE);
    }
}

Test(engine, jitter_keeps_each_pause_within_its_share)
{
    bool     shorter = false, longer = false;
    uint64_t least = UINT64_MAX, most = 0;

    begin("[persona p]\nretry = 900x1ms\njitter = 20%\n"
          "script = open interface rw | lock\n");
    go(TJ_DONE);
    for (unsigned i = 0; i < 400; i++) {
        EXPECT_OP(TJ_LOCK, 0);
        go(TJ_REFUSED);
        cr_assert_eq(action.kind, TJ_ACT_WAIT);
        uint64_t pause = action.until_ns - now_ns;
        cr_assert(pause >= 800000 && pause <= 1200000, "%llu",
                  (unsigned long long)pause);
        shorter = shorter || pause < 850000;
        longer = longer || pause > 1150000;
        least = pause < least ? pause : least;
        most = pause > most ? pause : most;
        go(TJ_DONE);
    }
    cr_expect(shorter && longer, "%llu .. %llu", (unsigned long long)least,
              (unsigned long long)most);
}

Test(engine, what_to_do_else_is_done_on_refusal_only)
{
    const char *scenario =
        "[persona p]\nscript = open interface rw | eject else skip to close | "
        "load else start over | query | close | think 1ms\n";

    begin(scenario);
    go(TJ_DONE);
    go(TJ_REFUSED);
    EXPECT_OP(TJ_CLOSE, 0);
    begin(scenario);
    go(TJ_DONE);
    go(TJ_DONE);
    EXPECT_OP(TJ_LOAD, 0);
    go(TJ_REFUSED);
    /* Started over: main is open, so its open is passed over. */
    EXPECT_OP(TJ_EJECT, 0);
}

Test(engine, a_client_that_retires_puts_back_and_is_done)
{
    begin("[persona p]\nscript = open interface rw | lock else retire\n");
    go(TJ_DONE);
    go(TJ_REFUSED);
    EXPECT_OP(TJ_CLOSE, 0);
    go(TJ_DONE);
    cr_expect_eq(action.kind, TJ_ACT_DONE);
    cr_expect_eq(state.phase, TJ_ENGINE_DONE);
}

Test(engine, steps_without_a_handle_are_passed_over_without_spinning)
{
    begin("[persona p]\nscript = open interface rw | query | close\n");
    go(TJ_REFUSED);
    /* Nothing is open: query and close are passed over, back to open. */
    EXPECT_OP(TJ_OPEN, 0);

    begin("[persona p]\nscript = query | lock\n");
    EXPECT_WAIT(1000000);
    go(TJ_DONE);
    EXPECT_WAIT(1000000);
}

Test(engine, a_duplicate_shares_the_file_object)
{
    begin("[persona p]\nscript = open interface rw | lock | "
          "duplicate copy of main | close | think 1ms | unlock@copy | "
          "close@copy\n");
    go(TJ_DONE);
    tj_handle main_handle = state.slots[0].handle;
    go(TJ_DONE);
    cr_assert_eq(action.op->verb, TJ_DUPLICATE);
    cr_expect_eq(action.op->arg, main_handle);
    cr_expect_neq(action.op->handle, main_handle);
    go(TJ_DONE);
    EXPECT_OP(TJ_CLOSE, 0);
    go(TJ_DONE);
    cr_expect(state.files[0].owner, "the duplicate keeps it");
    go(TJ_DONE);
    EXPECT_OP(TJ_UNLOCK, 1);
    go(TJ_DONE);
    cr_expect_not(state.files[0].owner);
}

/* --- Putting back --- */

static void expect_undo(const enum tj_verb *verbs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(action.kind, TJ_ACT_SUBMIT, "at %zu", i);
        cr_assert_eq(action.op->verb, verbs[i], "%s instead of %s",
                     tj_verb_name(action.op->verb), tj_verb_name(verbs[i]));
        go(TJ_DONE);
    }
    cr_assert_eq(action.kind, TJ_ACT_DONE);
}

Test(engine, once_stopped_a_client_puts_back_all_that_it_changed)
{
    static const enum tj_verb undone[] = {
        TJ_UNLOCK, TJ_SECURE_ALLOW, TJ_MCN_ON, TJ_MCN_ON, TJ_CLOSE, TJ_CLOSE,
        TJ_OPEN, TJ_ALLOW, TJ_ALLOW, TJ_CLOSE,
    };

    begin("[persona p]\nscript = open interface rw | open attr interface 0 | "
          "mcn_off@attr | mcn_off@attr | secure_prevent | prevent | prevent | "
          "lock | hold 60s\n");
    for (unsigned i = 0; i < 8; i++)
        go(TJ_DONE);
    EXPECT_WAIT(60000000000u);
    tj_engine_stop(&state);
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    expect_undo(undone, sizeof undone / sizeof *undone);
}

Test(engine, what_was_refused_is_not_put_back)
{
    static const enum tj_verb undone[] = { TJ_CLOSE };

    begin("[persona p]\nscript = open interface rw | mcn_off | prevent | lock "
          "| hold 60s\n");
    go(TJ_DONE);
    for (unsigned i = 0; i < 3; i++)
        go(TJ_REFUSED);
    tj_engine_stop(&state);
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    expect_undo(undone, 1);
}

Test(engine, an_unanswered_lock_is_put_back_in_case_it_was_granted)
{
    static const enum tj_verb undone[] = { TJ_UNLOCK, TJ_CLOSE };

    begin("[persona p]\nscript = open interface rw | lock | hold 60s\n");
    go(TJ_DONE);
    go(TJ_UNKNOWN);
    tj_engine_stop(&state);
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    expect_undo(undone, 2);
}

Test(engine, an_operation_in_flight_when_stopped_still_counts)
{
    static const enum tj_verb undone[] = { TJ_UNLOCK, TJ_CLOSE };

    begin("[persona p]\nscript = open interface rw | lock | hold 60s\n");
    go(TJ_DONE);
    EXPECT_OP(TJ_LOCK, 0);
    tj_engine_stop(&state);
    go(TJ_DONE);
    expect_undo(undone, 2);
}

Test(engine, a_tray_lock_is_insisted_on_but_not_for_ever)
{
    unsigned tries = 0;

    begin("[persona p]\nscript = open interface rw | prevent | close | "
          "think 9s\n");
    go(TJ_DONE);
    go(TJ_DONE);
    go(TJ_DONE);
    tj_engine_stop(&state);
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    EXPECT_OP(TJ_OPEN, 0);
    go(TJ_DONE);
    while (action.kind == TJ_ACT_SUBMIT && action.op->verb == TJ_ALLOW) {
        go(TJ_REFUSED);
        tries++;
        cr_assert_lt(tries, 1000);
        if (action.kind == TJ_ACT_WAIT)
            go(TJ_DONE);
    }
    cr_expect_gt(tries, 100);
    EXPECT_OP(TJ_CLOSE, 0);
    go(TJ_DONE);
    cr_expect_eq(action.kind, TJ_ACT_DONE);
    cr_expect_eq(state.prevents, 1, "what could not be undone is not denied");
}

/* --- Mixes --- */

static const char mix[] =
    "[mix m]\nlock=30 unlock=20 query=40 volume_lock=5 close=5 read=10\n"
    "think=exponential(1ms)\n";

Test(engine, a_mix_draws_verbs_by_weight)
{
    unsigned seen[TJ_VERB_COUNT] = { 0 }, total = 0;

    begin(mix);
    while (total < 20000) {
        if (action.kind == TJ_ACT_SUBMIT) {
            seen[action.op->verb]++;
            total += action.op->verb != TJ_OPEN;
            if (action.op->verb == TJ_VOLUME_LOCK)
                EXPECT_OP(TJ_VOLUME_LOCK, TJ_MIX_VOLUME_SLOT);
        }
        go(TJ_DONE);
    }
    /* 110 shares; each within a tenth of what it should be. */
    cr_expect_float_eq(seen[TJ_LOCK], 20000.0 * 30 / 110, 550);
    cr_expect_float_eq(seen[TJ_QUERY], 20000.0 * 40 / 110, 730);
    cr_expect_float_eq(seen[TJ_CLOSE], 20000.0 * 5 / 110, 140);
    cr_expect_gt(seen[TJ_OPEN], 0);
}

Test(engine, a_mix_opens_what_its_pick_needs_first)
{
    begin("[mix m]\nvolume_lock=1\n");
    cr_assert_eq(action.op->verb, TJ_OPEN);
    cr_expect_eq(tj_open_target(action.op->arg), TJ_VOLUME);
    go(TJ_DONE);
    EXPECT_OP(TJ_VOLUME_LOCK, TJ_MIX_VOLUME_SLOT);
    begin("[mix m]\nquery=1\n");
    cr_expect_eq(tj_open_target(action.op->arg), TJ_INTERFACE);
    go(TJ_DONE);
    EXPECT_OP(TJ_QUERY, 0);
}

/* --- Purity --- */

/* What a client does, as text, while answers follow a rule of the test's own;
 * operation `dropped` (0: none) is not carried out. */
static void history(char *text, size_t size, unsigned dropped)
{
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < 200; i++) {
        enum tj_outcome outcome = TJ_DONE;
        int             length;

        if (action.kind == TJ_ACT_SUBMIT) {
            bool left_out = action.op->number == dropped;
            outcome = left_out ? TJ_UNKNOWN : TJ_DONE;
            length = left_out
                         ? 0
                         : snprintf(text + used, size - used, "%s %lx %llu\n",
                                    tj_verb_name(action.op->verb),
                                    (unsigned long)action.op->arg,
                                    (unsigned long long)action.op->offset);
        } else {
            length = snprintf(text + used, size - used, "wait %llu\n",
                              (unsigned long long)(action.until_ns - now_ns));
        }
        used += (size_t)length;
        cr_assert_lt(used, size);
        go(outcome);
    }
}

Test(engine, the_same_inputs_give_the_same_actions)
{
    static char first[32768], second[32768], other[32768];

    begin(mix);
    history(first, sizeof first, 0);
    begin(mix);
    history(second, sizeof second, 0);
    cr_expect_str_eq(first, second);

    begin(mix);
    support.workload->seed = 8;
    tj_engine_init(&state, support.workload, 1);
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    history(other, sizeof other, 0);
    cr_expect_str_neq(first, other);
}

Test(engine, a_copied_state_goes_on_in_the_same_way)
{
    static char            first[32768], second[32768];
    struct tj_client_state copy;
    struct tj_action       at;
    uint64_t               then_ns;

    begin(mix);
    for (unsigned i = 0; i < 57; i++)
        go(TJ_DONE);
    copy = state;
    at = action;
    then_ns = now_ns;
    history(first, sizeof first, 0);
    state = copy;
    action = at;
    now_ns = then_ns;
    history(second, sizeof second, 0);
    cr_expect_str_eq(first, second);
}

/* The first line in which the texts differ is left out of the longer one; then
 * they must be the same. */
Test(engine, leaving_out_one_operation_shifts_no_other_draw)
{
    static char whole[32768], without[32768];

    for (unsigned dropped = 2; dropped < 40; dropped++) {
        begin("[mix m]\nlock=30 query=40 read=30 think=exponential(1ms)\n");
        history(whole, sizeof whole, 0);
        begin("[mix m]\nlock=30 query=40 read=30 think=exponential(1ms)\n");
        history(without, sizeof without, dropped);

        size_t same = 0;
        while (whole[same] == without[same])
            same++;
        while (same > 0 && whole[same - 1] != '\n')
            same--;
        const char *rest = strchr(whole + same, '\n') + 1;
        cr_assert_str_eq(rest, without + same, "operation %u", dropped);
    }
}

Test(engine, clients_draw_apart_from_each_other)
{
    static char first[32768], second[32768];

    begin("[global]\nclients=2\n[mix m]\nlock=30 query=40 read=30\n");
    history(first, sizeof first, 0);
    tj_engine_init(&state, support.workload, 2);
    now_ns = 1000;
    action = *tj_engine_next(support.workload, &state, now_ns, NULL);
    cr_expect_eq(action.op->handle >> tj_handle_shift(support.workload), 2);
    history(second, sizeof second, 0);
    cr_expect_str_neq(first, second);
}

Test(engine, personas_are_dealt_by_weight_and_drives_in_turn)
{
    unsigned clients[3] = { 0 };

    begin("[global]\ndrives=2\n[persona a]\nscript=query\nweight=3\n"
          "[persona none]\nscript=query\nweight=0\n"
          "[persona b]\nscript=query\nweight=2\n");
    for (tj_client i = 1; i <= 50; i++) {
        const struct tj_persona *p = tj_engine_persona(support.workload, i);
        clients[p - support.workload->personas]++;
        tj_engine_init(&state, support.workload, i);
        cr_expect_eq(state.drive, (i - 1) % 2);
        if (i == 5)
            cr_expect(clients[0] == 3 && clients[2] == 2);
    }
    cr_expect_eq(clients[0], 30);
    cr_expect_eq(clients[1], 0);
    cr_expect_eq(clients[2], 20);
}

/* Opens and closes a handle while another is kept. */
static void open_often(const char *scenario, unsigned times)
{
    begin(scenario);
    unsigned  shift = tj_handle_shift(support.workload);
    tj_handle kept = action.op->handle, last = kept;
    go(TJ_DONE);
    for (unsigned i = 0; i < times; i++) {
        cr_assert_eq(action.op->verb, TJ_OPEN);
        cr_assert_neq(action.op->handle, kept);
        cr_assert_eq(action.op->handle >> shift, 1);
        cr_assert_neq(action.op->handle & ((1u << shift) - 1), 0);
        if (shift > 16)
            cr_assert_gt(action.op->handle, last, "never the same again");
        last = action.op->handle;
        go(TJ_DONE);
        go(TJ_DONE);
    }
}

Test(engine, handle_numbers_do_not_come_again)
{
    open_often("[persona p]\nscript = open kept interface rw | open interface "
               "rw | close\n", 140000);
}

Test(engine, where_they_must_begin_again_they_do_not_meet_an_open_one)
{
    open_often("[global]\nrunner = processes\n[persona p]\nscript = open kept "
               "interface rw | open interface rw | close\n", 70000);
}
