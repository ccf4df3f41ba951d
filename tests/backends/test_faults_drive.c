/* Faults at the drive: each strikes once, and the drive shows it. */
#include "core/drive/codes.h"
#include "fault_rig.h"

#include <criterion/criterion.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)
#define RULES(...) (const char *const[]){ __VA_ARGS__, NULL }

static struct fault_rig rig;

/* A query that the rule strikes, then time for a motor. */
static struct tj_sim_view after(const char *drive, const char *rule)
{
    rig_open(&rig, drive, RULES(rule));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_eq(rig_struck(&rig), 1, "%s", rule);
    struct tj_sim_view view = rig_view(&rig);
    rig_close(&rig);
    return view;
}

Test(faults_drive, somebody_at_the_tray)
{
    static const struct {
        const char *drive, *rule, *tray;
        bool        disc;
    } rows[] = {
        { "disc=present", "press-eject op=query count=1", "open", true },
        { "disc=present", "open-tray op=query count=1", "open", true },
        { "tray=open", "close-tray op=query count=1", "closed", false },
        { "disc=present", "take op=query count=1", "closed", false },
        { "disc=present", "swap op=query count=1", "closed", true },
        { "tray=open", "insert op=query count=1", "open", true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_sim_view view = after(rows[i].drive, rows[i].rule);
        cr_expect_str_eq(view.tray, rows[i].tray, "%s", rows[i].rule);
        cr_expect_eq(view.disc, rows[i].disc, "%s", rows[i].rule);
    }
}

Test(faults_drive, a_jammed_tray_does_not_open_until_it_is_free)
{
    rig_open(&rig, "disc=present", RULES("jam(30s) op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    (void)rig_ask(&rig, 0, TJ_EJECT, 1, 0);
    cr_expect_str_neq(rig_view(&rig).tray, "open");
    rig_wait(&rig, 60 * SECOND);
    (void)rig_ask(&rig, 0, TJ_EJECT, 1, 0);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_str_eq(rig_view(&rig).tray, "open");
    rig_close(&rig);
}

Test(faults_drive, planted_sense_fails_the_next_command_only)
{
    rig_open(&rig, "disc=present", RULES("sense(5/24/00) op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    (void)rig_ask(&rig, 0, TJ_VERIFY2, 1, 0); /* The attention of a new disc. */
    (void)rig_ask(&rig, 0, TJ_VERIFY2, 1, 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    cr_expect_neq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    rig_close(&rig);
}

Test(faults_drive, a_port_driver_says_that_there_is_no_device)
{
    rig_open(&rig, "disc=present", RULES("srb(no_device) op=read first=2 "
                                         "count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    (void)rig_ask(&rig, 0, TJ_VERIFY2, 1, 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_READ, 1, 2048), TJ_STATUS_NO_SUCH_DEVICE);
    cr_expect_eq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    rig_close(&rig);
}

Test(faults_drive, a_hung_command_takes_its_time)
{
    rig_open(&rig, "disc=present", RULES("busy(7s) op=read first=2 count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    (void)rig_ask(&rig, 0, TJ_READ, 1, 2048);
    uint64_t begin_ns = tj_virtual_now(rig.world);
    (void)rig_ask(&rig, 0, TJ_READ, 1, 2048);
    cr_expect_geq(tj_virtual_now(rig.world) - begin_ns, 7 * SECOND);
    rig_close(&rig);
}

Test(faults_drive, an_unplugged_drive_is_gone_and_comes_back_at_the_end)
{
    rig_open(&rig, "disc=present", RULES("unplug op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    (void)rig_ask(&rig, 0, TJ_QUERY, 1, 0);
    cr_expect_neq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    tj_fault_plan_calm(&rig.plan, &rig.layers[0].backend);
    rig_wait(&rig, 20 * SECOND);
    rig_open_handle(&rig, 1, 2);
    cr_expect_eq(rig_ask(&rig, 1, TJ_LOCK, 2, 1), 0);
    rig_close(&rig);
}

Test(faults_drive, a_replugged_drive_is_back_with_the_next_request_after)
{
    rig_open(&rig, "disc=present", RULES("replug(2s) op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    (void)rig_ask(&rig, 0, TJ_QUERY, 1, 0);
    rig_wait(&rig, SECOND);
    cr_expect_neq(rig_ask(&rig, 0, TJ_READ, 1, 2048), 0);
    rig_wait(&rig, 2 * SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_LOCK, 1, 1),
                 TJ_STATUS_DEVICE_DOES_NOT_EXIST, "an old handle");
    rig_wait(&rig, 20 * SECOND);
    rig_open_handle(&rig, 1, 2);
    cr_expect_eq(rig_ask(&rig, 1, TJ_LOCK, 2, 1), 0);
    rig_close(&rig);
}

Test(faults_drive, sleep_moves_the_change_count)
{
    rig_open(&rig, "disc=present", RULES("sleep(1s) op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 5 * SECOND);
    uint32_t before = rig_view(&rig).change_count;
    (void)rig_ask(&rig, 0, TJ_QUERY, 1, 0);
    rig_wait(&rig, 2 * SECOND);
    cr_expect_gt(rig_view(&rig).change_count, before);
    cr_expect_eq(atomic_load(&rig.plan.absent), 1);
    (void)rig_ask(&rig, 0, TJ_QUERY, 1, 0);
    cr_expect_eq(atomic_load(&rig.plan.absent), 0, "awake again");
    rig_close(&rig);
}

Test(faults_drive, a_drive_that_forgets_its_prevent_bit_opens)
{
    rig_open(&rig, "disc=present",
             RULES("forget-prevent op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    cr_assert_eq(rig_ask(&rig, 0, TJ_PREVENT, 1, 0), 0);
    tj_virtual_hand(rig.world, 0, TJ_HAND_PRESS_EJECT);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_str_eq(rig_view(&rig).tray, "closed");
    (void)rig_ask(&rig, 0, TJ_QUERY, 1, 0);
    tj_virtual_hand(rig.world, 0, TJ_HAND_PRESS_EJECT);
    rig_wait(&rig, 20 * SECOND);
    cr_expect_str_eq(rig_view(&rig).tray, "open");
    rig_close(&rig);
}

Test(faults_drive, no_memory_fails_as_many_requests_as_it_says)
{
    rig_open(&rig, "disc=present", RULES("no-memory(2) op=query count=1"));
    rig_open_handle(&rig, 0, 1);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_expect_eq(rig_ask(&rig, 0, TJ_LOCK, 1, 0),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_expect_eq(rig_ask(&rig, 0, TJ_LOCK, 1, 1), 0);
    rig_close(&rig);
}

Test(faults_drive, what_is_planted_and_struck_nobody_is_taken_back)
{
    rig_open(&rig, "disc=present", RULES("no-memory(9) op=query when=after "
                                         "count=1"));
    rig_open_handle(&rig, 0, 1);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    tj_fault_plan_calm(&rig.plan, &rig.layers[0].backend);
    cr_expect_eq(rig_ask(&rig, 0, TJ_LOCK, 1, 1), 0);
    rig_close(&rig);
}

Test(faults_drive, a_reset_and_a_lost_mutex_leave_a_drive_that_answers)
{
    static const char *const rules[] = { "reset op=query count=1",
                                         "mutex-loss(2) op=query count=1",
                                         "wake op=query count=1" };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        rig_open(&rig, "disc=present", RULES(rules[i]));
        rig_open_handle(&rig, 0, 1);
        cr_expect_eq(rig_ask(&rig, 0, TJ_LOCK, 1, 1), 0);
        cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
        cr_expect_eq(rig_ask(&rig, 0, TJ_UNLOCK, 1, 0), 0);
        cr_expect_eq(rig_struck(&rig), 1, "%s", rules[i]);
        rig_close(&rig);
    }
}
