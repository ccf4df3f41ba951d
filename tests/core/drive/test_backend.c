/* core/drive/backend.h: the checked door, with a backend that can be told to
 * break each promise. */
#include "core/drive/backend.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <signal.h>

struct liar {
    struct tj_backend backend;
    enum tj_submit    taken;
    struct tj_reply   reply;
    unsigned          submitted;
    struct tj_event   events[2];
    size_t            events_count;
};

static enum tj_submit liar_submit(struct tj_backend *backend, uint64_t now_ns,
                                  const struct tj_op *op,
                                  struct tj_reply *reply)
{
    struct liar *liar = (struct liar *)backend;

    (void)now_ns;
    (void)op;
    liar->submitted++;
    *reply = liar->reply;
    return liar->taken;
}

static bool liar_collect(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_reply *reply)
{
    (void)until_ns;
    *reply = ((struct liar *)backend)->reply;
    return true;
}

static size_t liar_events(struct tj_backend *backend, uint64_t until_ns,
                          struct tj_event *events, size_t events_max)
{
    struct liar *liar = (struct liar *)backend;

    (void)until_ns;
    for (size_t i = 0; i < liar->events_count && i < events_max; i++)
        events[i] = liar->events[i];
    return liar->events_count;
}

static void liar_close(struct tj_backend *backend, uint64_t now_ns)
{
    (void)backend;
    (void)now_ns;
}

static const struct tj_backend_ops liar_ops = {
    .name = "liar",
    .submit = liar_submit,
    .collect = liar_collect,
    .events = liar_events,
    .close = liar_close,
};

static struct liar honest(void)
{
    return (struct liar){
        .backend = { .ops = &liar_ops, .client = 7, .drive = 1 },
        .taken = TJ_ANSWERED,
        .reply = { .number = 3, .client = 7, .outcome = TJ_DONE,
                   .answered_ns = 1000, .info = 65 },
    };
}

static const struct tj_op query = { .number = 3, .client = 7, .drive = 1,
                                    .verb = TJ_QUERY, .output_size = 65 };

Test(backend, an_honest_answer_passes_the_door)
{
    struct liar liar = honest();
    struct tj_reply reply;

    cr_expect_eq(tj_backend_submit(&liar.backend, 1000, &query, &reply),
                 TJ_ANSWERED);
    cr_expect_eq(reply.number, 3);
    cr_expect_eq(liar.backend.in_flight, 0);
}

Test(backend, an_answer_to_another_operation_stops_the_program,
     .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_reply reply;

    liar.reply.number = 4;
    tj_backend_submit(&liar.backend, 1000, &query, &reply);
}

Test(backend, an_answer_from_the_past_stops_the_program, .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_reply reply;

    tj_backend_submit(&liar.backend, 1001, &query, &reply);
}

Test(backend, more_output_than_asked_for_stops_the_program, .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_reply reply;

    liar.reply.info = 66;
    tj_backend_submit(&liar.backend, 1000, &query, &reply);
}

Test(backend, a_refusal_may_name_the_size_it_needs)
{
    struct liar liar = honest();
    struct tj_reply reply;

    liar.reply.outcome = TJ_REFUSED;
    liar.reply.info = 804;
    cr_expect_eq(tj_backend_submit(&liar.backend, 1000, &query, &reply),
                 TJ_ANSWERED);
}

Test(backend, another_clients_operation_stops_the_program, .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_op stray = query;
    struct tj_reply reply;

    stray.client = 8;
    tj_backend_submit(&liar.backend, 1000, &stray, &reply);
}

Test(backend, a_full_chain_is_busy_and_the_drive_is_not_asked)
{
    struct liar liar = honest();
    struct tj_reply reply;

    liar.taken = TJ_ACCEPTED;
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++)
        cr_assert_eq(tj_backend_submit(&liar.backend, 1000, &query, &reply),
                     TJ_ACCEPTED);
    cr_expect_eq(tj_backend_submit(&liar.backend, 1000, &query, &reply),
                 TJ_BUSY);
    cr_expect_eq(liar.submitted, TJ_IN_FLIGHT_MAX);
    cr_assert(tj_backend_collect(&liar.backend, 0, &reply));
    cr_expect_eq(tj_backend_submit(&liar.backend, 1000, &query, &reply),
                 TJ_ACCEPTED);
}

Test(backend, nothing_in_flight_means_nothing_to_collect)
{
    struct liar liar = honest();
    struct tj_reply reply;

    cr_expect_not(tj_backend_collect(&liar.backend, 0, &reply));
}

Test(backend, an_answer_for_another_client_stops_the_program,
     .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_reply reply;

    liar.taken = TJ_ACCEPTED;
    tj_backend_submit(&liar.backend, 1000, &query, &reply);
    liar.reply.client = 8;
    tj_backend_collect(&liar.backend, 0, &reply);
}

Test(backend, events_out_of_order_stop_the_program, .signal = SIGABRT)
{
    struct liar liar = honest();
    struct tj_event events[2];

    liar.events_count = 2;
    liar.events[0].number = 9;
    liar.events[1].number = 8;
    tj_backend_events(&liar.backend, 0, events, 2);
}

Test(backend, events_in_order_pass)
{
    struct liar liar = honest();
    struct tj_event events[2];

    liar.events_count = 2;
    liar.events[0].number = 8;
    liar.events[1].number = 9;
    cr_expect_eq(tj_backend_events(&liar.backend, 0, events, 2), 2);
}

Test(backend, listening_to_a_drive_without_events_names_the_drive)
{
    struct liar liar = honest();
    struct tj_error error;

    cr_expect_eq(tj_backend_listen(&liar.backend, 1, &error), TJ_UNAVAILABLE);
    cr_expect_str_eq(error.text, "drive liar has no device events");
}
