/* The pure parts of the Linux backend: what is typed, what the kernel says. */
#include "backends/linux/answers.h"
#include "backends/linux/kernel.h"
#include "backends/linux/mmc.h"
#include "backends/linux/mounts.h"
#include "backends/linux/shared.h"
#include "backends/linux/target.h"
#include "backends/linux/uevent.h"
#include "core/base/random.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tj_error error;

/* --- What is typed --- */

Test(linux_target, a_device_and_its_settings)
{
    struct linux_target target;

    cr_assert_eq(linux_target_parse("/dev/sr0", &target, &error), TJ_OK);
    cr_expect_str_eq(target.real.path, "/dev/sr0");
    cr_expect_eq(target.real.deadline_ns, REAL_DEADLINE_NS);
    cr_expect_not(target.trusts);
    cr_assert_eq(linux_target_parse("/dev/cdrom;verify=no;accept-wear=A 1;"
                                    "motions=4;deadline=2s;ledger=/proc/1/fd/9",
                                    &target, &error), TJ_OK);
    cr_expect(target.trusts && target.real.has_motions);
    cr_expect_eq(target.real.motions, 4);
    cr_expect_str_eq(target.real.accepts, "A 1");
    cr_expect_str_eq(target.real.ledger, "/proc/1/fd/9");
}

Test(linux_target, what_is_wrong_is_named_with_what_was_expected)
{
    static const struct { const char *text, *says; } rows[] = {
        { "", "/dev/sr0" },
        { "sr0", "`sr0` names no drive" },
        { "/dev/sr0;verfy=no", "did you mean `verify`" },
        { "/dev/sr0;xyzzy=1", "there are accept-wear" },
        { "/dev/sr0;verify=maybe", "yes or no" },
        { "/dev/sr0;motions=x", "a whole number" },
        { "/dev/sr0;ledger=", "a name" },
    };
    struct linux_target target;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(linux_target_parse(rows[i].text, &target, &error),
                     TJ_USAGE, "%s", rows[i].text);
        cr_expect_not_null(strstr(error.text, rows[i].says), "%s: %s",
                           rows[i].text, error.text);
    }
}

/* --- Answers --- */

Test(linux_answers, results_above_zero_are_refusals)
{
    static const struct { uint32_t result, status; uint16_t native;
                          const char *text; } rows[] = {
        { 2, TJ_STATUS_IO_DEVICE_ERROR, 0x8002, "2: CHECK CONDITION" },
        { 0x402, TJ_STATUS_IO_DEVICE_ERROR, 0x8202, "1026: CHECK CONDITION" },
        { 0x30000, TJ_STATUS_IO_TIMEOUT, 0x8c00, "196608: the drive did not" },
        { 0x10000, TJ_STATUS_DEVICE_DOES_NOT_EXIST, 0x8400, "65536: " },
        { 8, TJ_STATUS_DEVICE_BUSY, 0x8008, "8: BUSY" },
        { 0x18, TJ_STATUS_DEVICE_BUSY, 0x8018, "RESERVATION CONFLICT" },
    };
    char text[LINUX_NATIVE_TEXT];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(linux_status_of_result(rows[i].result), rows[i].status);
        cr_expect_eq(linux_native_of((int)rows[i].result), rows[i].native);
        linux_native_text(rows[i].native, text);
        cr_expect_not_null(strstr(text, rows[i].text), "%s", text);
    }
    cr_expect_eq(linux_native_of(0), 0);
    cr_expect_eq(linux_native_of(-LINUX_EBUSY), LINUX_EBUSY);
    linux_native_text(LINUX_EBUSY, text);
    cr_expect_str_eq(text, "EBUSY");
    linux_native_text(0, text);
    cr_expect_str_eq(text, "");
    linux_native_text(250, text);
    cr_expect_str_eq(text, "errno 250");
    cr_expect_eq(linux_status_of_errno(250), TJ_STATUS_UNSUCCESSFUL);
    cr_expect_eq(linux_status_of_errno(LINUX_ENOMEDIUM),
                 TJ_STATUS_NO_MEDIA_IN_DEVICE);
}

static uint32_t status_of(uint8_t format, uint8_t key, uint8_t code,
                          uint8_t qualifier)
{
    struct linux_command command = { .result = SCSI_CHECK_CONDITION,
                                     .sense_size = 18 };
    bool fixed = format < 0x72;

    command.sense[0] = format;
    command.sense[fixed ? 2 : 1] = key;
    command.sense[fixed ? 12 : 2] = code;
    command.sense[fixed ? 13 : 3] = qualifier;
    return linux_status_of_command(&command);
}

Test(linux_answers, sense_data_becomes_a_status)
{
    cr_expect_eq(status_of(0x70, 5, 0x53, 2), TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_expect_eq(status_of(0x72, 2, 0x3a, 1), TJ_STATUS_NO_MEDIA_IN_DEVICE);
    cr_expect_eq(status_of(0x70, 2, 4, 1), TJ_STATUS_DEVICE_NOT_READY);
    cr_expect_eq(status_of(0x70, 6, 0x28, 0), TJ_STATUS_VERIFY_REQUIRED);
    cr_expect_eq(status_of(0x70, 6, 0x29, 0), TJ_STATUS_VERIFY_REQUIRED);
    cr_expect_eq(status_of(0x73, 3, 0x11, 5), TJ_STATUS_DEVICE_DATA_ERROR);
    cr_expect_eq(status_of(0x70, 1, 0x17, 1), TJ_STATUS_SUCCESS);
    cr_expect_eq(status_of(0x70, 4, 0x44, 0), TJ_STATUS_IO_DEVICE_ERROR);
    cr_expect_eq(status_of(0x00, 5, 0, 0), TJ_STATUS_IO_DEVICE_ERROR,
                 "no sense data at all");
    struct linux_command done = { .result = 0 };
    cr_expect_eq(linux_status_of_command(&done), TJ_STATUS_SUCCESS);
    done.result = 0x30000;
    cr_expect_eq(linux_status_of_command(&done), TJ_STATUS_IO_TIMEOUT);
}

/* --- Commands --- */

Test(linux_mmc, commands_are_as_the_standard_has_them)
{
    struct linux_command read = mmc_read(0x01020304, 5);

    cr_expect_eq(read.cdb_size, 10);
    cr_expect_arr_eq(read.cdb, ((uint8_t[]){ 0x28, 0, 1, 2, 3, 4, 0, 0, 5, 0 }),
                     10);
    cr_expect_eq(read.data_size, 5 * 2048);
    struct linux_command page = mmc_capabilities(0x0140);
    cr_expect_arr_eq(page.cdb, ((uint8_t[]){ 0x5a, 8, 0x2a, 0, 0, 0, 0, 1,
                                             0x40, 0 }), 10);
    struct linux_command serial = mmc_serial_page(252);
    cr_expect_arr_eq(serial.cdb, ((uint8_t[]){ 0x12, 1, 0x80, 0, 252, 0 }), 6);
}

Test(linux_mmc, the_door_is_told_by_the_mode_page_wherever_it_lies)
{
    uint8_t plain[28] = { 0, 26, [8] = 0x2a, [14] = 0x2b };
    uint8_t later[36] = { 0, 34, [7] = 8, [16] = 0xaa, [22] = 0x29 };

    cr_expect_eq(mmc_door_of(plain, sizeof plain), MMC_DOOR_LOCKED);
    cr_expect_eq(mmc_door_of(later, sizeof later), MMC_DOOR_FREE);
    cr_expect_eq(mmc_door_of(later, 22), MMC_DOOR_UNTOLD);
    cr_expect_eq(mmc_door_of(plain, 0), MMC_DOOR_UNTOLD);
    plain[8] = 0x0e;
    cr_expect_eq(mmc_door_of(plain, sizeof plain), MMC_DOOR_UNTOLD);
    later[6] = 0xff; /* Descriptors without end. */
    cr_expect_eq(mmc_door_of(later, sizeof later), MMC_DOOR_UNTOLD);
}

Test(linux_mmc, a_serial_number_is_no_longer_than_its_page)
{
    uint8_t page[10] = { 5, 0x80, 0, 200, 'A', 'B', ' ', 'C', ' ', ' ' };
    char    text[REAL_ID_TEXT];

    mmc_serial(page, sizeof page, text);
    cr_expect_str_eq(text, "AB C");
    page[3] = 2;
    mmc_serial(page, sizeof page, text);
    cr_expect_str_eq(text, "AB");
    page[1] = 0x83;
    mmc_serial(page, sizeof page, text);
    cr_expect_str_eq(text, "");
    mmc_serial(page, 3, text);
    cr_expect_str_eq(text, "");
}

/* --- Mounts --- */

Test(linux_mounts, the_place_is_found_by_device_number_and_unescaped)
{
    static const char text[] =
        "22 1 8:1 / / rw,noatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 11:10 / /wrong rw - iso9660 /dev/sr10 ro\n"
        "36 22 11:1 / /media/my\\040disc\\134x ro - iso9660 /dev/sr1 ro\n"
        "37 22 11:1 / /second ro - iso9660 /dev/sr1 ro";
    char place[LINUX_MOUNT_MAX];

    cr_expect(linux_mounted_at(text, linux_device_of(11, 1), place));
    cr_expect_str_eq(place, "/media/my disc\\x");
    cr_expect_not(linux_mounted_at(text, linux_device_of(11, 0), place));
    cr_expect_str_eq(place, "");
    cr_expect_not(linux_mounted_at("", linux_device_of(11, 0), place));
    cr_expect(linux_is_boot_place("/") && linux_is_boot_place("/cdrom"));
    cr_expect_not(linux_is_boot_place("/media/cdrom"));
}

Test(linux_mounts, bytes_of_any_kind_are_lived_through)
{
    static const char letters[] = " \n\\0411:/:x";
    unsigned found = 0;

    for (uint64_t round = 0; round < 20000; round++) {
        char     place[LINUX_MOUNT_MAX];
        uint64_t key[2] = { 3, 1 };
        size_t   size = round % 61;
        char    *text = malloc(size + 1);

        for (size_t i = 0; i < size; i++) {
            uint64_t counter[4] = { round, i, 0, 0 };
            text[i] = letters[tj_philox(counter, key).slot[0] %
                              (sizeof letters - 1)];
        }
        text[size] = '\0';
        found += linux_mounted_at(text, linux_device_of(11, 1), place);
        cr_assert_lt(strlen(place), LINUX_MOUNT_MAX);
        free(text);
    }
    cr_expect_gt(found, 0);
}

/* --- Uevents --- */

#define MESSAGE(action, rest)                                             \
    action "@/devices/x/block/sr0\0ACTION=" action                        \
    "\0SUBSYSTEM=block\0MAJOR=11\0MINOR=0\0" rest

static enum linux_news news(const char *message, size_t size)
{
    return linux_uevent_read(message, size, linux_device_of(11, 0));
}

Test(linux_uevent, each_message_says_what_happened)
{
    static const char change[] = MESSAGE("change", "DISK_MEDIA_CHANGE=1");
    static const char eject[] = MESSAGE("change", "DISK_EJECT_REQUEST=1");
    static const char other[] = MESSAGE("change", "DISK_RO=1");
    static const char add[] = MESSAGE("add", "DISKSEQ=4");
    static const char removed[] = MESSAGE("remove", "DISKSEQ=4");
    static const char scsi[] = "change@/x\0ACTION=change\0SUBSYSTEM=scsi\0"
                               "SDEV_MEDIA_CHANGE=1";
    static const char udev[] = "libudev\0\xfe\xed\xca\xfe";

    cr_expect_eq(news(change, sizeof change), LINUX_NEWS_MEDIA_CHANGE);
    cr_expect_eq(news(eject, sizeof eject), LINUX_NEWS_EJECT_REQUEST);
    cr_expect_eq(news(other, sizeof other), LINUX_NEWS_NONE);
    cr_expect_eq(news(add, sizeof add), LINUX_NEWS_ADDED);
    cr_expect_eq(news(removed, sizeof removed), LINUX_NEWS_REMOVED);
    cr_expect_eq(news(scsi, sizeof scsi), LINUX_NEWS_NONE);
    cr_expect_eq(news(udev, sizeof udev), LINUX_NEWS_NONE);
    cr_expect_eq(news(change, 0), LINUX_NEWS_NONE);
    cr_expect_eq(linux_uevent_read(change, sizeof change,
                                   linux_device_of(11, 1)),
                 LINUX_NEWS_ANOTHERS);
    for (size_t cut = 0; cut < sizeof change; cut++) {
        char *copy = malloc(cut + 1);
        memcpy(copy + 1, change, cut); /* Its end is the block's end. */
        cr_expect_neq(news(copy + 1, cut), LINUX_NEWS_MEDIA_CHANGE, "%zu", cut);
        free(copy);
    }
}

Test(linux_uevent, a_change_is_told_by_what_was_and_is)
{
    enum tj_event_id ids[2];

    cr_expect_eq(linux_events_of(LINUX_NEWS_MEDIA_CHANGE, true, false, ids), 1);
    cr_expect_eq(ids[0], TJ_EVENT_MEDIA_REMOVAL);
    cr_expect_eq(linux_events_of(LINUX_NEWS_MEDIA_CHANGE, false, true, ids), 1);
    cr_expect_eq(ids[0], TJ_EVENT_MEDIA_ARRIVAL);
    cr_expect_eq(linux_events_of(LINUX_NEWS_MEDIA_CHANGE, true, true, ids), 2);
    cr_expect_eq(ids[0], TJ_EVENT_MEDIA_REMOVAL);
    cr_expect_eq(ids[1], TJ_EVENT_MEDIA_ARRIVAL);
    cr_expect_eq(linux_events_of(LINUX_NEWS_MEDIA_CHANGE, false, false, ids),
                 0);
    cr_expect_eq(linux_events_of(LINUX_NEWS_EJECT_REQUEST, true, true, ids), 1);
    cr_expect_eq(ids[0], TJ_EVENT_MEDIA_EJECT_REQUEST);
    cr_expect_eq(linux_events_of(LINUX_NEWS_REMOVED, true, false, ids), 1);
    cr_expect_eq(linux_events_of(LINUX_NEWS_ADDED, false, true, ids), 0);
}

/* --- What clients share --- */

Test(linux_shared, a_span_tells_who_overlapped)
{
    struct linux_span    span = { 0 };
    struct linux_instant look = linux_span_look(&span);

    cr_expect_not(linux_span_met(&span, look));
    linux_span_begin(&span);
    cr_expect(linux_span_met(&span, look), "it began since");
    look = linux_span_look(&span);
    cr_expect(linux_span_met(&span, look), "it is under way");
    linux_span_end(&span);
    cr_expect(linux_span_met(&span, look), "it was then");
    look = linux_span_look(&span);
    cr_expect_not(linux_span_met(&span, look));
}

Test(linux_shared, an_owner_has_a_whole_name_or_none)
{
    struct linux_owner owner = { 0 };
    char name[TJ_CALLER_NAME_SIZE + 1];

    cr_expect_not(linux_owner_get(&owner, name));
    linux_owner_set(&owner, "anna");
    cr_expect(linux_owner_get(&owner, name));
    cr_expect_str_eq(name, "anna");
    atomic_fetch_or(&owner.version, 1); /* A writer died in the middle. */
    cr_expect_not(linux_owner_get(&owner, name));
    linux_owner_set(&owner, "bert");
    cr_expect(linux_owner_get(&owner, name));
    cr_expect_str_eq(name, "bert");
    linux_owner_set(&owner, NULL);
    cr_expect_not(linux_owner_get(&owner, name));
}
