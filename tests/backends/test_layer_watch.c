/* SPDX-License-Identifier: MIT */
#include "backends/layer_record.h"

#include "core/base/clock.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>

/* A drive that looks at the watch from below, and answers as it is told. */
struct witness {
    struct tj_backend backend;
    struct tj_watch  *watch;
    enum tj_outcome   outcome;
    uint64_t          since_ns;
    bool              unsure;
    bool              given_up;
};

static enum tj_submit witness_submit(struct tj_backend *backend,
                                     uint64_t now_ns, const struct tj_op *op,
                                     struct tj_reply *reply)
{
    struct witness *witness = (struct witness *)backend;

    witness->since_ns = tj_watch_since(witness->watch);
    witness->unsure = atomic_load(&witness->watch->unsure);
    *reply = (struct tj_reply){ .number = op->number,
                                .client = op->client,
                                .outcome = witness->outcome,
                                .answered_ns = now_ns };
    return TJ_ANSWERED;
}

static const struct tj_backend_ops witness_ops = { .name = "witness",
                                                   .submit = witness_submit };

struct chain {
    struct tj_watch        watch;
    struct witness         witness;
    struct tj_gate_layer   gate;
    struct tj_record_layer top;
    uint32_t               number;
    uint64_t               now_ns;
};

static struct chain chain;

static uint64_t read_clock(void *context)
{
    return *(const uint64_t *)context;
}

static void setup(void)
{
    chain = (struct chain){
        .witness = { .backend = { .ops = &witness_ops, .client = 7,
                                  .drive = 2 },
                     .watch = &chain.watch, .outcome = TJ_DONE },
    };
    tj_watch_init(&chain.watch, 7, 2);
    tj_gate_layer_init(&chain.gate, &chain.witness.backend, &chain.watch);
    const struct tj_record_config config = { .now = read_clock,
                                             .context = &chain.now_ns,
                                             .watch = &chain.watch };
    tj_record_layer_init(&chain.top, &chain.gate.backend, &config);
}

TestSuite(layer_watch, .init = setup);

static void ask(enum tj_verb verb, uint64_t now_ns, enum tj_outcome outcome)
{
    struct tj_op op = { .client = 7, .drive = 2, .number = ++chain.number,
                        .verb = verb, .handle = 1 };
    struct tj_reply reply;

    chain.now_ns = now_ns;
    chain.witness.outcome = outcome;
    tj_encode(&op, NULL);
    cr_assert_eq(tj_backend_submit(&chain.top.backend, now_ns, &op, &reply),
                 TJ_ANSWERED);
}

Test(layer_watch, says_since_when_the_drive_has_the_request)
{
    cr_assert_eq(tj_watch_since(&chain.watch), 0);
    ask(TJ_QUERY, 1000, TJ_DONE);
    cr_assert_eq(chain.witness.since_ns, 1000);
    cr_assert_eq(tj_watch_since(&chain.watch), 0, "it is back");
    tj_watch_end(&chain.watch);
    cr_assert(tj_watch_ended(&chain.watch));
    cr_assert_eq(tj_watch_since(&chain.watch), 0);
}

Test(layer_watch, counts_simple_tray_locks_that_were_granted)
{
    ask(TJ_PREVENT, 1, TJ_DONE);
    cr_assert(chain.witness.unsure, "killed now, nobody would know");
    cr_assert_not(atomic_load(&chain.watch.unsure));
    ask(TJ_PREVENT, 2, TJ_REFUSED);
    ask(TJ_PREVENT, 3, TJ_DONE);
    ask(TJ_ALLOW, 4, TJ_REFUSED);
    cr_assert_eq(atomic_load(&chain.watch.prevents), 2);
    ask(TJ_ALLOW, 5, TJ_DONE);
    cr_assert_eq(atomic_load(&chain.watch.prevents), 1);
    ask(TJ_ALLOW, 6, TJ_DONE);
    ask(TJ_ALLOW, 7, TJ_DONE); /* Somebody else's. */
    cr_assert_eq(atomic_load(&chain.watch.prevents), 0);
    ask(TJ_SECURE_PREVENT, 8, TJ_DONE);
    cr_assert_eq(atomic_load(&chain.watch.prevents), 0,
                 "that one goes with its handle");
}

Test(layer_watch, a_tray_lock_without_an_answer_stays_unsure)
{
    ask(TJ_PREVENT, 1, TJ_UNKNOWN);
    cr_assert(atomic_load(&chain.watch.unsure));
    cr_assert_eq(atomic_load(&chain.watch.prevents), 0);
}

Test(layer_watch, who_does_not_wait_cannot_be_given_up)
{
    uint64_t seen = 0;

    cr_assert_not(tj_watch_give_up(&chain.watch, &seen));
    ask(TJ_QUERY, 10, TJ_DONE);
    cr_assert_not(tj_watch_give_up(&chain.watch, &seen));
    tj_watch_end(&chain.watch);
    cr_assert_not(tj_watch_give_up(&chain.watch, &seen));
}

Test(layer_watch, who_waits_can_be_given_up_once)
{
    uint64_t seen = 0;

    atomic_store(&chain.watch.state, 1000); /* As a submit does. */
    cr_assert(tj_watch_give_up(&chain.watch, &seen));
    cr_assert_eq(tj_watch_since(&chain.watch), 0);
    cr_assert_not(tj_watch_give_up(&chain.watch, &seen));
    cr_assert_not(tj_watch_ended(&chain.watch));
}

Test(layer_watch, who_is_on_its_way_back_is_looked_at_twice)
{
    uint64_t seen = 0;

    atomic_store(&chain.watch.state, 1001);
    cr_assert_eq(tj_watch_since(&chain.watch), 1000);
    cr_assert_not(tj_watch_give_up(&chain.watch, &seen));
    cr_assert(tj_watch_give_up(&chain.watch, &seen), "it sleeps");
}
