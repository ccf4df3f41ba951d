/* Faults of the program that asks: each strikes once, and the drive shows what
 * a program's end or mistake does. */
#include "core/drive/codes.h"
#include "fault_rig.h"

#include <criterion/criterion.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)
#define NO_ANSWER UINT32_MAX
#define RULES(...) (const char *const[]){ __VA_ARGS__, NULL }
enum { IGNORE_VOLUME = 1 };

static struct fault_rig rig;

static void open_with(const char *const *rules)
{
    rig_open(&rig, "disc=present", rules);
    rig_open_handle(&rig, 0, 1);
    rig_open_handle(&rig, 1, 2);
}

static uint32_t lock(unsigned client, tj_handle handle)
{
    return rig_ask(&rig, client, TJ_LOCK, handle, IGNORE_VOLUME);
}

Test(faults_client, a_process_killed_as_it_is_granted_leaves_a_free_drive)
{
    open_with(RULES("kill(process) when=granted count=1"));
    cr_expect_eq(lock(0, 1), NO_ANSWER);
    cr_expect_eq(rig.killed[TJ_FAULT_PROCESS], 1);
    cr_expect_eq(lock(1, 2), 0);
    rig_close(&rig);
}

Test(faults_client, a_thread_killed_as_it_is_granted_keeps_the_drive)
{
    open_with(RULES("kill(thread) when=granted count=1"));
    cr_expect_eq(lock(0, 1), NO_ANSWER);
    cr_expect_eq(rig.killed[TJ_FAULT_THREAD], 1);
    cr_expect_eq(lock(1, 2), TJ_STATUS_ACCESS_DENIED);
    tj_backend_close(&rig.layers[0].backend, tj_virtual_now(rig.world));
    cr_expect_eq(lock(1, 2), 0, "its process is over");
    rig_close(&rig);
}

/* It owned before it asked again, and its next request is its last. */
Test(faults_client, held_is_the_next_operation_of_the_owner)
{
    open_with(RULES("kill(process) when=held count=1"));
    cr_expect_eq(rig_ask(&rig, 1, TJ_QUERY, 2, 0), 0, "who does not own");
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(rig_struck(&rig), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), NO_ANSWER);
    cr_expect_eq(rig_struck(&rig), 1);
    cr_expect_eq(lock(1, 2), 0);
    rig_close(&rig);
}

Test(faults_client, who_has_unlocked_holds_no_more)
{
    open_with(RULES("refuse(ACCESS_DENIED) op=query when=held"));
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(rig_ask(&rig, 0, TJ_UNLOCK, 1, 0), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    rig_close(&rig);
}

Test(faults_client, a_request_is_cancelled_while_it_waits)
{
    rig_open(&rig, "disc=present,tray=closed", RULES("cancel op=read first=2"));
    rig_open_handle(&rig, 0, 1);
    rig_wait(&rig, 20 * SECOND);
    (void)rig_ask(&rig, 0, TJ_READ, 1, 2048);
    uint32_t status = rig_ask(&rig, 0, TJ_READ, 1, 2048);
    cr_expect(status == TJ_STATUS_CANCELLED || status == 0, "0x%x", status);
    cr_expect_eq(rig_struck(&rig), 1);
    rig_close(&rig);
}

Test(faults_client, a_cancelled_lock_is_not_owned)
{
    open_with(RULES("cancel op=lock count=1"));
    cr_expect_eq(lock(0, 1), TJ_STATUS_CANCELLED);
    cr_expect_eq(lock(1, 2), 0);
    rig_close(&rig);
}

Test(faults_client, a_handle_closed_under_a_lock_owns_nothing)
{
    open_with(RULES("close-pending op=lock count=1"));
    (void)lock(0, 1);
    rig_wait(&rig, SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), TJ_STATUS_INVALID_HANDLE);
    cr_expect_eq(lock(1, 2), 0);
    rig_close(&rig);
}

Test(faults_client, a_duplicate_keeps_the_lock_of_a_closed_handle)
{
    open_with(RULES("duplicate when=granted count=1"));
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_CLOSE, 1, 0), 0);
    cr_expect_eq(lock(1, 2), TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(rig_view(&rig).owner & TJ_FAULT_HANDLES, TJ_FAULT_HANDLES);
    rig_close(&rig);
}

Test(faults_client, an_inherited_handle_outlives_the_process)
{
    open_with(RULES("inherit when=granted count=1",
                    "kill(process) op=query client=1 count=1"));
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), NO_ANSWER);
    rig_wait(&rig, SECOND);
    cr_expect_eq(lock(1, 2), TJ_STATUS_ACCESS_DENIED, "the child has it");
    rig_close(&rig);
}

Test(faults_client, a_leaked_handle_is_not_closed)
{
    open_with(RULES("leak count=1"));
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(rig_ask(&rig, 0, TJ_CLOSE, 1, 0), 0);
    cr_expect_eq(lock(1, 2), TJ_STATUS_ACCESS_DENIED);
    rig_close(&rig);
}

Test(faults_client, malformed_buffers_are_refused_or_ignored_as_documented)
{
    static const struct { const char *rule; uint32_t status; } rows[] = {
        { "malformed(cut) op=lock count=1", TJ_STATUS_INFO_LENGTH_MISMATCH },
        { "malformed(fill) op=lock count=1", TJ_STATUS_INVALID_PARAMETER },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        open_with(RULES(rows[i].rule));
        cr_expect_eq(lock(0, 1), rows[i].status, "%s", rows[i].rule);
        cr_expect_eq(lock(0, 1), 0);
        rig_close(&rig);
    }
}

Test(faults_client, a_stopped_process_holds_its_request_back)
{
    open_with(RULES("stop(3s) op=query client=1 count=1"));
    uint64_t begin_ns = tj_virtual_now(rig.world);
    cr_expect_eq(rig_ask(&rig, 1, TJ_QUERY, 2, 0), 0);
    cr_expect_lt(tj_virtual_now(rig.world) - begin_ns, SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    cr_expect_geq(tj_virtual_now(rig.world) - begin_ns, 3 * SECOND);
    cr_expect_eq(rig.stopped_ns, 3 * SECOND);
    rig_close(&rig);
}

Test(faults_client, a_rule_of_one_persona_or_client_spares_the_others)
{
    open_with(RULES("refuse(IO_TIMEOUT) op=query persona=p2",
                    "refuse(ACCESS_DENIED) op=query client=1"));
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(rig_ask(&rig, 1, TJ_QUERY, 2, 0), TJ_STATUS_IO_TIMEOUT);
    rig_open_handle(&rig, 2, 3);
    cr_expect_eq(rig_ask(&rig, 2, TJ_QUERY, 3, 0), 0);
    cr_expect_eq(tj_fault_plan_seen(&rig.plan, 0), 1);
    rig_close(&rig);
}

Test(faults_client, times_bound_a_rule)
{
    open_with(RULES("refuse(IO_TIMEOUT) op=query after=10s for=5s"));
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    rig_wait(&rig, 12 * SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), TJ_STATUS_IO_TIMEOUT);
    rig_wait(&rig, 4 * SECOND);
    cr_expect_eq(rig_ask(&rig, 0, TJ_QUERY, 1, 0), 0);
    cr_expect_eq(tj_fault_plan_seen(&rig.plan, 0), 1, "outside is not counted");
    rig_close(&rig);
}

Test(faults_client, an_outcome_decides_which_answers_count)
{
    open_with(RULES("swallow op=lock outcome=refused"));
    cr_expect_eq(lock(0, 1), 0);
    cr_expect_eq(lock(1, 2), TJ_STATUS_IO_TIMEOUT);
    cr_expect_eq(tj_fault_plan_seen(&rig.plan, 0), 1);
    rig_close(&rig);
}
