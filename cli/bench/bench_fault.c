/* SPDX-License-Identifier: MIT */
/* What the fault layer costs where it does nothing: a point that no rule is
 * about, and a rule that counts and does not strike. */
#include "cli/bench/bench_record.h"

#include "backends/drive_null.h"
#include "backends/layer_fault.h"
#include "core/base/clock.h"

struct fault_chain {
    struct tj_null_drive  null;
    struct tj_fault_plan  plan;
    struct tj_fault_layer layer;
    struct tj_reply       reply;
};

static uint64_t no_clock(void *context)
{
    (void)context;
    return 1;
}

/* One rule, about queries, whose number never comes. */
static enum tj_status make_chain(struct bench *bench,
                                 struct fault_chain **chain,
                                 struct tj_error *error)
{
    struct tj_fault_config config = { .now = no_clock };
    struct tj_fault_rule   rule;

    *chain = ARENA_NEW(&bench->arena, struct fault_chain, 1);
    if (*chain == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status = tj_fault_rule_parse(
        "never", "swallow", "op=query first=1000000000000", &rule, error);
    if (status != TJ_OK)
        return status;
    tj_fault_plan_init(&(*chain)->plan, &rule, 1);
    config.plan = &(*chain)->plan;
    tj_null_init(&(*chain)->null, 1, 0);
    tj_fault_layer_init(&(*chain)->layer, &(*chain)->null.backend, &config);
    return TJ_OK;
}

/* Submits so many queries; ns each. */
static double submit(struct tj_backend *top, struct tj_reply *reply,
                     uint64_t count)
{
    struct tj_op op = { .number = 1, .client = 1, .verb = TJ_QUERY };
    uint64_t     start_ns = tj_clock_ns();

    for (uint64_t i = 0; i < count; i++) {
        (void)tj_backend_submit(top, 1, &op, reply);
        bench_keep(reply);
    }
    return bench_per(start_ns, tj_clock_ns(), count);
}

/* What cannot be told from nothing is the least that can be written. */
static double added(double with, double without)
{
    return with - without > 0.01 ? with - without : 0.01;
}

enum tj_status bench_fault_on(struct bench *bench, double *value,
                              double *limit, struct tj_error *error)
{
    uint64_t            count = bench_scaled(bench, 10000000);
    struct fault_chain *chain;

    enum tj_status status = make_chain(bench, &chain, error);
    if (status != TJ_OK)
        return status;
    double with = submit(&chain->layer.backend, &chain->reply, count);
    *limit = submit(&chain->null.backend, &chain->reply, count);
    *value = added(with, *limit);
    return TJ_OK;
}

enum tj_status bench_fault_off(struct bench *bench, double *value,
                               double *limit, struct tj_error *error)
{
    uint64_t            count = bench_scaled(bench, 100000000);
    struct tj_op        op = { .verb = TJ_LOCK };
    uint64_t            heeded = 0;
    struct fault_chain *chain;

    enum tj_status status = make_chain(bench, &chain, error);
    if (status != TJ_OK)
        return status;
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        heeded += tj_fault_layer_heeds(&chain->layer, &op);
        bench_keep(&op);
    }
    uint64_t middle_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        heeded += op.verb == TJ_QUERY;
        bench_keep(&op);
    }
    *limit = bench_per(middle_ns, tj_clock_ns(), count);
    *value = added(bench_per(start_ns, middle_ns, count), *limit);
    bench_keep(&heeded);
    return TJ_OK;
}
