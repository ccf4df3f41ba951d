/* What the engine makes of each form of a script (stress/script.h). */
#include "core/drive/codes.h"
#include "core/drive/encode.h"
#include "stress/engine.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
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
TestSuite(script, .init = set_up, .fini = tear_down);

static void next(const struct tj_reply *last)
{
    action = *tj_engine_next(support.workload, &state, now_ns, last);
}

static void begin(const char *scenario)
{
    cr_assert_eq(support_load(&support, scenario, NULL), TJ_OK, "%s",
                 support.error.text);
    support.workload->seed = 7;
    tj_engine_init(&state, support.workload, 1);
    now_ns = 1000;
    next(NULL);
}
#define SCRIPT(text) begin("[persona p]\ncaller = A Caller\nscript = " text "\n")

/* Answers the operation with a status, 0: done. */
static void answer(uint32_t status)
{
    cr_assert_eq(action.kind, TJ_ACT_SUBMIT);
    reply.number = action.op->number;
    reply.client = action.op->client;
    reply.outcome = status == 0 ? TJ_DONE : TJ_REFUSED;
    reply.status = status;
    now_ns += 100;
    next(&reply);
}

static void wake(void)
{
    cr_assert(action.kind == TJ_ACT_WAIT || action.kind == TJ_ACT_HEAR);
    now_ns = action.until_ns;
    next(NULL);
}

static void expect(enum tj_verb verb)
{
    cr_assert_eq(action.kind, TJ_ACT_SUBMIT, "%d instead of %s", action.kind,
                 tj_verb_name(verb));
    cr_assert_eq(action.op->verb, verb, "%s instead of %s",
                 tj_verb_name(action.op->verb), tj_verb_name(verb));
}

static void expect_done(enum tj_verb verb)
{
    expect(verb);
    answer(0);
}

static void hear(enum tj_event_id id, bool wanted)
{
    const struct tj_event event = { .id = id };

    cr_expect_eq(tj_engine_hear(&state, &event), wanted);
}

/* --- Tries --- */

Test(script, any_operation_is_tried_again_but_only_for_its_statuses)
{
    SCRIPT("open interface rw retry=2x5ms on=STATUS_SHARING_VIOLATION | query");
    answer(TJ_STATUS_SHARING_VIOLATION);
    cr_expect_eq(action.until_ns, now_ns + 5000000);
    wake();
    expect(TJ_OPEN);
    answer(TJ_STATUS_ACCESS_DENIED); /* Not that one. */
    /* Nothing is open: query is passed over, and it begins again. */
    expect(TJ_OPEN);
}

Test(script, a_deadline_ends_the_tries_before_they_are_spent)
{
    unsigned tries = 1;

    SCRIPT("open interface rw | eject retry=100x10ms deadline=35ms else skip to "
           "close | query | close");
    expect_done(TJ_OPEN);
    for (answer(TJ_STATUS_DEVICE_BUSY); action.kind == TJ_ACT_WAIT; tries++) {
        wake();
        expect(TJ_EJECT);
        answer(TJ_STATUS_DEVICE_BUSY);
    }
    expect(TJ_CLOSE);
    cr_expect_eq(tries, 5, "%u: at 0, 10, 20, 30 and 40 ms", tries);
}

Test(script, a_lock_without_tries_of_its_own_has_the_personas)
{
    begin("[persona p]\nretry = 1x7ms\nscript = open interface rw | "
          "lock retry=1x3ms | lock | unlock\n");
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(action.until_ns, now_ns + 3000000);
    wake();
    answer(TJ_STATUS_ACCESS_DENIED);
    answer(TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(action.until_ns, now_ns + 7000000);
}

/* --- Conditions and loops --- */

Test(script, a_condition_is_of_the_outcome_and_the_status_before_it)
{
    static const char script[] =
        "[persona p]\nscript = open interface rw | eject | if refused "
        "STATUS_DEVICE_BUSY | load | otherwise | query | end | verify\n";

    begin(script);
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_DEVICE_BUSY);
    expect_done(TJ_LOAD);
    expect(TJ_VERIFY);
    begin(script);
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_ACCESS_DENIED);
    expect_done(TJ_QUERY);
    expect(TJ_VERIFY);
    begin(script);
    expect_done(TJ_OPEN);
    expect_done(TJ_EJECT);
    expect(TJ_QUERY);
}

Test(script, what_was_passed_over_was_neither_done_nor_refused)
{
    SCRIPT("open interface rw | query@none | if done | eject | end | "
           "if refused | load | end | verify");
    expect_done(TJ_OPEN);
    expect(TJ_VERIFY);
}

Test(script, the_last_query_tells_whether_the_drive_is_locked)
{
    SCRIPT("open interface rw | query | if locked | eject | otherwise | load | "
           "end");
    expect_done(TJ_OPEN);
    reply.info = TJ_EXCLUSIVE_STATE_SIZE;
    reply.output[0] = 1;
    answer(0);
    expect_done(TJ_EJECT);
    reply.output[0] = 0;
    answer(0);
    expect(TJ_LOAD);
}

Test(script, chance_goes_the_one_way_as_often_as_it_says)
{
    unsigned left = 0;

    SCRIPT("open interface rw | if 20% | load | otherwise | eject | end");
    expect_done(TJ_OPEN);
    for (unsigned i = 0; i < 10000; i++) {
        left += action.op->verb == TJ_LOAD;
        answer(0);
    }
    cr_expect(left > 1850 && left < 2150, "%u", left);
}

Test(script, loops_nest_and_count)
{
    SCRIPT("open interface rw | repeat 3 | query | repeat 2 | verify | end | "
           "end | close");
    expect_done(TJ_OPEN);
    for (unsigned i = 0; i < 3; i++) {
        expect_done(TJ_QUERY);
        expect_done(TJ_VERIFY);
        expect_done(TJ_VERIFY);
    }
    expect_done(TJ_CLOSE);
    expect(TJ_OPEN);
}

Test(script, a_range_of_rounds_is_drawn_and_a_loop_can_be_left)
{
    bool seen[6] = { false };

    SCRIPT("open interface rw | repeat 2..4 | query | end | verify");
    expect_done(TJ_OPEN);
    for (unsigned i = 0; i < 60; i++) {
        unsigned rounds = 0;
        while (action.op->verb == TJ_QUERY) {
            answer(0);
            rounds++;
            cr_assert_lt(rounds, 6);
        }
        seen[rounds] = true;
        expect_done(TJ_VERIFY);
    }
    cr_expect(seen[2] && seen[3] && seen[4] && !seen[1] && !seen[5]);

    SCRIPT("open interface rw | repeat 9 | query else leave | load | leave | "
           "end | verify");
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_ACCESS_DENIED);
    expect_done(TJ_VERIFY);
    expect_done(TJ_QUERY);
    expect_done(TJ_LOAD);
    expect(TJ_VERIFY);
}

/* --- The counted layer --- */

Test(script, only_the_outermost_of_nested_acquires_reaches_the_drive)
{
    SCRIPT("open interface rw | acquire | acquire | query | release | verify | "
           "release | release else skip to flush | eject | flush");
    expect_done(TJ_OPEN);
    expect_done(TJ_LOCK);
    expect_done(TJ_QUERY);
    expect_done(TJ_VERIFY);
    expect_done(TJ_UNLOCK);
    /* One release too many is refused by the layer itself. */
    expect(TJ_FLUSH);
}

Test(script, a_refused_acquire_counts_nothing_and_a_close_ends_the_count)
{
    SCRIPT("open interface rw | acquire | disable_mcn | close | open interface "
           "rw | acquire | enable_mcn | query");
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_ACCESS_DENIED);
    expect_done(TJ_MCN_OFF);
    expect_done(TJ_CLOSE);
    expect_done(TJ_OPEN);
    expect_done(TJ_LOCK);
    expect(TJ_QUERY); /* MCN was counted on the handle of before. */
}

/* --- Bytes, places, handles --- */

Test(script, a_raw_request_carries_its_bytes_and_its_true_length)
{
    SCRIPT("open interface rw | ioctl 0x2C05C in=0100 text=AB fill=ccx2 "
           "pad=300 out=65 | query");
    expect_done(TJ_OPEN);
    expect(TJ_IOCTL);
    cr_expect_eq(action.op->code, 0x2C05Cu);
    cr_expect_eq(action.op->input_size, 300);
    cr_expect_eq(action.op->output_size, 65);
    cr_expect_eq(memcmp(action.op->input, "\x01\x00" "AB\xcc\xcc\x00", 7), 0);
    answer(0);
    expect(TJ_QUERY);
    cr_expect_eq(action.op->output_size, TJ_EXCLUSIVE_STATE_SIZE);
}

Test(script, random_places_are_whole_lengths_below_the_end)
{
    bool     differ = false;
    uint64_t first = 0;

    SCRIPT("open interface rw | read 2048 at random 20480");
    expect_done(TJ_OPEN);
    for (unsigned i = 0; i < 200; i++) {
        cr_assert_eq(action.op->offset % 2048, 0);
        cr_assert_lt(action.op->offset, 20480);
        first = i == 0 ? action.op->offset : first;
        differ = differ || action.op->offset != first;
        answer(0);
    }
    cr_expect(differ);
}

Test(script, a_stale_handle_is_asked_by_its_old_number)
{
    SCRIPT("open interface rw | close | lock@main! | think 1s");
    tj_handle old = action.op->handle;
    expect_done(TJ_OPEN);
    expect_done(TJ_CLOSE);
    expect(TJ_LOCK);
    cr_expect_eq(action.op->handle, old);
    answer(0);
    tj_engine_stop(&state);
    next(NULL);
    cr_expect_eq(action.kind, TJ_ACT_DONE, "nothing was taken by it");
}

Test(script, a_name_with_a_time_is_another_one_for_each_lock)
{
    uint16_t last = 0;

    begin("[persona p]\ncaller = Rip_{time}\nscript = open interface rw | lock "
          "| unlock\n");
    expect_done(TJ_OPEN);
    for (unsigned i = 0; i < 2 * TJ_CALLER_TIMES; i++) {
        expect(TJ_LOCK);
        cr_expect_neq(action.op->name, last);
        last = action.op->name;
        cr_expect_str_eq((const char *)action.op->input + 8,
                         support.workload->names[last]);
        answer(0);
        expect_done(TJ_UNLOCK);
    }
}

/* --- Ends of a program --- */

Test(script, an_exit_closes_every_handle_and_leaves_the_simple_lock)
{
    SCRIPT("open interface rw | open attr interface 0 | prevent | lock | "
           "mcn_off@attr | exit | think 1ms");
    for (unsigned i = 0; i < 5; i++)
        answer(0);
    expect_done(TJ_CLOSE);
    expect_done(TJ_CLOSE);
    cr_expect_eq(action.kind, TJ_ACT_WAIT);
    cr_expect_eq(state.leaked, 1);
    cr_expect_eq(state.prevents, 1, "undone when the run ends");
    wake();
    expect(TJ_OPEN);
}

Test(script, a_crash_is_asked_of_the_runner_first)
{
    SCRIPT("open interface rw | prevent | crash | think 1ms");
    expect_done(TJ_OPEN);
    expect_done(TJ_PREVENT);
    cr_assert_eq(action.kind, TJ_ACT_CRASH);
    next(NULL);
    expect_done(TJ_CLOSE);
    cr_expect_eq(action.kind, TJ_ACT_WAIT);
    cr_expect_eq(state.leaked, 1);
}

Test(script, a_retired_client_puts_back_and_is_done)
{
    SCRIPT("open interface rw | lock | retire");
    expect_done(TJ_OPEN);
    expect_done(TJ_LOCK);
    expect_done(TJ_UNLOCK);
    expect_done(TJ_CLOSE);
    cr_expect_eq(action.kind, TJ_ACT_DONE);
}

Test(script, close_all_goes_on_past_a_close_that_is_refused)
{
    SCRIPT("open interface rw | open two interface r | close all | query");
    expect_done(TJ_OPEN);
    expect_done(TJ_OPEN);
    answer(TJ_STATUS_IO_TIMEOUT);
    expect_done(TJ_CLOSE);
    expect(TJ_QUERY); /* Main is still open. */
}

/* --- Events --- */

Test(script, who_listens_waits_for_the_event_and_takes_it_once)
{
    SCRIPT("open interface r | listen | wait event GUID_IO_MEDIA_ARRIVAL for 5s "
           "| if done | verify | otherwise | load | end");
    expect_done(TJ_OPEN);
    cr_assert_eq(action.kind, TJ_ACT_LISTEN);
    cr_expect_eq(action.handle, state.slots[0].handle);
    tj_engine_listens(&state, true);
    next(NULL);
    cr_assert_eq(action.kind, TJ_ACT_HEAR);
    cr_expect_eq(action.until_ns, now_ns + 5000000000u);
    hear(TJ_EVENT_MEDIA_REMOVAL, false);
    hear(TJ_EVENT_MEDIA_ARRIVAL, true);
    now_ns += 5;
    next(NULL);
    expect_done(TJ_VERIFY);
    /* Taken: the next wait is another one, and ends by the clock. */
    cr_assert_eq(action.kind, TJ_ACT_HEAR);
    wake();
    expect_done(TJ_LOAD);
    /* What comes between two waits is there at once. */
    hear(TJ_EVENT_MEDIA_ARRIVAL, true);
    next(NULL);
    expect(TJ_VERIFY);
}

Test(script, who_waits_for_no_event_hears_all_that_time)
{
    SCRIPT("open interface r | listen | wait event none for 2s | load | "
           "wait event GUID_IO_MEDIA_ARRIVAL for 1s | query");
    expect_done(TJ_OPEN);
    tj_engine_listens(&state, true);
    next(NULL);
    cr_assert_eq(action.kind, TJ_ACT_HEAR);
    cr_expect_eq(action.until_ns, now_ns + 2000000000u);
    hear(TJ_EVENT_MEDIA_REMOVAL, false);
    hear(TJ_EVENT_MEDIA_ARRIVAL, false);
    wake();
    expect_done(TJ_LOAD);
    expect(TJ_QUERY); /* What came was still there. */
}

Test(script, who_does_not_listen_waits_in_vain)
{
    SCRIPT("open interface r | wait event any for 2s else start over | load");
    expect_done(TJ_OPEN);
    cr_assert_eq(action.kind, TJ_ACT_WAIT);
    wake();
    /* Started over: open is passed, and the wait begins again. */
    cr_assert_eq(action.kind, TJ_ACT_WAIT);
    cr_expect_eq(action.until_ns, now_ns + 2000000000u);
}

Test(script, a_registration_that_fails_is_a_refusal)
{
    SCRIPT("open interface r | listen else skip to close | load | close");
    expect_done(TJ_OPEN);
    tj_engine_listens(&state, false);
    next(NULL);
    expect(TJ_CLOSE);
}

Test(script, a_mirror_is_wrong_when_the_query_says_other_than_the_last_event)
{
    SCRIPT("open interface rw | listen | query | if mirror_wrong | eject | "
           "otherwise | load | end");
    expect_done(TJ_OPEN);
    tj_engine_listens(&state, true);
    next(NULL);
    reply.info = TJ_EXCLUSIVE_STATE_SIZE;
    reply.output[0] = 1;
    expect_done(TJ_QUERY);
    expect_done(TJ_LOAD); /* Nothing is known before the first event. */
    hear(TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, false);
    expect_done(TJ_QUERY);
    expect_done(TJ_EJECT);
    hear(TJ_EVENT_CDROM_EXCLUSIVE_LOCK, false);
    expect_done(TJ_QUERY);
    expect(TJ_LOAD);
}

Test(script, a_loop_of_nothing_does_not_spin)
{
    SCRIPT("repeat 1000 | query | if done | load | end | end");
    cr_expect_eq(action.kind, TJ_ACT_WAIT);
}
