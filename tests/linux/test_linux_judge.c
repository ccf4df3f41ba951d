/* What clients in threads meet at the model, recorded and judged: nothing is found
 * in an honest kernel, and what is wrong with another one by the rules that hold
 * for drives of Linux. */
#include "linux_rig.h"

#include "backends/layer_record.h"
#include "core/base/clock.h"
#include "core/check/check.h"
#include "core/drive/encode.h"
#include "core/trace/reader.h"
#include "core/trace/writer.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS = LINUX_RIG_CLIENTS, TURNS = 60, ARENA_SIZE = 256 << 20 };

static const char names[CLIENTS + 1][TJ_CALLER_NAME_SIZE + 1] = {
    "", "anna", "bert", "carl", "dora" };

static struct linux_rig  rig;
static struct tj_verdict verdict;
static struct client {
    struct tj_record_layer layer;
    struct tj_segment      segment;
    struct tj_os_thread    thread;
    uint32_t               number;
    tj_client              id;
} clients[CLIENTS];
static _Atomic unsigned tries; /* Locks that were asked for. */

static uint64_t now(void *context)
{
    (void)context;
    return tj_clock_ns();
}

static uint32_t ask(struct client *client, enum tj_verb verb, uint32_t arg)
{
    struct tj_op    op = { .verb = verb, .handle = client->id, .arg = arg };
    struct tj_reply reply;

    tj_encode(&op, names[client->id]);
    op.number = ++client->number;
    op.client = client->id;
    op.name = verb == TJ_LOCK ? client->id : 0;
    (void)tj_backend_submit(&client->layer.backend, tj_clock_ns(), &op, &reply);
    return reply.status;
}

/* Until somebody else has tried to lock it, or does not want to: so there is
 * contention on any machine. */
static void await_rival(unsigned tries_before)
{
    enum { LOOKS = 40, LOOK_NS = 100000 };

    for (unsigned i = 0; i < LOOKS && atomic_load(&tries) == tries_before; i++)
        tj_clock_sleep_until(tj_clock_ns() + LOOK_NS);
}

/* Locks, asks, moves the tray; closes now and then, which lets go, too. */
static void live(void *context)
{
    struct client *client = context;
    const uint32_t how = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                     TJ_SHARE_ALL);

    (void)ask(client, TJ_OPEN, how);
    for (unsigned turn = 0; turn < TURNS; turn++) {
        bool owns = ask(client, TJ_LOCK, 0) == TJ_STATUS_SUCCESS;

        unsigned tried = atomic_fetch_add(&tries, 1) + 1;
        if (owns)
            await_rival(tried);
        (void)ask(client, TJ_QUERY, 0);
        (void)ask(client, turn % 3 ? TJ_VERIFY2 : TJ_EJECT, 0);
        (void)ask(client, turn % 3 ? TJ_QUERY : TJ_LOAD, 0);
        if (turn % 5 == 4) {
            (void)ask(client, TJ_CLOSE, 0);
            (void)ask(client, TJ_OPEN, how);
        } else if (owns || turn % 7 == 0) {
            (void)ask(client, TJ_UNLOCK, 0);
        }
    }
    (void)ask(client, TJ_CLOSE, 0);
}

static void open_client(unsigned index, const char *trace,
                        const struct tj_trace_info *info)
{
    struct client *client = &clients[index];

    client->id = (tj_client)(index + 1);
    tj_linux_session_init(&rig.sessions[index], &rig.host, client->id, 0);
    cr_assert_eq(tj_segment_open(&client->segment, trace, index, info,
                                 &rig.error), TJ_OK);
    const struct tj_record_config config = {
        .segment = &client->segment, .origin_ns = info->clock_origin_ns,
        .now = now, .names = names, .names_count = CLIENTS + 1 };
    tj_record_layer_init(&client->layer, &rig.sessions[index].real.backend,
                         &config);
}

static void judge(const char *trace_folder)
{
    static struct tj_trace trace;
    struct arena           arena;
    const struct tj_check_config config = { .accept_partial = true };

    arena_init(&arena, malloc(ARENA_SIZE), ARENA_SIZE);
    cr_assert_eq(tj_trace_open(&trace, trace_folder, &arena, &rig.error), TJ_OK,
                 "%s", rig.error.text);
    cr_expect_eq(trace.info.system, TJ_TRACE_LINUX);
    cr_assert_eq(tj_check_run(&trace, &config, &arena, &verdict, &rig.error),
                 TJ_OK, "%s", rig.error.text);
    tj_trace_close(&trace); /* The arena stays: findings point into it. */
}

/* Lives through it and has it judged. */
static void play(enum kernel_defect defect)
{
    struct tj_trace_info info = { .run_id = 1, .seed = 2, .drives = 1,
                                  .system = TJ_TRACE_LINUX };
    char folder[64] = "/tmp/trayjam-linux-XXXXXX", trace[80], command[96];

    linux_rig_init(&rig);
    rig.kernel.defect = defect;
    cr_assert_eq(linux_rig_open(&rig, "/dev/sr0", REAL_MOVES), TJ_OK);
    cr_assert_not_null(mkdtemp(folder));
    snprintf(trace, sizeof trace, "%s/trace", folder);
    info.clock_origin_ns = tj_clock_ns();
    cr_assert_eq(tj_trace_create(trace, &info, &rig.error), TJ_OK);
    for (unsigned i = 0; i < CLIENTS; i++)
        open_client(i, trace, &info);
    for (unsigned i = 0; i < CLIENTS; i++)
        cr_assert_eq(tj_os_thread_start(&clients[i].thread, live, &clients[i],
                                        &rig.error), TJ_OK);
    for (unsigned i = 0; i < CLIENTS; i++)
        tj_os_thread_join(&clients[i].thread);
    for (unsigned i = 0; i < CLIENTS; i++)
        cr_assert_eq(tj_segment_close(&clients[i].segment, &rig.error), TJ_OK);
    judge(trace);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

static const struct tj_rule_result *rule(const char *id)
{
    for (size_t i = 0; i < tj_rule_count(); i++)
        if (strcmp(tj_rule_at(i)->id, id) == 0)
            return &verdict.rules[i];
    cr_assert_fail("no rule %s", id);
    return NULL;
}

Test(linux_judge, nothing_is_found_in_an_honest_kernel)
{
    static const char *const held[] = { "TJ-X02", "TJ-X03", "TJ-X04", "TJ-X06",
                                        "TJ-X18", "TJ-O01" };
    static const char *const out[] = { "TJ-R21", "TJ-X10", "TJ-M45", "TJ-T35" };

    play(KERNEL_HONEST);
    cr_expect_eq(verdict.findings_total, 0, "%s",
                 verdict.findings_count > 0 ? verdict.findings[0].text : "");
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        cr_expect_eq(rule(held[i])->state, TJ_RULE_HELD, "%s", held[i]);
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        cr_expect_eq(rule(out[i])->state, TJ_RULE_NOT_JUDGED, "%s", out[i]);
}

Test(linux_judge, an_o_excl_that_excludes_nobody_is_two_owners)
{
    play(KERNEL_TWO_OWNERS);
    cr_expect_eq(verdict.word, TJ_BROKEN);
    cr_expect_gt(rule("TJ-X01")->broken + rule("TJ-X02")->broken, 0);
}

Test(linux_judge, an_o_excl_that_outlives_its_close_has_nobody_to_blame)
{
    play(KERNEL_KEEPS_EXCLUSIVE);
    cr_expect_eq(verdict.word, TJ_BROKEN);
    cr_expect_gt(rule("TJ-X03")->broken, 0);
}

Test(linux_judge, a_refusal_of_a_free_drive_has_nobody_to_blame)
{
    play(KERNEL_REFUSES_FREE);
    cr_expect_eq(verdict.word, TJ_BROKEN);
    cr_expect_gt(rule("TJ-X03")->broken + rule("TJ-X06")->broken, 0);
}
