/* What a workload means to do with a real drive. */
#include "stress/real_drive.h"

#include "stress_support.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct support support;

static enum real_plan plan_of(const char *script)
{
    char text[400];

    snprintf(text, sizeof text,
             "[global]\nclients = 1\nops = 5\n[persona p]\nscript = %s\n",
             script);
    cr_assert_eq(support_load(&support, text, NULL), TJ_OK, "%s",
                 support.error.text);
    return real_drive_plan(support.workload);
}

Test(real_drive, a_workload_is_as_bold_as_its_boldest_step)
{
    support_open(&support);
    cr_expect_eq(plan_of("open interface rw | query | verify | close"),
                 REAL_LOOKS);
    cr_expect_eq(plan_of("open interface rw | query | lock | unlock"),
                 REAL_TOUCHES);
    cr_expect_eq(plan_of("open interface rw | disable_mcn | enable_mcn"),
                 REAL_TOUCHES);
    cr_expect_eq(plan_of("open interface rw | lock | eject | load"),
                 REAL_MOVES);
    cr_expect_eq(plan_of("open interface rw | ioctl 0x1F4808"), REAL_MOVES,
                 "bytes are seen through");
    cr_expect_eq(plan_of("open interface rw | ioctl 0x4D004 in=00"),
                 REAL_MOVES);
    cr_expect_eq(plan_of("open interface rw | ioctl 0x2D1080 out=12"),
                 REAL_TOUCHES);
    cr_expect_eq(plan_of("open interface rw | write 2048"), REAL_MOVES);
    support_close(&support);
}
