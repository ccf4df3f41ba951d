#include "backends/layer_fault.h"
#include "core/base/clock.h"
#include "core/drive/codes.h"
#include "fake_drive.h"

#include <criterion/criterion.h>
#include <string.h>

static struct fake_drive fake;
static struct tj_fault_plan plan;
static struct tj_fault_layer layer;

static void set_up(const char *inject, const char *options, bool virtual_time)
{
    struct tj_fault_rule rule;
    struct tj_error error;
    struct tj_fault_config config = {
        .plan = &plan, .now = fake_now, .context = &fake,
        .later = virtual_time ? fake_later : NULL,
    };

    fake_init(&fake, 7);
    fake.asynchronous = virtual_time;
    cr_assert_eq(tj_fault_rule_parse("test", inject, options, &rule, &error),
                 TJ_OK, "%s", error.text);
    tj_fault_plan_init(&plan, &rule, 1);
    tj_fault_layer_init(&layer, &fake.backend, &config);
}

static struct tj_op op_of(uint32_t number, enum tj_verb verb)
{
    return (struct tj_op){ .number = number, .client = 7, .verb = verb };
}

static enum tj_submit submit(uint32_t number, enum tj_verb verb,
                             struct tj_reply *reply)
{
    struct tj_op op = op_of(number, verb);

    return tj_backend_submit(&layer.backend, fake.now_ns, &op, reply);
}

Test(layer_fault, a_refusal_before_is_never_heard_of_by_the_drive)
{
    struct tj_reply reply;

    set_up("refuse(STATUS_DEVICE_NOT_READY)", "op=eject first=2 count=1", 0);
    for (uint32_t i = 1; i <= 3; i++) {
        cr_assert_eq(submit(i, TJ_EJECT, &reply), TJ_ANSWERED);
        cr_expect_eq(reply.injected, i == 2);
        cr_expect_eq(reply.outcome, i == 2 ? TJ_REFUSED : TJ_DONE);
    }
    cr_expect_eq(fake.submitted_count, 2);
    cr_expect_eq(fake.submitted[1], 3);
    cr_expect_eq(tj_fault_plan_seen(&plan, 0), 3);
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 1);
}

Test(layer_fault, a_refusal_carries_its_status_and_win32_code)
{
    struct tj_reply reply;

    set_up("refuse(STATUS_DEVICE_NOT_READY)", "", 0);
    submit(1, TJ_LOCK, &reply);
    cr_expect_eq(reply.number, 1);
    cr_expect_eq(reply.client, 7);
    cr_expect_eq(reply.status, TJ_STATUS_DEVICE_NOT_READY);
    cr_expect_eq(reply.native, 21);
    cr_expect_eq(reply.info, 0);
}

Test(layer_fault, a_refusal_after_hides_that_the_drive_acted)
{
    struct tj_reply reply;

    set_up("refuse(STATUS_IO_TIMEOUT)", "when=after", 0);
    submit(1, TJ_LOCK, &reply);
    cr_expect_eq(fake.submitted_count, 1);
    cr_expect_eq(reply.outcome, TJ_REFUSED);
    cr_expect(reply.injected);
}

Test(layer_fault, a_swallowed_answer_is_unknown_and_the_drive_acted)
{
    struct tj_reply reply;

    set_up("swallow", "op=unlock", 0);
    cr_assert_eq(submit(1, TJ_UNLOCK, &reply), TJ_ANSWERED);
    cr_expect_eq(fake.submitted_count, 1);
    cr_expect_eq(reply.outcome, TJ_UNKNOWN);
    cr_expect_eq(reply.status, TJ_STATUS_IO_TIMEOUT);
    cr_expect_eq(reply.native, 121);
    cr_expect(reply.injected);
    submit(2, TJ_QUERY, &reply);
    cr_expect_eq(reply.outcome, TJ_DONE);
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 1);
}

Test(layer_fault, a_swallowed_asynchronous_answer_is_unknown_when_it_comes)
{
    struct tj_reply reply;

    set_up("swallow", "first=2 count=1", true);
    for (uint32_t i = 1; i <= 3; i++)
        cr_assert_eq(submit(i, TJ_EJECT, &reply), TJ_ACCEPTED);
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 0);
    for (uint32_t i = 1; i <= 3; i++) {
        cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
        cr_expect_eq(reply.number, i);
        cr_expect_eq(reply.outcome, i == 2 ? TJ_UNKNOWN : TJ_DONE);
    }
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 1);
}

Test(layer_fault, a_delay_before_gives_the_request_to_the_drive_when_it_is_due)
{
    struct tj_reply reply;

    set_up("delay(5us)", "first=1 count=1", true);
    cr_assert_eq(submit(1, TJ_LOCK, &reply), TJ_ACCEPTED);
    cr_expect_eq(fake.submitted_count, 0);
    cr_expect_eq(fake.later_ns, 6000);
    cr_expect_not(tj_backend_collect(&layer.backend, 0, &reply));
    fake.now_ns = 5999;
    cr_expect_not(tj_backend_collect(&layer.backend, 0, &reply));
    fake.now_ns = 6000;
    cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(reply.number, 1);
    cr_expect_eq(fake.submitted_ns[0], 6000);
    cr_expect_not(reply.injected);
    cr_expect_eq(layer.backend.in_flight, 0);
}

Test(layer_fault, a_delay_after_holds_the_answer_back)
{
    struct tj_reply reply;

    set_up("delay(5us)", "when=after first=1 count=1", true);
    cr_assert_eq(submit(1, TJ_LOCK, &reply), TJ_ACCEPTED);
    cr_expect_eq(fake.submitted_count, 1);
    cr_expect_not(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(fake.later_ns, 6000);
    fake.now_ns = 6000;
    cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(reply.answered_ns, 6000);
    cr_expect(reply.injected);
}

Test(layer_fault, a_delayed_answer_does_not_hold_up_the_next_one)
{
    struct tj_reply reply;

    set_up("delay(5us)", "when=after first=1 count=1", true);
    submit(1, TJ_LOCK, &reply);
    submit(2, TJ_QUERY, &reply);
    cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(reply.number, 2);
    fake.now_ns = 6000;
    cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(reply.number, 1);
}

Test(layer_fault, all_delayed_answers_are_asked_for_one_by_one)
{
    struct tj_reply reply;

    set_up("delay(5us)", "when=after", true);
    for (uint32_t i = 1; i <= 3; i++) {
        submit(i, TJ_QUERY, &reply);
        cr_expect_not(tj_backend_collect(&layer.backend, 0, &reply));
        fake.now_ns += 1000;
    }
    for (uint32_t i = 1; i <= 3; i++) {
        fake.now_ns = 5000 + i * 1000;
        cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
        cr_expect_eq(reply.number, i);
        if (i < 3)
            cr_expect_eq(fake.later_ns, 6000 + i * 1000);
    }
}

Test(layer_fault, a_blocking_drive_can_be_delayed_in_virtual_time_too)
{
    struct tj_reply reply;

    set_up("delay(5us)", "when=after", true);
    fake.asynchronous = false;
    cr_assert_eq(submit(1, TJ_LOCK, &reply), TJ_ACCEPTED);
    fake.now_ns = 6000;
    cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(reply.answered_ns, 6000);
}

static uint64_t real_now(void *context)
{
    (void)context;
    return tj_clock_ns();
}

static void expect_real_delay(const char *when)
{
    struct tj_op op = op_of(1, TJ_LOCK);
    struct tj_reply reply;

    set_up("delay(3ms)", when, false);
    layer.config.now = real_now;
    uint64_t before_ns = tj_clock_ns();
    cr_assert_eq(tj_backend_submit(&layer.backend, before_ns, &op, &reply),
                 TJ_ANSWERED);
    cr_expect_geq(tj_clock_ns(), before_ns + 3000000, "%s", when);
    cr_expect_geq(reply.answered_ns, before_ns + 3000000, "%s", when);
    cr_expect_eq(reply.outcome, TJ_DONE);
    cr_expect_eq(fake.submitted_ns[0] >= before_ns + 3000000,
                 strcmp(when, "when=before") == 0);
}

Test(layer_fault, in_real_time_a_delay_before_is_waited_for)
{
    expect_real_delay("when=before");
}

Test(layer_fault, in_real_time_a_delay_after_is_waited_for)
{
    expect_real_delay("when=after");
}

Test(layer_fault, close_answers_what_was_held)
{
    struct tj_reply reply;
    bool answered[4] = { false };

    set_up("delay(1h)", "op=lock", true);
    submit(1, TJ_LOCK, &reply); /* Held: the drive never heard of it. */
    submit(2, TJ_QUERY, &reply);
    tj_backend_close(&layer.backend, fake.now_ns);
    while (tj_backend_collect(&layer.backend, 0, &reply)) {
        cr_assert_lt(reply.number, 4);
        cr_expect_not(answered[reply.number]);
        answered[reply.number] = true;
        cr_expect_eq(reply.outcome, reply.number == 1 ? TJ_REFUSED : TJ_DONE);
    }
    cr_expect(answered[1] && answered[2]);
    cr_expect(fake.closed);
    cr_expect_eq(fake.submitted_count, 1);
}

Test(layer_fault, only_the_named_event_is_dropped)
{
    struct tj_event events[8];

    set_up("drop(GUID_IO_MEDIA_ARRIVAL)", "first=2 count=1", true);
    for (uint32_t i = 0; i < 6; i++)
        fake.events[fake.events_count++] = (struct tj_event){
            .number = i + 1,
            .id = i % 2 ? TJ_EVENT_MEDIA_REMOVAL : TJ_EVENT_MEDIA_ARRIVAL,
        };
    cr_assert_eq(tj_backend_events(&layer.backend, 0, events, 8), 5);
    for (size_t i = 0; i < 5; i++)
        cr_expect_neq(events[i].number, 3);
    cr_expect_eq(tj_fault_plan_seen(&plan, 0), 3);
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 1);
}

Test(layer_fault, the_first_of_two_rules_strikes_and_the_other_strikes_later)
{
    struct tj_fault_rule rules[2];
    struct tj_error error;
    struct tj_fault_config config = { .plan = &plan, .now = fake_now,
                                      .context = &fake };
    struct tj_reply reply;

    fake_init(&fake, 7);
    tj_fault_rule_parse("a", "refuse(STATUS_IO_TIMEOUT)", "first=2 count=1",
                        &rules[0], &error);
    tj_fault_rule_parse("b", "refuse(STATUS_NO_MEDIA)", "first=2 count=2",
                        &rules[1], &error);
    tj_fault_plan_init(&plan, rules, 2);
    tj_fault_layer_init(&layer, &fake.backend, &config);
    submit(1, TJ_LOCK, &reply);
    cr_expect_eq(reply.outcome, TJ_DONE);
    submit(2, TJ_LOCK, &reply);
    cr_expect_eq(reply.status, TJ_STATUS_IO_TIMEOUT);
    submit(3, TJ_LOCK, &reply);
    cr_expect_eq(reply.status, 0xC0000178);
    cr_expect_eq(tj_fault_plan_struck(&plan, 1), 1);
    submit(4, TJ_LOCK, &reply);
    cr_expect_eq(reply.status, 0xC0000178, "owed since the second");
    submit(5, TJ_LOCK, &reply);
    cr_expect_eq(reply.outcome, TJ_DONE);
    cr_expect_eq(tj_fault_plan_seen(&plan, 0), 5);
    cr_expect_eq(tj_fault_plan_seen(&plan, 1), 5);
    cr_expect_eq(tj_fault_plan_struck(&plan, 0), 1);
    cr_expect_eq(tj_fault_plan_struck(&plan, 1), 2);
}

Test(layer_fault, chains_share_the_count_of_a_plan)
{
    struct fake_drive other;
    struct tj_fault_layer second;
    struct tj_reply reply;
    struct tj_op op = { .number = 1, .client = 8, .verb = TJ_LOCK };

    set_up("refuse(STATUS_IO_TIMEOUT)", "first=2 count=1", 0);
    fake_init(&other, 8);
    tj_fault_layer_init(&second, &other.backend, &layer.config);
    submit(1, TJ_LOCK, &reply);
    cr_expect_eq(reply.outcome, TJ_DONE);
    tj_backend_submit(&second.backend, fake.now_ns, &op, &reply);
    cr_expect_eq(reply.outcome, TJ_REFUSED);
    cr_expect_eq(reply.client, 8);
}
