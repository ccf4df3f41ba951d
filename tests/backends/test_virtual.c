/* backends/virtual.h */
#include "backends/layer_fault.h"
#include "backends/virtual.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS = 3, FINGERPRINT_MAX = 400 };

struct stage {
    void *memory;
    struct tj_virtual *world;
    struct tj_virtual_session sessions[CLIENTS];
    uint32_t numbers[CLIENTS];
};

static void stage_open(struct stage *stage, const char *detail, uint64_t seed,
                       const char *strategy)
{
    struct tj_error error;

    memset(stage->numbers, 0, sizeof stage->numbers);
    stage->memory = calloc(1, tj_virtual_size(2));
    struct tj_virtual_config config = { .detail = detail, .drives = 2,
                                        .seed = seed, .strategy = strategy };
    cr_assert_eq(tj_virtual_open(stage->memory, &config, &stage->world,
                                 &error), TJ_OK, "%s", error.text);
    for (unsigned i = 0; i < CLIENTS; i++)
        tj_virtual_session_init(&stage->sessions[i], stage->world,
                                (tj_client)(i + 1), 0);
}

static void stage_close(struct stage *stage)
{
    for (unsigned i = 0; i < CLIENTS; i++)
        tj_backend_close(&stage->sessions[i].backend,
                         tj_virtual_now(stage->world));
    free(stage->memory);
}

static enum tj_submit submit(struct stage *stage, unsigned client,
                             enum tj_verb verb, tj_handle handle, uint32_t arg)
{
    struct tj_reply reply;
    struct tj_op op = { .number = ++stage->numbers[client],
                        .client = (tj_client)(client + 1), .verb = verb,
                        .handle = handle, .arg = arg };

    tj_encode(&op, verb == TJ_LOCK ? "stage" : NULL);
    return tj_backend_submit(&stage->sessions[client].backend,
                             tj_virtual_now(stage->world), &op, &reply);
}

static uint32_t ask(struct stage *stage, unsigned client, enum tj_verb verb,
                    tj_handle handle, uint32_t arg)
{
    struct tj_reply reply = { 0 };

    cr_assert_eq(submit(stage, client, verb, handle, arg), TJ_ACCEPTED);
    cr_assert(tj_backend_collect(&stage->sessions[client].backend, UINT64_MAX,
                                 &reply));
    return reply.status;
}

static void open_handles(struct stage *stage)
{
    for (unsigned i = 0; i < CLIENTS; i++)
        cr_assert_eq(ask(stage, i, TJ_OPEN, i + 1,
                         tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                     TJ_SHARE_ALL)), TJ_STATUS_SUCCESS);
}

/* Three clients fight; what they got, by whom and when, is the fingerprint. */
static size_t fight(uint64_t seed, const char *strategy, uint64_t *fingerprint)
{
    static struct stage stage;
    size_t count = 0;
    tj_client client;
    uint8_t drive;
    bool event;

    stage_open(&stage, "", seed, strategy);
    open_handles(&stage);
    for (unsigned i = 0; i < CLIENTS; i++)
        submit(&stage, i, TJ_LOCK, i + 1, 0);
    while (count < FINGERPRINT_MAX) {
        struct tj_reply reply;

        cr_assert(tj_virtual_run(stage.world, UINT64_MAX, &client, &drive,
                                 &event));
        if (event)
            continue;
        unsigned who = client - 1u;
        cr_assert(tj_backend_collect(&stage.sessions[who].backend, 0, &reply));
        fingerprint[count++] = reply.answered_ns << 8 | client << 2 |
                               (unsigned)reply.outcome;
        submit(&stage, who, count % 2 ? TJ_UNLOCK : TJ_LOCK, client,
               TJ_NO_MEDIA_NOTIFICATIONS);
    }
    stage_close(&stage);
    return count;
}

Test(virtual, the_same_seed_gives_the_same_run)
{
    static uint64_t a[FINGERPRINT_MAX], b[FINGERPRINT_MAX];

    fight(5, "random", a);
    fight(5, "random", b);
    cr_expect_arr_eq(a, b, sizeof a);
}

Test(virtual, another_seed_or_strategy_gives_another_run)
{
    static uint64_t a[FINGERPRINT_MAX], b[FINGERPRINT_MAX];

    fight(5, "random", a);
    fight(6, "random", b);
    cr_expect_arr_neq(a, b, sizeof a);
    fight(5, "first", b);
    cr_expect_arr_neq(a, b, sizeof a);
}

Test(virtual, answers_come_at_different_times)
{
    static uint64_t a[FINGERPRINT_MAX];
    size_t count = fight(5, "random", a);

    for (size_t i = 1; i < count; i++)
        cr_expect_gt(a[i] >> 8, a[i - 1] >> 8, "answer %zu", i);
}

Test(virtual, run_stops_at_the_time_it_was_given)
{
    static struct stage stage;
    tj_client client;
    uint8_t drive;
    bool event;

    stage_open(&stage, "", 1, "first");
    uint64_t until_ns = tj_virtual_now(stage.world) + 12345678;
    cr_expect_not(tj_virtual_run(stage.world, until_ns, &client, &drive,
                                 &event));
    cr_expect_eq(tj_virtual_now(stage.world), until_ns);
    stage_close(&stage);
}

Test(virtual, an_event_names_nobody_and_its_drive)
{
    static struct stage stage;
    struct tj_error error;
    struct tj_event events[4];
    tj_client client = 9;
    uint8_t drive = 9;
    bool event = false;

    stage_open(&stage, "", 1, "first");
    open_handles(&stage);
    cr_assert_eq(tj_backend_listen(&stage.sessions[1].backend, 2, &error),
                 TJ_OK);
    submit(&stage, 0, TJ_LOCK, 1, 0);
    while (tj_virtual_run(stage.world, UINT64_MAX, &client, &drive, &event) &&
           !event)
        ;
    cr_assert(event);
    cr_expect_eq(client, TJ_NOBODY);
    cr_expect_eq(drive, 0);
    cr_assert_eq(tj_backend_events(&stage.sessions[1].backend, 0, events, 4),
                 1);
    cr_expect_eq(events[0].id, TJ_EVENT_CDROM_EXCLUSIVE_LOCK);
    cr_expect_eq(tj_backend_events(&stage.sessions[0].backend, 0, events, 4),
                 0);
    stage_close(&stage);
}

Test(virtual, a_listener_needs_a_handle_of_its_own)
{
    static struct stage stage;
    struct tj_error error;

    stage_open(&stage, "", 1, "first");
    open_handles(&stage);
    cr_expect_eq(tj_backend_listen(&stage.sessions[0].backend, 2, &error),
                 TJ_UNAVAILABLE);
    cr_expect_eq(tj_backend_listen(&stage.sessions[0].backend, 1, &error),
                 TJ_OK);
    cr_expect_eq(tj_backend_listen(&stage.sessions[0].backend, 1, &error),
                 TJ_UNAVAILABLE);
    stage_close(&stage);
}

Test(virtual, drives_do_not_share_their_locks)
{
    static struct stage stage;

    stage_open(&stage, "", 1, "first");
    tj_virtual_session_init(&stage.sessions[2], stage.world, 3, 1);
    for (unsigned i = 0; i < CLIENTS; i++) {
        struct tj_reply reply;
        struct tj_op op = { .number = ++stage.numbers[i],
                            .client = (tj_client)(i + 1), .drive = i == 2,
                            .verb = TJ_OPEN, .handle = i + 1,
                            .arg = tj_open_arg(TJ_INTERFACE,
                                               TJ_ACCESS_READ_WRITE, 7) };
        tj_backend_submit(&stage.sessions[i].backend,
                          tj_virtual_now(stage.world), &op, &reply);
        cr_assert(tj_backend_collect(&stage.sessions[i].backend, UINT64_MAX,
                                     &reply));
        op.number = ++stage.numbers[i];
        op.verb = TJ_LOCK;
        op.arg = 0;
        tj_encode(&op, "stage");
        tj_backend_submit(&stage.sessions[i].backend,
                          tj_virtual_now(stage.world), &op, &reply);
        cr_assert(tj_backend_collect(&stage.sessions[i].backend, UINT64_MAX,
                                     &reply));
        cr_expect_eq(reply.outcome, i == 1 ? TJ_REFUSED : TJ_DONE);
    }
    stage_close(&stage);
}

Test(virtual, cancelling_what_is_not_in_flight_finds_nothing)
{
    static struct stage stage;
    struct tj_reply reply;
    struct tj_op op = { .client = 1, .verb = TJ_CANCEL, .arg = 77 };

    stage_open(&stage, "", 1, "first");
    open_handles(&stage);
    op.number = ++stage.numbers[0];
    cr_assert_eq(tj_backend_submit(&stage.sessions[0].backend,
                                   tj_virtual_now(stage.world), &op, &reply),
                 TJ_ANSWERED);
    cr_expect_eq(reply.status, TJ_STATUS_NOT_FOUND);
    stage_close(&stage);
}

Test(virtual, a_queued_request_can_be_cancelled)
{
    static struct stage stage;
    struct tj_reply reply;
    struct tj_op op = { .client = 2, .verb = TJ_CANCEL };

    stage_open(&stage, "open_time=2s", 1, "first");
    open_handles(&stage);
    submit(&stage, 0, TJ_EJECT, 1, 0); /* Keeps the queue for two seconds. */
    tj_client client;
    uint8_t drive;
    bool event;
    cr_assert_not(tj_virtual_run(stage.world,
                                 tj_virtual_now(stage.world) + 100000000,
                                 &client, &drive, &event));
    submit(&stage, 1, TJ_LOCK, 2, 0);
    op.arg = stage.numbers[1];
    op.number = ++stage.numbers[1];
    cr_assert_eq(tj_backend_submit(&stage.sessions[1].backend,
                                   tj_virtual_now(stage.world), &op, &reply),
                 TJ_ANSWERED);
    cr_expect_eq(reply.status, TJ_STATUS_SUCCESS);
    cr_assert(tj_backend_collect(&stage.sessions[1].backend, UINT64_MAX,
                                 &reply));
    cr_expect_eq(reply.number, op.arg);
    cr_expect_eq(reply.status, TJ_STATUS_CANCELLED);
    stage_close(&stage);
}

Test(virtual, later_names_the_client_at_that_time)
{
    static struct stage stage;
    tj_client client = 0;
    uint8_t drive;
    bool event;

    stage_open(&stage, "", 1, "first");
    uint64_t at_ns = tj_virtual_now(stage.world) + 5000000;
    tj_virtual_later(&stage.sessions[1].backend, at_ns + 1000);
    tj_virtual_later(&stage.sessions[1].backend, at_ns);
    tj_virtual_later(&stage.sessions[0].backend, at_ns);
    cr_assert(tj_virtual_run(stage.world, UINT64_MAX, &client, &drive,
                             &event));
    cr_expect_eq(client, 1);
    cr_expect_eq(tj_virtual_now(stage.world), at_ns);
    cr_assert(tj_virtual_run(stage.world, UINT64_MAX, &client, &drive,
                             &event));
    cr_expect_eq(client, 2);
    cr_expect_not(tj_virtual_run(stage.world, at_ns + 1000000, &client, &drive,
                                 &event));
    stage_close(&stage);
}

Test(virtual, a_delayed_answer_comes_when_it_is_due)
{
    static struct stage stage;
    static struct tj_fault_layer layer;
    struct tj_fault_plan plan;
    struct tj_fault_rule rule;
    struct tj_error error;
    struct tj_reply reply;
    tj_client client;
    uint8_t drive;
    bool event;

    stage_open(&stage, "", 1, "first");
    cr_assert_eq(tj_fault_rule_parse("d", "delay(7ms)", "when=after op=query",
                                     &rule, &error), TJ_OK);
    tj_fault_plan_init(&plan, &rule, 1);
    tj_fault_layer_init(&layer, &stage.sessions[0].backend,
                        &(struct tj_fault_config){ .plan = &plan,
                                                   .now = tj_virtual_clock,
                                                   .context = stage.world,
                                                   .later = tj_virtual_later });
    open_handles(&stage);
    struct tj_op op = { .number = 50, .client = 1, .verb = TJ_QUERY,
                        .handle = 1 };
    tj_encode(&op, NULL);
    uint64_t before_ns = tj_virtual_now(stage.world);
    cr_assert_eq(tj_backend_submit(&layer.backend, before_ns, &op, &reply),
                 TJ_ACCEPTED);
    unsigned runs = 0;
    do {
        cr_assert(tj_virtual_run(stage.world, UINT64_MAX, &client, &drive,
                                 &event));
        cr_assert(!event && client == 1);
        runs++;
    } while (!tj_backend_collect(&layer.backend, 0, &reply));
    cr_expect_eq(runs, 2);
    cr_expect_eq(reply.outcome, TJ_DONE);
    cr_expect_geq(reply.answered_ns, before_ns + 7000000);
    cr_expect_eq(reply.answered_ns, tj_virtual_now(stage.world));
    stage_close(&stage);
}

Test(virtual, a_hand_reaches_its_drive)
{
    static struct stage stage;
    struct tj_sim_view view;
    tj_client client;
    uint8_t drive;
    bool event;

    stage_open(&stage, "disc=present", 1, "first");
    tj_virtual_describe(stage.world, 0, &view);
    cr_expect(view.disc);
    cr_expect_str_eq(view.tray, "closed");
    tj_virtual_hand(stage.world, 0, TJ_HAND_PRESS_EJECT);
    tj_virtual_run(stage.world, tj_virtual_now(stage.world) + 10000000000,
                   &client, &drive, &event);
    tj_virtual_describe(stage.world, 0, &view);
    cr_expect_str_eq(view.tray, "open");
    tj_virtual_describe(stage.world, 1, &view);
    cr_expect_str_eq(view.tray, "closed");
    stage_close(&stage);
}

Test(virtual, a_wrong_setting_or_strategy_is_bad_input)
{
    struct tj_virtual *world;
    struct tj_error error;
    void *memory = calloc(1, tj_virtual_size(1));

    struct tj_virtual_config wrong_key = {
        .detail = "disk=present", .drives = 1, .seed = 1, .strategy = "first" };
    struct tj_virtual_config no_value = {
        .detail = "disc", .drives = 1, .seed = 1, .strategy = "first" };
    struct tj_virtual_config wrong_strategy = {
        .detail = "", .drives = 1, .seed = 1, .strategy = "fifo" };

    cr_expect_eq(tj_virtual_open(memory, &wrong_key, &world, &error),
                 TJ_BAD_INPUT);
    cr_expect_eq(tj_virtual_open(memory, &no_value, &world, &error),
                 TJ_BAD_INPUT);
    cr_expect_not_null(strstr(error.text, "disc"));
    cr_expect_eq(tj_virtual_open(memory, &wrong_strategy, &world, &error),
                 TJ_BAD_INPUT);
    cr_expect_not_null(strstr(error.text, "allowed: random first pct"));
    free(memory);
}
