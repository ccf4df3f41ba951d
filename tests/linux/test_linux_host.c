/* Which drive, whether it may be used, and how it is put back. */
#include "linux_rig.h"

#include "backends/linux/kernel.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <string.h>

static struct linux_rig rig;

static enum tj_status open_for(const char *detail, enum real_plan plan)
{
    enum tj_status status = linux_rig_open(&rig, detail, plan);

    if (status == TJ_OK)
        tj_linux_host_close(&rig.host);
    cr_expect_eq(kernel_open_files(&rig.kernel), 0);
    return status;
}

static void says(const char *words)
{
    cr_expect_not_null(strstr(rig.error.text, words), "%s", rig.error.text);
}

Test(linux_host, only_an_optical_drive_is_taken)
{
    linux_rig_init(&rig);
    cr_expect_eq(open_for("/dev/sr7", REAL_LOOKS), TJ_UNAVAILABLE);
    says("it is not there");
    cr_expect_eq(open_for("/dev/null", REAL_LOOKS), TJ_UNAVAILABLE);
    says("is no optical drive");
    cr_expect_eq(open_for("/dev/sr0", REAL_LOOKS), TJ_OK);
    cr_expect_str_eq(rig.host.identity.serial, "SIM00001");
    cr_expect_str_eq(rig.host.identity.vendor, "MODEL");
    const struct tj_real_use use = { REAL_LOOKS, false };
    cr_expect_eq(linux_host_open_by(&rig.host, NULL, "/dev/sr0", use,
                                    &rig.error), TJ_UNAVAILABLE);
    says("needs Linux");
}

Test(linux_host, wear_is_accepted_by_serial_number)
{
    linux_rig_init(&rig);
    cr_expect_eq(open_for("/dev/sr0", REAL_MOVES), TJ_OK, "of a virtual bus");
    rig.kernel.is_virtual = false;
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_OK);
    cr_expect_eq(open_for("/dev/sr0", REAL_MOVES), TJ_UNAVAILABLE);
    says("--i-accept-wear \"SIM00001\"");
    cr_expect_eq(open_for("/dev/sr0;accept-wear=SIM00001", REAL_MOVES), TJ_OK);
}

Test(linux_host, a_drive_in_use_is_only_looked_at)
{
    linux_rig_init(&rig);
    rig.kernel.mounted = "/media/disc";
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_UNAVAILABLE);
    says("mounted at /media/disc");
    cr_expect_eq(open_for("/dev/sr0", REAL_LOOKS), TJ_OK);
    rig.kernel.mounted = "/cdrom";
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_UNAVAILABLE);
    says("started from");
    rig.kernel.mounted = NULL;
    int other = kernel_open_as(&rig.kernel, 812, LINUX_O_EXCL);
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_UNAVAILABLE);
    says("another program owns it (wodim, pid 812)");
    kernel_close_as(&rig.kernel, other);
    rig.kernel.becoming = 1000;
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_OK,
                 "becoming ready is no recording");
    rig.kernel.becoming = 0;
    rig.kernel.fail_code = 0x51;
    rig.kernel.fails = 1;
    memcpy(rig.kernel.fail_sense, (uint8_t[]){ 2, 4, 8 }, 3);
    cr_expect_eq(open_for("/dev/sr0", REAL_TOUCHES), TJ_UNAVAILABLE);
    says("being written");
}

/* As a run has it: what it does is counted. */
static void start_run(bool door_locked)
{
    linux_rig_init(&rig);
    rig.kernel.door_locked = rig.kernel.keep_locked = door_locked;
    rig.budget = 5;
    linux_rig_start(&rig);
}

static void end_run(void)
{
    linux_put_back(&rig.host);
    rig.host.share.at = NULL;
    linux_rig_close(&rig);
}

Test(linux_host, what_outlives_descriptors_is_put_back)
{
    start_run(false);
    cr_expect_eq(linux_do(&rig, 1, TJ_EJECT, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(linux_do(&rig, 1, TJ_PREVENT, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect(rig.kernel.tray_open && rig.kernel.door_locked);
    end_run();
    cr_expect_not(rig.kernel.tray_open);
    cr_expect_not(rig.kernel.door_locked);
    cr_expect(atomic_load(&rig.host.shared->ledger.clean));
}

Test(linux_host, a_door_that_was_locked_is_locked_again)
{
    start_run(true);
    cr_expect_eq(linux_do(&rig, 1, TJ_ALLOW, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_not(rig.kernel.door_locked);
    end_run();
    cr_expect(rig.kernel.door_locked);
}

Test(linux_host, nothing_is_touched_that_was_not)
{
    start_run(true);
    rig.kernel.lockings = rig.kernel.closes = 0;
    cr_expect_eq(linux_do(&rig, 1, TJ_VERIFY2, 1, 0), TJ_STATUS_SUCCESS);
    end_run();
    cr_expect_eq(rig.kernel.lockings + rig.kernel.closes, 0);
}

Test(linux_host, motions_come_out_of_a_budget)
{
    start_run(false);
    for (unsigned i = 0; i < 5; i++)
        cr_expect_eq(linux_do(&rig, 1, i % 2 ? TJ_LOAD : TJ_EJECT, 1, 0),
                     TJ_STATUS_SUCCESS);
    cr_expect_eq(linux_do(&rig, 1, TJ_LOAD, 1, 0),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_expect(rig.reply.injected);
    end_run();
}

Test(linux_host, drives_are_found_in_their_order)
{
    struct tj_linux_found found[4];

    linux_rig_init(&rig);
    rig.kernel.mounted = "/media/disc";
    cr_assert_eq(tj_linux_find(&rig.kernel.door, found, 4), 2);
    cr_expect_str_eq(found[0].path, "/dev/sr0");
    cr_expect(found[0].readable);
    cr_expect_str_eq(found[0].identity.serial, "SIM00001");
    cr_expect_str_eq(found[0].mounted, "/media/disc");
    cr_expect_eq(found[0].poll_ms, 2000);
    cr_expect_str_eq(found[1].path, "/dev/sr10");
    cr_expect_not(found[1].readable);
    rig.kernel.polls = false;
    cr_assert_eq(tj_linux_find(&rig.kernel.door, found, 1), 1);
    cr_expect_eq(tj_linux_find(NULL, found, 4), 0);
}
