/* On a folder that looks like sysfs and configfs. */
#include "sim/host/tcmu/target.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG "/sys/kernel/config/target"

static char            root[64];
static struct tj_error error;

static const char *under(const char *path)
{
    static char whole[512];

    snprintf(whole, sizeof whole, "%s%s", root, path);
    return whole;
}

static void folder(const char *path)
{
    char line[600];

    snprintf(line, sizeof line, "mkdir -p '%s'", under(path));
    cr_assert_eq(system(line), 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(under(path), "w");

    cr_assert_not_null(file, "%s", path);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static void set_up(void)
{
    strcpy(root, "/tmp/trayjam-test-XXXXXX");
    cr_assert_not_null(mkdtemp(root));
}

static void tear_down(void)
{
    char line[128];

    snprintf(line, sizeof line, "rm -rf '%s'", root);
    cr_assert_eq(system(line), 0);
}

TestSuite(tcmu_target, .init = set_up, .fini = tear_down);

static void make_ready(void)
{
    folder("/sys/module/target_core_user");
    folder("/sys/module/tcm_loop");
    folder("/sys/module/sr_mod");
    folder(CONFIG);
}

Test(tcmu_target, a_kernel_without_the_modules_is_told_which)
{
    cr_expect_eq(tcmu_target_ready(root, &error), TJ_UNAVAILABLE);
    cr_expect(strstr(error.text, "target_core_user") != NULL);
    folder("/sys/module/target_core_user");
    cr_expect_eq(tcmu_target_ready(root, &error), TJ_UNAVAILABLE);
    cr_expect(strstr(error.text, "tcm_loop") != NULL);
    folder("/sys/module/tcm_loop");
    folder("/sys/module/sr_mod");
    cr_expect_eq(tcmu_target_ready(root, &error), TJ_UNAVAILABLE);
    cr_expect(strstr(error.text, CONFIG) != NULL);
    folder(CONFIG);
    cr_expect_eq(tcmu_target_ready(root, &error), TJ_OK);
}

Test(tcmu_target, a_kernel_that_does_not_take_it_is_told_with_the_path)
{
    struct tcmu_target target;

    make_ready();
    cr_expect_eq(tcmu_target_open(&target, root, 7, &error), TJ_HOST_IO);
    cr_expect(strstr(error.text, CONFIG "/core/user_0/trayjam-7/control") != NULL,
              "%s", error.text);
    cr_expect_eq(access(under(CONFIG "/core/user_0/trayjam-7"), F_OK), -1,
                 "nothing is left behind");
}

Test(tcmu_target, without_a_ring_nothing_is_opened)
{
    struct tcmu_target target;

    make_ready();
    folder(CONFIG "/core/user_0/trayjam-7");
    put(CONFIG "/core/user_0/trayjam-7/enable", "0\n");
    put(CONFIG "/core/user_0/trayjam-7/control", "");
    cr_expect_eq(tcmu_target_open(&target, root, 7, &error), TJ_HOST_IO);
    cr_expect(strstr(error.text, "no uio device for drive 7") != NULL);
    folder("/sys/class/uio/uio3/maps/map0");
    put("/sys/class/uio/uio3/name", "tcm-user/0/trayjam-7/trayjam-7/drive\n");
    put("/sys/class/uio/uio3/maps/map0/size", "none\n");
    cr_expect_eq(tcmu_target_open(&target, root, 7, &error), TJ_HOST_IO);
    cr_expect(strstr(error.text, "a size was expected, found `none`") != NULL);
}

/* A file stands for the ring. */
Test(tcmu_target, the_ring_of_its_own_uio_device_is_mapped)
{
    struct tcmu_target target;
    char               line[256];

    make_ready();
    folder(CONFIG "/core/user_0/trayjam-7");
    put(CONFIG "/core/user_0/trayjam-7/enable", "0\n");
    put(CONFIG "/core/user_0/trayjam-7/control", "");
    folder("/sys/class/uio/uio2");
    put("/sys/class/uio/uio2/name", "tcm-user/0/trayjam-17/trayjam-17/drive\n");
    folder("/sys/class/uio/uio3/maps/map0");
    put("/sys/class/uio/uio3/name", "tcm-user/0/trayjam-7/trayjam-7/drive\n");
    put("/sys/class/uio/uio3/maps/map0/size", "0x0000000000001000\n");
    folder("/dev");
    put("/dev/uio3", "the ring");
    cr_assert_eq(truncate(under("/dev/uio3"), 4096), 0);
    cr_assert_eq(tcmu_target_open(&target, root, 7, &error), TJ_OK, "%s",
                 error.text);
    cr_expect_eq(target.map_size, 4096);
    cr_expect_arr_eq(target.map, "the ring", 8);
    FILE *control = fopen(under(CONFIG "/core/user_0/trayjam-7/control"), "r");
    cr_assert_not_null(control);
    cr_assert_not_null(fgets(line, sizeof line, control));
    fclose(control);
    cr_expect(strstr(line, "dev_config=trayjam-7/drive") != NULL, "%s", line);
    tcmu_target_close(&target);
}

Test(tcmu_target, its_device_is_found_by_its_address)
{
    char name[TCMU_DEVICE_MAX];
    const char *portal = CONFIG "/loopback/naa.3747261796a6100b/tpgt_1";
    char address[256];

    cr_expect_not(tcmu_target_device(root, 11, name));
    folder(portal);
    snprintf(address, sizeof address, "%s/address", portal);
    put(address, "4:0:1\n");
    cr_expect_not(tcmu_target_device(root, 11, name), "not shown yet");
    folder("/sys/bus/scsi/devices/4:0:1:0/block/sr5");
    cr_assert(tcmu_target_device(root, 11, name));
    cr_expect_str_eq(name, "sr5");
}
