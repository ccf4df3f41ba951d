/* The promises B1 to B5 of core/drive/backend.h, held against every backend,
 * bare and under layers. */
#include "rig.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

/* Tests run in processes of their own, where a pointer of the parent means
 * nothing: the parameter is a row's index. */
#define PARAMETERS(test)                                                    \
    ParameterizedTestParameters(contract, test)                             \
    {                                                                       \
        static unsigned rows[24];                                           \
                                                                            \
        for (unsigned i = 0; i < rig_kinds_count; i++)                      \
            rows[i] = i;                                                    \
        return cr_make_param_array(unsigned, rows, rig_kinds_count);        \
    }
PARAMETERS(b1_every_operation_is_answered_once)
PARAMETERS(b1_what_is_unanswered_at_close_is_given_after_it)
PARAMETERS(b2_answers_name_operations_in_flight)
PARAMETERS(b3_an_answer_fits_its_operation)
PARAMETERS(b4_close_leaves_no_handle_and_no_lock)
PARAMETERS(b5_events_arrive_in_the_order_of_emission)
PARAMETERS(a_full_chain_is_busy)
PARAMETERS(a_lock_and_a_query_tell_the_truth)

ParameterizedTest(unsigned *row, contract,
                  b1_every_operation_is_answered_once)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    struct tj_backend *chain = rig->clients[0].chain;
    unsigned answers[202] = { 0 };
    struct tj_reply reply;

    rig_open_handle(rig, 0, 1); /* Operation 1. */
    answers[1]++;
    for (unsigned i = 2; i <= 201;) {
        struct tj_op op = rig_op(rig, 0, i % 3 ? TJ_QUERY : TJ_VERIFY2, 1, 0);
        enum tj_submit taken =
            tj_backend_submit(chain, rig_now(rig), &op, &reply);

        if (taken == TJ_BUSY) {
            rig->clients[0].number--;
            cr_assert(tj_backend_collect(chain, UINT64_MAX, &reply));
        } else {
            i++;
        }
        if (taken != TJ_ACCEPTED) {
            cr_assert(reply.number > 0 && reply.number <= 201);
            answers[reply.number]++;
        }
    }
    while (tj_backend_collect(chain, UINT64_MAX, &reply))
        answers[reply.number]++;
    for (unsigned i = 1; i <= 201; i++)
        cr_expect_eq(answers[i], 1, "%s: operation %u got %u answers",
                     kind->name, i, answers[i]);
    cr_expect_eq(chain->in_flight, 0);
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract,
                  b1_what_is_unanswered_at_close_is_given_after_it)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    struct tj_backend *chain = rig->clients[0].chain;
    unsigned answers = 0;
    struct tj_reply reply;

    rig_open_handle(rig, 0, 1);
    for (unsigned i = 0; i < 10; i++) {
        struct tj_op op = rig_op(rig, 0, TJ_QUERY, 1, 0);

        answers += tj_backend_submit(chain, rig_now(rig), &op, &reply) ==
                   TJ_ANSWERED;
    }
    tj_backend_close(chain, rig_now(rig));
    while (tj_backend_collect(chain, 0, &reply)) {
        cr_expect(reply.number >= 2 && reply.number <= 11);
        answers++;
    }
    cr_expect_eq(answers, 10, "%s: %u answers", kind->name, answers);
    cr_expect_eq(chain->in_flight, 0);
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract,
                  b2_answers_name_operations_in_flight)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    bool flying[32] = { false };
    struct tj_backend *chain = rig->clients[0].chain;
    struct tj_reply reply;

    rig_open_handle(rig, 0, 1);
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_op op = rig_op(rig, 0, TJ_QUERY, 1, 0);
        enum tj_submit taken =
            tj_backend_submit(chain, rig_now(rig), &op, &reply);

        flying[op.number] = true;
        if (taken == TJ_ANSWERED) {
            cr_expect_eq(reply.number, op.number);
            flying[reply.number] = false;
        }
    }
    while (tj_backend_collect(chain, UINT64_MAX, &reply)) {
        cr_assert_lt(reply.number, 32);
        cr_expect(flying[reply.number], "%s: %u is not in flight", kind->name,
                  reply.number);
        flying[reply.number] = false;
    }
    for (unsigned i = 0; i < 32; i++)
        cr_expect_not(flying[i]);
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract,
                  b3_an_answer_fits_its_operation)
{
    static const enum tj_verb verbs[] = { TJ_QUERY,   TJ_LOCK,  TJ_VERIFY,
                                          TJ_VERIFY2, TJ_EJECT, TJ_LOAD,
                                          TJ_MCN_OFF, TJ_MCN_ON, TJ_UNLOCK };
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);

    rig_open_handle(rig, 0, 1);
    for (unsigned i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        struct tj_op op = rig_op(rig, 0, verbs[i], 1, 0);
        uint64_t before_ns = rig_now(rig);
        struct tj_reply reply = { 0 };

        rig_ask(rig, &op, &reply);
        cr_expect_eq(reply.number, op.number);
        cr_expect_eq(reply.client, 1);
        cr_expect_geq(reply.answered_ns, before_ns);
        cr_expect_leq(reply.answered_ns, rig_now(rig));
        if (reply.outcome == TJ_DONE)
            cr_expect_leq(reply.info, op.output_size, "%s: %s", kind->name,
                          tj_verb_name(op.verb));
        cr_expect_eq(reply.outcome, tj_outcome_of(reply.status));
        if (kind->drive != RIG_LINUX) /* Else errno: none for our own word. */
            cr_expect_eq(reply.native, tj_ntstatus_to_win32(reply.status));
        else if (reply.outcome == TJ_DONE)
            cr_expect_eq(reply.native, 0);
        cr_expect_not(reply.injected);
    }
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract,
                  b4_close_leaves_no_handle_and_no_lock)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    uint32_t refused = kind->drive == RIG_NULL ? TJ_STATUS_SUCCESS
                                               : TJ_STATUS_ACCESS_DENIED;

    rig_open_handle(rig, 0, 1);
    rig_do(rig, 0, TJ_DUPLICATE, 2, 1);
    rig_open_handle(rig, 0, 3);
    rig_open_handle(rig, 1, 4);
    cr_expect_eq(rig_do(rig, 0, TJ_LOCK, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(rig_do(rig, 1, TJ_LOCK, 4, 0), refused);
    cr_expect_eq(rig_do(rig, 0, TJ_SECURE_PREVENT, 2, 0),
                 kind->drive == RIG_LINUX ? TJ_STATUS_NOT_SUPPORTED
                                          : TJ_STATUS_SUCCESS);
    tj_backend_close(rig->clients[0].chain, rig_now(rig));

    cr_expect_eq(rig_do(rig, 1, TJ_LOCK, 4, 0), TJ_STATUS_SUCCESS, "%s",
                 kind->name);
    if (kind->drive == RIG_WINDOWS || kind->drive == RIG_LINUX) {
        /* A tray lock that is left would keep the tray shut. */
        cr_expect_eq(rig_do(rig, 1, TJ_EJECT, 4, 0), TJ_STATUS_SUCCESS);
        cr_expect_eq(rig_do(rig, 1, TJ_LOAD, 4, 0), TJ_STATUS_SUCCESS);
        cr_expect_eq(rig_do(rig, 1, TJ_QUERY, 1, 0),
                     TJ_STATUS_INVALID_HANDLE);
    } else if (kind->drive != RIG_NULL) {
        struct tj_sim_view view;

        if (rig->host != NULL)
            tj_sim_host_describe(rig->host, &view);
        else if (rig->server != NULL)
            cr_assert(tj_server_session_view(&rig->clients[1].server, &view));
        else
            tj_virtual_describe(rig->world, 0, &view);
        cr_expect_eq(view.owner, 4);
        cr_expect_eq(view.secure_locks, 0, "%s: a tray lock is left",
                     kind->name);
        /* Handle 1 belongs to nobody now. */
        cr_expect_neq(rig_do(rig, 1, TJ_QUERY, 1, 0), TJ_STATUS_SUCCESS);
    }
    rig_close(rig);
}

/* Fetches what a listener has, waiting at most a simulated second; a real one
 * may be short on a machine that has other things to do. */
static size_t fetch(struct rig *rig, unsigned client, struct tj_event *events,
                    size_t wanted)
{
    const uint64_t second_ns = 1000000000;
    uint64_t wait_ns =
        rig->kind->drive == RIG_WINDOWS ? 15 * second_ns : second_ns;
    size_t count = 0;

    while (count < wanted) {
        size_t more = tj_backend_events(rig->clients[client].chain,
                                        rig_now(rig) + wait_ns,
                                        events + count, wanted - count);
        if (more == 0)
            break;
        count += more;
    }
    return count;
}

/* Under Wine 8 the first registration of a process hears nothing for a moment:
 * goes on until it does, and until that is over. */
static void await_ears(struct rig *rig, unsigned asking, unsigned listening)
{
    const uint64_t  moment_ns = 300000000;
    struct tj_event event;
    size_t          heard = 0;

    if (rig->kind->drive != RIG_WINDOWS)
        return;
    while (heard == 0) {
        rig_do(rig, asking, TJ_LOCK, 1, 0);
        rig_do(rig, asking, TJ_UNLOCK, 1, TJ_NO_MEDIA_NOTIFICATIONS);
        heard = tj_backend_events(rig->clients[listening].chain,
                                  rig_now(rig) + moment_ns, &event, 1);
    }
    while (tj_backend_events(rig->clients[listening].chain,
                             rig_now(rig) + moment_ns, &event, 1) > 0)
        ;
}

ParameterizedTest(unsigned *row, contract,
                  b5_events_arrive_in_the_order_of_emission)
{
    enum { CYCLES = 20 };
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    struct tj_event events[2 * CYCLES];
    struct tj_error error;

    if (kind->drive == RIG_NULL) {
        cr_expect_eq(tj_backend_listen(rig->clients[1].chain, 1, &error),
                     TJ_UNAVAILABLE);
        cr_expect_eq(fetch(rig, 1, events, 1), 0);
        rig_close(rig);
        return;
    }
    /* Linux announces no locks: what it does announce. */
    const bool          of_linux = kind->drive == RIG_LINUX;
    const enum tj_verb  acts[] = { of_linux ? TJ_EJECT : TJ_LOCK,
                                   of_linux ? TJ_LOAD : TJ_UNLOCK };
    const enum tj_event_id ids[] = {
        of_linux ? TJ_EVENT_MEDIA_REMOVAL : TJ_EVENT_CDROM_EXCLUSIVE_LOCK,
        of_linux ? TJ_EVENT_MEDIA_ARRIVAL : TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK };
    size_t count = 0;

    rig_open_handle(rig, 0, 1);
    rig_open_handle(rig, 1, 2);
    cr_assert_eq(tj_backend_listen(rig->clients[1].chain, 2, &error), TJ_OK);
    await_ears(rig, 0, 1);
    for (unsigned i = 0; i < 2 * CYCLES; i++) {
        cr_assert_eq(rig_do(rig, 0, acts[i % 2], 1,
                            i % 2 ? TJ_NO_MEDIA_NOTIFICATIONS : 0),
                     TJ_STATUS_SUCCESS);
        if (of_linux) /* Not told again before somebody looked. */
            count += fetch(rig, 1, events + count, 1);
    }
    count += fetch(rig, 1, events + count, 2 * CYCLES - count);
    cr_assert_eq(count, 2 * CYCLES, "%s: %zu events", kind->name, count);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(events[i].id, ids[i % 2]);
        cr_expect_geq(events[i].delivered_ns, events[i].emitted_ns);
        cr_expect_geq(events[i].size, 3);
        if (i > 0 && (kind->drive == RIG_WINDOWS || of_linux)) {
            cr_expect_geq(events[i].delivered_ns, events[i - 1].delivered_ns);
        } else if (i > 0) {
            cr_expect_gt(events[i].number, events[i - 1].number);
            cr_expect_geq(events[i].emitted_ns, events[i - 1].emitted_ns);
        }
    }
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract, a_full_chain_is_busy)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    struct tj_backend *chain = rig->clients[0].chain;
    struct tj_reply reply;
    unsigned accepted = 0;

    rig_open_handle(rig, 0, 1);
    for (unsigned i = 0; i < 2 * TJ_IN_FLIGHT_MAX; i++) {
        struct tj_op op = rig_op(rig, 0, TJ_QUERY, 1, 0);

        accepted += tj_backend_submit(chain, rig_now(rig), &op, &reply) ==
                    TJ_ACCEPTED;
    }
    cr_expect_eq(accepted,
                 kind->drive == RIG_VIRTUAL ? TJ_IN_FLIGHT_MAX : 0, "%s",
                 kind->name);
    rig_close(rig);
}

ParameterizedTest(unsigned *row, contract,
                  a_lock_and_a_query_tell_the_truth)
{
    const struct rig_kind *kind = &rig_kinds[*row];
    struct rig *rig = rig_open(kind, NULL, 0);
    struct tj_lock_state state;
    struct tj_reply reply;

    rig_open_handle(rig, 0, 1);
    cr_expect_eq(rig_do(rig, 0, TJ_LOCK, 1, 0), TJ_STATUS_SUCCESS);
    struct tj_op query = rig_op(rig, 0, TJ_QUERY, 1, 0);
    rig_ask(rig, &query, &reply);
    cr_assert(tj_decode_lock_state(reply.output, reply.info, &state));
    cr_expect_eq(state.locked, kind->drive != RIG_NULL, "%s", kind->name);
    cr_expect_str_eq(state.name,
                     kind->drive != RIG_NULL ? "contract" : "");
    rig_close(rig);
}
