/* core/drive/catalog.h: every number against the literal of the spec. */
#include "core/drive/catalog.h"
#include "core/drive/code_list.h"

#include <criterion/criterion.h>
#include <string.h>

struct literal {
    const char *name;
    uint32_t    code;
};

/* Typed from class-driver spec 1.1, 0.5, 3.2, 4.3, 6.1 (hexadecimal as printed
 * there); the DVD and AACS rows from the numbers Microsoft publishes. */
static const struct literal literals[] = {
    { "IOCTL_CDROM_EXCLUSIVE_ACCESS", 0x0002C05C },
    { "IOCTL_STORAGE_CHECK_VERIFY", 0x2D4800 },
    { "IOCTL_CDROM_CHECK_VERIFY", 0x24800 },
    { "IOCTL_DISK_CHECK_VERIFY", 0x74800 },
    { "IOCTL_TAPE_CHECK_VERIFY", 0x1F4800 },
    { "IOCTL_STORAGE_CHECK_VERIFY2", 0x2D0800 },
    { "IOCTL_STORAGE_MEDIA_REMOVAL", 0x2D4804 },
    { "IOCTL_CDROM_MEDIA_REMOVAL", 0x24804 },
    { "IOCTL_DISK_MEDIA_REMOVAL", 0x74804 },
    { "IOCTL_STORAGE_EJECTION_CONTROL", 0x2D0940 },
    { "IOCTL_STORAGE_EJECT_MEDIA", 0x2D4808 },
    { "IOCTL_CDROM_EJECT_MEDIA", 0x24808 },
    { "IOCTL_DISK_EJECT_MEDIA", 0x74808 },
    { "IOCTL_STORAGE_LOAD_MEDIA", 0x2D480C },
    { "IOCTL_CDROM_LOAD_MEDIA", 0x2480C },
    { "IOCTL_DISK_LOAD_MEDIA", 0x7480C },
    { "IOCTL_STORAGE_LOAD_MEDIA2", 0x2D080C },
    { "IOCTL_STORAGE_MCN_CONTROL", 0x2D0944 },
    { "IOCTL_STORAGE_RESERVE", 0x2D4810 },
    { "IOCTL_CDROM_RESERVE", 0x24810 },
    { "IOCTL_DISK_RESERVE", 0x74810 },
    { "IOCTL_STORAGE_RELEASE", 0x2D4814 },
    { "IOCTL_CDROM_RELEASE", 0x24814 },
    { "IOCTL_DISK_RELEASE", 0x74814 },
    { "IOCTL_STORAGE_PERSISTENT_RESERVE_IN", 0x2D5018 },
    { "IOCTL_STORAGE_PERSISTENT_RESERVE_OUT", 0x2DD01C },
    { "IOCTL_STORAGE_BREAK_RESERVATION", 0x2D5014 },
    { "IOCTL_STORAGE_FIND_NEW_DEVICES", 0x2D4818 },
    { "IOCTL_CDROM_FIND_NEW_DEVICES", 0x24818 },
    { "IOCTL_DISK_FIND_NEW_DEVICES", 0x74818 },
    { "IOCTL_STORAGE_GET_MEDIA_TYPES", 0x2D0C00 },
    { "IOCTL_STORAGE_GET_MEDIA_TYPES_EX", 0x2D0C04 },
    { "IOCTL_STORAGE_GET_DEVICE_NUMBER", 0x2D1080 },
    { "IOCTL_STORAGE_GET_HOTPLUG_INFO", 0x2D0C14 },
    { "IOCTL_STORAGE_SET_HOTPLUG_INFO", 0x2DCC18 },
    { "IOCTL_STORAGE_PREDICT_FAILURE", 0x2D1100 },
    { "IOCTL_STORAGE_READ_CAPACITY", 0x2D5140 },
    { "IOCTL_STORAGE_QUERY_PROPERTY", 0x2D1400 },
    { "IOCTL_STORAGE_CHECK_PRIORITY_HINT_SUPPORT", 0x2D1880 },
    { "IOCTL_STORAGE_EVENT_NOTIFICATION", 0x2D1C90 },
    { "IOCTL_STORAGE_SET_READ_AHEAD", 0x2D4400 },
    { "IOCTL_SCSI_GET_ADDRESS", 0x41018 },
    { "IOCTL_SCSI_GET_CAPABILITIES", 0x41010 },
    { "IOCTL_SCSI_PASS_THROUGH", 0x4D004 },
    { "IOCTL_SCSI_PASS_THROUGH_DIRECT", 0x4D014 },
    { "IOCTL_SCSI_PASS_THROUGH_EX", 0x4D044 },
    { "IOCTL_SCSI_PASS_THROUGH_DIRECT_EX", 0x4D048 },
    { "IOCTL_CDROM_GET_INQUIRY_DATA", 0x24064 },
    { "IOCTL_CDROM_READ_TOC", 0x24000 },
    { "IOCTL_CDROM_READ_TOC_EX", 0x24054 },
    { "IOCTL_CDROM_GET_LAST_SESSION", 0x24038 },
    { "IOCTL_CDROM_GET_DRIVE_GEOMETRY", 0x2404C },
    { "IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX", 0x24050 },
    { "IOCTL_DISK_GET_LENGTH_INFO", 0x7405C },
    { "IOCTL_CDROM_GET_CONFIGURATION", 0x24058 },
    { "IOCTL_CDROM_SET_SPEED", 0x24060 },
    { "IOCTL_CDROM_RAW_READ", 0x2403E },
    { "IOCTL_CDROM_ENABLE_STREAMING", 0x24068 },
    { "IOCTL_CDROM_SEND_OPC_INFORMATION", 0x2C06C },
    { "IOCTL_CDROM_GET_PERFORMANCE", 0x24070 },
    { "IOCTL_CDROM_PLAY_AUDIO_MSF", 0x24018 },
    { "IOCTL_CDROM_SEEK_AUDIO_MSF", 0x24004 },
    { "IOCTL_CDROM_PAUSE_AUDIO", 0x2400C },
    { "IOCTL_CDROM_RESUME_AUDIO", 0x24010 },
    { "IOCTL_CDROM_STOP_AUDIO", 0x24008 },
    { "IOCTL_CDROM_READ_Q_CHANNEL", 0x2402C },
    { "IOCTL_CDROM_GET_VOLUME", 0x24014 },
    { "IOCTL_CDROM_SET_VOLUME", 0x24028 },
    { "IOCTL_CDROM_DISK_TYPE", 0x20040 },
    { "IOCTL_DISK_IS_WRITABLE", 0x70024 },
    { "IOCTL_DISK_VERIFY", 0x70014 },
    { "IOCTL_DISK_ARE_VOLUMES_READY", 0x7421C },
    { "IOCTL_DISK_GET_DRIVE_GEOMETRY", 0x70000 },
    { "IOCTL_DISK_GET_DRIVE_GEOMETRY_EX", 0x700A0 },
    { "IOCTL_DISK_GET_DRIVE_LAYOUT", 0x7400C },
    { "IOCTL_DISK_GET_DRIVE_LAYOUT_EX", 0x70050 },
    { "IOCTL_DISK_GET_PARTITION_INFO", 0x74004 },
    { "IOCTL_DISK_GET_PARTITION_INFO_EX", 0x70048 },
    { "IOCTL_DISK_UPDATE_DRIVE_SIZE", 0x7C0C8 },
    { "IOCTL_VOLUME_ONLINE", 0x56C008 },
    { "IOCTL_VOLUME_POST_ONLINE", 0x56C064 },
    { "IOCTL_MOUNTDEV_QUERY_UNIQUE_ID", 0x4D0000 },
    { "IOCTL_MOUNTDEV_QUERY_DEVICE_NAME", 0x4D0008 },
    { "IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME", 0x4D000C },
    { "FSCTL_LOCK_VOLUME", 0x90018 },
    { "FSCTL_UNLOCK_VOLUME", 0x9001C },
    { "FSCTL_DISMOUNT_VOLUME", 0x90020 },
    { "FSCTL_IS_VOLUME_MOUNTED", 0x90028 },
    { "FSCTL_IS_PATHNAME_VALID", 0x9002C },
    { "FSCTL_MARK_VOLUME_DIRTY", 0x90030 },
    { "FSCTL_IS_VOLUME_DIRTY", 0x90078 },
    { "FSCTL_INVALIDATE_VOLUMES", 0x90054 },
    { "FSCTL_ALLOW_EXTENDED_DASD_IO", 0x90083 },
    { "IOCTL_DVD_START_SESSION", 3362816 },
    { "IOCTL_DVD_READ_KEY", 3362820 },
    { "IOCTL_DVD_SEND_KEY", 3362824 },
    { "IOCTL_DVD_END_SESSION", 3362828 },
    { "IOCTL_DVD_SET_READ_AHEAD", 3362832 },
    { "IOCTL_DVD_GET_REGION", 3362836 },
    { "IOCTL_DVD_SEND_KEY2", 3395608 },
    { "IOCTL_DVD_READ_STRUCTURE", 3363136 },
    { "IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE", 3363008 },
    { "IOCTL_AACS_READ_MEDIA_KEY_BLOCK", 3363012 },
    { "IOCTL_AACS_START_SESSION", 3363016 },
    { "IOCTL_AACS_END_SESSION", 3363020 },
    { "IOCTL_AACS_SEND_CERTIFICATE", 3363024 },
    { "IOCTL_AACS_GET_CERTIFICATE", 3363028 },
    { "IOCTL_AACS_GET_CHALLENGE_KEY", 3363032 },
    { "IOCTL_AACS_SEND_CHALLENGE_KEY", 3363036 },
    { "IOCTL_AACS_READ_VOLUME_ID", 3363040 },
    { "IOCTL_AACS_READ_SERIAL_NUMBER", 3363044 },
    { "IOCTL_AACS_READ_MEDIA_ID", 3363048 },
    { "IOCTL_AACS_READ_BINDING_NONCE", 3363052 },
    { "IOCTL_AACS_GENERATE_BINDING_NONCE", 3395824 },
};
enum { LITERALS_COUNT = sizeof literals / sizeof *literals };

Test(catalog, every_code_equals_the_literal_of_the_spec)
{
    for (size_t i = 0; i < LITERALS_COUNT; i++) {
        const struct tj_code_info *info = tj_code_by_name(literals[i].name);

        cr_assert_not_null(info, "%s is missing", literals[i].name);
        cr_expect_eq(info->code, literals[i].code, "%s is %#x, not %#x",
                     info->name, info->code, literals[i].code);
    }
}

Test(catalog, no_code_escapes_the_comparison)
{
    cr_expect_eq(tj_code_count(), LITERALS_COUNT);
}

Test(catalog, every_code_is_found_by_its_number_and_its_name)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        const struct tj_code_info *info = tj_code_at(i);

        cr_expect_eq(tj_code_by_value(info->code), info,
                     "%s shares its number", info->name);
        cr_expect_eq(tj_code_by_name(info->name), info);
    }
    cr_expect_null(tj_code_by_value(0xdeadbeef));
    cr_expect_null(tj_code_by_name("IOCTL_CDROM_EXCLUSIVE"));
}

Test(catalog, every_code_says_where_it_comes_from)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        const struct tj_code_info *info = tj_code_at(i);

        cr_expect_neq(info->spec[0], '\0', "%s", info->name);
        cr_expect_not_null(strstr(info->source, ".h"), "%s", info->name);
        cr_expect_not_null(info->input);
        cr_expect_not_null(info->output);
    }
}

Test(catalog, every_code_is_simulated)
{
    for (size_t i = 0; i < tj_code_count(); i++)
        cr_expect(tj_code_at(i)->simulated, "%s", tj_code_at(i)->name);
}

Test(catalog, a_code_comes_apart_into_the_parts_it_was_made_of)
{
    uint32_t code = TJ_CONTROL_CODE(TJ_DEVICE_CDROM, 0x17, TJ_BUFFERED,
                                    TJ_CODE_RW);

    cr_expect_eq(code, 0x2C05C);
    cr_expect_eq(tj_code_device(code), 2);
    cr_expect_eq(tj_code_function(code), 0x17);
    cr_expect_eq(tj_code_access(code), 3);
}

struct mapping {
    const char *name;
    uint32_t    status, win32;
};
/* Appendix A, typed again. */
static const struct mapping mappings[] = {
    { "STATUS_SUCCESS", 0, 0 },
    { "STATUS_UNSUCCESSFUL", 0xC0000001, 31 },
    { "STATUS_INFO_LENGTH_MISMATCH", 0xC0000004, 24 },
    { "STATUS_INVALID_HANDLE", 0xC0000008, 6 },
    { "STATUS_INVALID_PARAMETER", 0xC000000D, 87 },
    { "STATUS_NO_SUCH_DEVICE", 0xC000000E, 2 },
    { "STATUS_INVALID_DEVICE_REQUEST", 0xC0000010, 1 },
    { "STATUS_WRONG_VOLUME", 0xC0000012, 34 },
    { "STATUS_NO_MEDIA_IN_DEVICE", 0xC0000013, 21 },
    { "STATUS_UNRECOGNIZED_MEDIA", 0xC0000014, 1785 },
    { "STATUS_NONEXISTENT_SECTOR", 0xC0000015, 27 },
    { "STATUS_ACCESS_DENIED", 0xC0000022, 5 },
    { "STATUS_BUFFER_TOO_SMALL", 0xC0000023, 122 },
    { "STATUS_NOT_LOCKED", 0xC000002A, 158 },
    { "STATUS_OBJECT_NAME_NOT_FOUND", 0xC0000034, 2 },
    { "STATUS_DATA_OVERRUN", 0xC000003C, 1117 },
    { "STATUS_SHARING_VIOLATION", 0xC0000043, 32 },
    { "STATUS_PRIVILEGE_NOT_HELD", 0xC0000061, 1314 },
    { "STATUS_FILE_INVALID", 0xC0000098, 1006 },
    { "STATUS_INSUFFICIENT_RESOURCES", 0xC000009A, 1450 },
    { "STATUS_DEVICE_DATA_ERROR", 0xC000009C, 23 },
    { "STATUS_DEVICE_NOT_CONNECTED", 0xC000009D, 1167 },
    { "STATUS_MEDIA_WRITE_PROTECTED", 0xC00000A2, 19 },
    { "STATUS_DEVICE_NOT_READY", 0xC00000A3, 21 },
    { "STATUS_IO_TIMEOUT", 0xC00000B5, 121 },
    { "STATUS_NOT_SUPPORTED", 0xC00000BB, 50 },
    { "STATUS_DEVICE_DOES_NOT_EXIST", 0xC00000C0, 55 },
    { "STATUS_INVALID_USER_BUFFER", 0xC00000E8, 1784 },
    { "STATUS_INVALID_PARAMETER_1", 0xC00000EF, 87 },
    { "STATUS_INVALID_PARAMETER_2", 0xC00000F0, 87 },
    { "STATUS_INVALID_PARAMETER_3", 0xC00000F1, 87 },
    { "STATUS_INVALID_PARAMETER_5", 0xC00000F3, 87 },
    { "STATUS_CANCELLED", 0xC0000120, 995 },
    { "STATUS_FILE_CLOSED", 0xC0000128, 6 },
    { "STATUS_INVALID_LEVEL", 0xC0000148, 124 },
    { "STATUS_INVALID_BLOCK_LENGTH", 0xC0000173, 1106 },
    { "STATUS_UNRECOGNIZED_VOLUME", 0xC000014F, 1005 },
    { "STATUS_NO_MEDIA", 0xC0000178, 1112 },
    { "STATUS_INVALID_DEVICE_STATE", 0xC0000184, 22 },
    { "STATUS_IO_DEVICE_ERROR", 0xC0000185, 1117 },
    { "STATUS_INVALID_BUFFER_SIZE", 0xC0000206, 1784 },
    { "STATUS_NOT_FOUND", 0xC0000225, 1168 },
    { "STATUS_VOLUME_DISMOUNTED", 0xC000026E, 21 },
    { "STATUS_COPY_PROTECTION_FAILURE", 0xC0000305, 0x80030305 },
    { "STATUS_CSS_AUTHENTICATION_FAILURE", 0xC0000306, 0x80030306 },
    { "STATUS_CSS_KEY_NOT_PRESENT", 0xC0000307, 0x80030307 },
    { "STATUS_CSS_KEY_NOT_ESTABLISHED", 0xC0000308, 0x80030308 },
    { "STATUS_CSS_SCRAMBLED_SECTOR", 0xC0000309, 0x80030309 },
    { "STATUS_CSS_REGION_MISMATCH", 0xC000030A, 0x8003030A },
    { "STATUS_CSS_RESETS_EXHAUSTED", 0xC000030B, 0x8003030B },
    { "STATUS_BUFFER_OVERFLOW", 0x80000005, 234 },
    { "STATUS_DEVICE_BUSY", 0x80000011, 170 },
    { "STATUS_VERIFY_REQUIRED", 0x80000016, 1110 },
    { "STATUS_NO_DATA_DETECTED", 0x80000022, 1104 },
};

Test(catalog, every_ntstatus_maps_as_appendix_a_says)
{
    for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++) {
        cr_expect_str_eq(tj_ntstatus_name(mappings[i].status),
                         mappings[i].name);
        cr_expect_eq(tj_ntstatus_to_win32(mappings[i].status),
                     mappings[i].win32, "%s", mappings[i].name);
    }
}

Test(catalog, a_newer_windows_may_give_another_error)
{
    const struct tj_newer_error *since =
        tj_ntstatus_newer(TJ_STATUS_NO_SUCH_DEVICE);

    cr_assert_not_null(since);
    cr_expect_eq(since->win32, 433);
    cr_expect(tj_ntstatus_gives(TJ_STATUS_NO_SUCH_DEVICE, 433));
    cr_expect(tj_ntstatus_gives(TJ_STATUS_NO_SUCH_DEVICE, 2));
    cr_expect_not(tj_ntstatus_gives(TJ_STATUS_NO_SUCH_DEVICE, 55));
    cr_expect_null(tj_ntstatus_newer(TJ_STATUS_OBJECT_NAME_NOT_FOUND));
    cr_expect_not(tj_ntstatus_gives(TJ_STATUS_OBJECT_NAME_NOT_FOUND, 433));
}

Test(catalog, an_unknown_failure_reads_as_message_not_found)
{
    cr_expect_str_eq(tj_ntstatus_name(0xC0FFEE00), "STATUS_?");
    cr_expect_eq(tj_ntstatus_to_win32(0xC0FFEE00), 317);
    cr_expect_eq(tj_ntstatus_to_win32(0x40000001), 0);
}

Test(catalog, every_ntstatus_has_a_sentence)
{
    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        const struct tj_status_code_info *info = tj_ntstatus_at(i);
        size_t length = strlen(info->meaning);

        cr_expect(length > 10 && info->meaning[length - 1] == '.', "%s",
                  info->name);
        cr_expect_eq(tj_ntstatus_info(info->status), info, "%s twice",
                     info->name);
    }
}
