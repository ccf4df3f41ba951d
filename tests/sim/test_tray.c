#include "tests/sim/bench.h"

#include "sim/parts.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;

enum { SIMPLE = TJ_IOCTL_STORAGE_MEDIA_REMOVAL,
       SECURE = TJ_IOCTL_STORAGE_EJECTION_CONTROL };

static void init(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = profile.an = true;
    bench_init(&bench, &profile);
    bench_open(&bench, ANNA);
    bench_open(&bench, BERT);
}

static uint32_t control(tj_handle handle, uint32_t code, const char *byte)
{
    return bench_ioctl(&bench, handle, code, byte, 0);
}

/* PREVENT ALLOW commands seen so far, and the last one's byte 4. */
static unsigned sent(uint8_t *byte4)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.seen_count; i++) {
        if (bench.seen[i].kind != SIM_SCSI ||
            bench.seen[i].cdb[0] != SIM_OP_PREVENT_ALLOW)
            continue;
        count++;
        *byte4 = bench.seen[i].cdb[4];
    }
    bench.seen_count = 0;
    return count;
}

struct step {
    tj_handle   handle;
    uint32_t    code;
    const char *byte;
    uint32_t    status, simple, prot;
    int         prevent; /* -1: nothing is sent. */
};

/* Spec 3.3 E2 to E7, one after the other. */
static const struct step steps[] = {
    { ANNA, SIMPLE, "00", TJ_STATUS_SUCCESS, 0, 0, -1 },
    { ANNA, SECURE, "00", TJ_STATUS_INVALID_DEVICE_STATE, 0, 0, -1 },
    { ANNA, SIMPLE, "01", TJ_STATUS_SUCCESS, 1, 0, 1 },
    { BERT, SECURE, "01", TJ_STATUS_SUCCESS, 1, 1, -1 },
    { ANNA, SECURE, "00", TJ_STATUS_INVALID_DEVICE_STATE, 1, 1, -1 },
    { BERT, SIMPLE, "00", TJ_STATUS_SUCCESS, 0, 1, -1 },
    { BERT, SIMPLE, "00", TJ_STATUS_SUCCESS, 0, 1, -1 },
    { BERT, SECURE, "ff", TJ_STATUS_SUCCESS, 0, 2, -1 },
    { BERT, SECURE, "00", TJ_STATUS_SUCCESS, 0, 1, -1 },
    { BERT, SECURE, "00", TJ_STATUS_SUCCESS, 0, 0, 0 },
    { BERT, SECURE, "02", TJ_STATUS_SUCCESS, 0, 1, 0 }, /* even: ALLOW */
    { BERT, SECURE, "00", TJ_STATUS_SUCCESS, 0, 0, 0 },
    { BERT, SIMPLE, "03", TJ_STATUS_SUCCESS, 1, 0, 1 },
};

Test(sim_tray, locks_count_and_only_the_first_and_last_reach_the_drive)
{
    init();
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct step *step = &steps[i];
        uint8_t byte4 = 0xff;
        bench.seen_count = 0;
        cr_assert_eq(control(step->handle, step->code, step->byte),
                     step->status, "step %zu", i);
        cr_assert_eq(bench.drive.simple, step->simple, "step %zu", i);
        cr_assert_eq(bench.drive.prot, step->prot, "step %zu", i);
        cr_assert_eq(sent(&byte4), step->prevent >= 0, "step %zu", i);
        if (step->prevent >= 0)
            cr_assert_eq(byte4, step->prevent, "step %zu", i);
        sim_drive_audit(&bench.drive);
    }
}

Test(sim_tray, a_reset_lets_the_tray_go_while_the_counts_stay)
{
    init();
    control(ANNA, SIMPLE, "01");
    cr_assert(bench.drive.hardware.prevent);
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = SIM_POWER_RESET });
    cr_assert_not(bench.drive.hardware.prevent);
    cr_assert_eq(bench.drive.simple, 1);
    bench_settle(&bench);
    cr_assert_eq(bench_ioctl(&bench, ANNA, TJ_IOCTL_STORAGE_EJECT_MEDIA, "",
                             0), TJ_STATUS_SUCCESS);
}

Test(sim_tray, a_close_waits_for_the_eject_lock_of_a_request)
{
    uint8_t byte4;

    init();
    control(ANNA, SECURE, "01");
    control(BERT, SECURE, "01");
    /* Bert's last unlock but one sends nothing; Anna's close sends ALLOW, which
     * is busy; Bert's next lock waits for it, then sends PREVENT. */
    control(BERT, SECURE, "00");
    bench.seen_count = 0;
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_SENSE,
        .sense = { 0x0b, 0, 0 }, .count = 1,
        .opcode = SIM_OP_PREVENT_ALLOW } });
    uint32_t close = bench_submit(&bench, (struct sim_input){
        .kind = SIM_CLOSE, .handle = ANNA });
    bench_settle(&bench);
    static const uint8_t one = 1;
    uint32_t lock = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = BERT, .code = SECURE, .input = &one,
        .input_size = 1 });
    bench_settle(&bench);
    cr_assert_null(bench_reply(&bench, close));
    cr_assert_null(bench_reply(&bench, lock));
    cr_assert_eq(bench.drive.prot, 0);
    bench_advance(&bench, UINT64_C(1000000000));
    cr_assert_not_null(bench_reply(&bench, close));
    cr_assert_eq(bench_reply(&bench, lock)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.drive.prot, 1);
    cr_assert_eq(sent(&byte4), 3);
    cr_assert_eq(byte4, 1);
}

Test(sim_tray, a_cancelled_unlock_changes_nothing_and_frees_the_eject_lock)
{
    static const uint8_t zero = 0;

    init();
    control(ANNA, SECURE, "01");
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_SENSE,
        .sense = { 0x0b, 0, 0 }, .count = 1000,
        .opcode = SIM_OP_PREVENT_ALLOW } });
    uint32_t unlock = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA, .code = SECURE, .input = &zero,
        .input_size = 1 });
    bench_advance(&bench, UINT64_C(60000000000));
    cr_assert_null(bench_reply(&bench, unlock));
    bench_step(&bench, &(struct sim_input){ .kind = SIM_CANCEL,
                                            .target_request = unlock });
    bench_advance(&bench, UINT64_C(2000000000));
    cr_assert_eq(bench_reply(&bench, unlock)->status, TJ_STATUS_CANCELLED);
    cr_assert_eq(bench.drive.prot, 1);
    cr_assert_eq(bench.drive.eject_lock, 0);
}
