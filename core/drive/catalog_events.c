/* The device events, and GUIDs as text and as memory. */
#include "core/drive/catalog.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <string.h>

/* Fields as in a DEFINE_GUID line of ioevent.h, to be compared by eye. */
#define GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                         \
    { .bytes = { (uint8_t)(UINT32_C(a) >> 24),                                \
                 (uint8_t)(UINT32_C(a) >> 16 & 0xff),                         \
                 (uint8_t)(UINT32_C(a) >> 8 & 0xff),                          \
                 (uint8_t)(UINT32_C(a) & 0xff), (b) >> 8, (b)&0xff, (c) >> 8, \
                 (c)&0xff, d0, d1, d2, d3, d4, d5, d6, d7 } }

#define NAMED(name_) .id = TJ_EVENT_##name_, .name = "GUID_IO_" #name_
#define MEDIA_CHANGE "CLASS_MEDIA_CHANGE_CONTEXT {u32 MediaChangeCount; u32 NewState}"

/* clang-format off */
/* wide table */
static const struct tj_event_info rows[] = {
    [TJ_EVENT_CDROM_EXCLUSIVE_LOCK] = { NAMED(CDROM_EXCLUSIVE_LOCK),
        .guid = GUID(0xbc56c139, 0x7a10, 0x47ee, 0xa2, 0x94, 0x4c, 0x6a, 0x38, 0xf0, 0x14, 0x9a),
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .layout = "", .spec = "1.4, 7.3", .source = "ioevent.h",
        .meaning = "A program took exclusive access of the drive.",
        .simulated = true,
        .trigger = "IOCTL_CDROM_EXCLUSIVE_ACCESS lock by a read/write interface handle" },
    [TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK] = { NAMED(CDROM_EXCLUSIVE_UNLOCK),
        .guid = GUID(0xa3b6d27d, 0x5e35, 0x4885, 0x81, 0xe5, 0xee, 0x18, 0xc0, 0x0e, 0xd7, 0x79),
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .layout = "", .spec = "1.5, 1.7, 7.3", .source = "ioevent.h",
        .meaning = "Exclusive access ended: unlocked by its owner, "
                   "or the owner's last handle went away.",
        .simulated = true,
        .trigger = "the owner unlocks, or the last reference to its file object goes" },
    [TJ_EVENT_DEVICE_BECOMING_READY] = { NAMED(DEVICE_BECOMING_READY),
        .guid = GUID(0xd07433f0, 0xa98e, 0x11d2, 0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3),
        .payload = 12, .layout = "DEVICE_EVENT_BECOMING_READY {u32 Version; u32 Reason; "
                                 "u32 Estimated100msToReady}",
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .spec = "4.7, 7.3", .source = "ioevent.h",
        .meaning = "The drive is spinning up or busy and says how long it may take.",
        .simulated = true,
        .trigger = "a command meets sense 02/04/01 or 02/04/07, or a poll finds the drive busy for "
                   "200 ms or more; story: drive spin_up=T, sense, gesn 06" },
    [TJ_EVENT_DEVICE_EXTERNAL_REQUEST] = { NAMED(DEVICE_EXTERNAL_REQUEST),
        .guid = GUID(0xd07433d0, 0xa98e, 0x11d2, 0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3),
        .payload = 24, .layout = "DEVICE_EVENT_EXTERNAL_REQUEST {u32 Version; u32 DeviceClass; "
                                 "u16 ButtonStatus; u16 Request; u32 padding; i64 SystemTime}",
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .spec = "4.7, 7.3", .source = "ioevent.h",
        .meaning = "A button other than eject was pressed at the drive.",
        .simulated = true,
        .trigger = "a panel button, found by a GET EVENT STATUS poll; story: press play, gesn 03" },
    [TJ_EVENT_MEDIA_ARRIVAL] = { NAMED(MEDIA_ARRIVAL),
        .guid = GUID(0xd07433c0, 0xa98e, 0x11d2, 0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3),
        .payload = 8, .layout = MEDIA_CHANGE,
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .spec = "4.1, 7.3", .source = "ioevent.h",
        .meaning = "A disc is there that was not there, or not available, before.",
        .simulated = true,
        .trigger = "a disc appears to a poll or by sense 28/xx; also when an exclusive lock ends "
                   "over a present disc; story: insert" },
    [TJ_EVENT_MEDIA_EJECT_REQUEST] = { NAMED(MEDIA_EJECT_REQUEST),
        .guid = GUID(0xd07433d1, 0xa98e, 0x11d2, 0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3),
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .layout = "", .spec = "4.7, 7.3", .source = "ioevent.h",
        .meaning = "Somebody pressed eject while the tray was prevented from opening.",
        .simulated = true,
        .trigger = "the eject button while PREVENT holds the tray, found by a poll or by sense "
                   "06/5A/01; story: press eject" },
    [TJ_EVENT_MEDIA_REMOVAL] = { NAMED(MEDIA_REMOVAL),
        .guid = GUID(0xd07433c1, 0xa98e, 0x11d2, 0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3),
        .payload = 8, .layout = MEDIA_CHANGE,
        .emitter = TJ_BY_CLASS_DRIVER, .on_page = true,
        .spec = "4.1, 7.3", .source = "ioevent.h",
        .meaning = "The disc is gone, or not available for now.",
        .simulated = true,
        .trigger = "a disc disappears to a poll or by sense 3A/xx; also when an exclusive lock "
                   "ends; story: take" },
    [TJ_EVENT_VOLUME_CHANGE] = { NAMED(VOLUME_CHANGE),
        .guid = GUID(0x7373654a, 0x812a, 0x11d0, 0xbe, 0xc7, 0x08, 0x00, 0x2b, 0xe2, 0x09, 0x2f),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The volume's label changed; never on a read-only file system.",
        .trigger = "a new volume label, which CDFS cannot write" },
    [TJ_EVENT_VOLUME_CHANGE_SIZE] = { NAMED(VOLUME_CHANGE_SIZE),
        .guid = GUID(0x3a1625be, 0xad03, 0x49f1, 0x8e, 0xf8, 0x6b, 0xba, 0xc1, 0x82, 0xd1, 0xfd),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The volume grew or shrank, as after formatting or appending.",
        .trigger = "a format or an append by a UDF file system" },
    [TJ_EVENT_VOLUME_DISMOUNT] = { NAMED(VOLUME_DISMOUNT),
        .guid = GUID(0xd16a55e8, 0x1059, 0x11d2, 0x8f, 0xfd, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "6.2, 7.3", .source = "ioevent.h",
        .meaning = "A program is about to dismount the volume.",
        .simulated = true,
        .trigger = "FSCTL_DISMOUNT_VOLUME on a volume handle" },
    [TJ_EVENT_VOLUME_DISMOUNT_FAILED] = { NAMED(VOLUME_DISMOUNT_FAILED),
        .guid = GUID(0xe3c5b178, 0x105d, 0x11d2, 0x8f, 0xfd, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The announced dismount did not happen.",
        .trigger = "a dismount that fails in FAT or UDF; CDFS never sends it" },
    [TJ_EVENT_VOLUME_FVE_STATUS_CHANGE] = { NAMED(VOLUME_FVE_STATUS_CHANGE),
        .guid = GUID(0x062998b2, 0xee1f, 0x4b6a, 0xb8, 0x57, 0xe7, 0x6c, 0xbb, 0xe9, 0xa6, 0xda),
        .emitter = TJ_BY_OTHERS, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The state of the volume's encryption changed.",
        .trigger = "BitLocker changes the state of a volume" },
    [TJ_EVENT_VOLUME_LOCK] = { NAMED(VOLUME_LOCK),
        .guid = GUID(0x50708874, 0xc9af, 0x11d1, 0x8f, 0xef, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "6.2, 7.3", .source = "ioevent.h",
        .meaning = "A program is about to lock the volume; others should close their handles.",
        .simulated = true,
        .trigger = "FSCTL_LOCK_VOLUME on a volume handle, before anything is checked" },
    [TJ_EVENT_VOLUME_LOCK_FAILED] = { NAMED(VOLUME_LOCK_FAILED),
        .guid = GUID(0xae2eed10, 0x0ba8, 0x11d2, 0x8f, 0xfb, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "6.2, 7.3", .source = "ioevent.h",
        .meaning = "The announced volume lock was refused.",
        .simulated = true,
        .trigger = "FSCTL_LOCK_VOLUME that is refused" },
    [TJ_EVENT_VOLUME_MOUNT] = { NAMED(VOLUME_MOUNT),
        .guid = GUID(0xb5804878, 0x1a96, 0x11d2, 0x8f, 0xfd, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "6.6, 7.3", .source = "ioevent.h",
        .meaning = "A file system mounted a volume for the first time.",
        .simulated = true,
        .trigger = "a file system mounts a disc it did not have before" },
    [TJ_EVENT_VOLUME_NAME_CHANGE] = { NAMED(VOLUME_NAME_CHANGE),
        .guid = GUID(0x2de97f83, 0x4c06, 0x11d2, 0xa5, 0x32, 0x00, 0x60, 0x97, 0x13, 0x05, 0x5a),
        .emitter = TJ_BY_OTHERS, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "A drive letter or mount path was given or taken.",
        .trigger = "the mount manager gives or takes a drive letter" },
    [TJ_EVENT_VOLUME_NEED_CHKDSK] = { NAMED(VOLUME_NEED_CHKDSK),
        .guid = GUID(0x799a0960, 0x0a0b, 0x4e03, 0xad, 0x88, 0x2f, 0xa7, 0xc6, 0xce, 0x74, 0x8a),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The file system found damage and asks for a check.",
        .trigger = "a file system that can be repaired finds damage" },
    [TJ_EVENT_VOLUME_PHYSICAL_CONFIGURATION_CHANGE] = { NAMED(VOLUME_PHYSICAL_CONFIGURATION_CHANGE),
        .guid = GUID(0x2de97f84, 0x4c06, 0x11d2, 0xa5, 0x32, 0x00, 0x60, 0x97, 0x13, 0x05, 0x5a),
        .emitter = TJ_BY_OTHERS, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The volume's physical make-up changed; not on optical drives.",
        .trigger = "a volume manager; never on optical drives" },
    [TJ_EVENT_VOLUME_PREPARING_EJECT] = { NAMED(VOLUME_PREPARING_EJECT),
        .guid = GUID(0xc79eb16e, 0x0dac, 0x4e7a, 0xa8, 0x6c, 0xb2, 0x5c, 0xee, 0xaa, 0x88, 0xf6),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The file system finishes a write-once disc before it is ejected.",
        .trigger = "a UDF file system closes write-once media before an eject" },
    [TJ_EVENT_VOLUME_UNIQUE_ID_CHANGE] = { NAMED(VOLUME_UNIQUE_ID_CHANGE),
        .guid = GUID(0xaf39da42, 0x6622, 0x41f5, 0x97, 0x0b, 0x13, 0x9d, 0x09, 0x2f, 0xa3, 0xd9),
        .emitter = TJ_BY_OTHERS, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The volume's unique id changed; not on optical drives.",
        .trigger = "a volume manager; never on optical drives" },
    [TJ_EVENT_VOLUME_UNLOCK] = { NAMED(VOLUME_UNLOCK),
        .guid = GUID(0x9a8c3d68, 0xd0cb, 0x11d1, 0x8f, 0xef, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "6.2, 6.4, 7.3", .source = "ioevent.h",
        .meaning = "A volume lock ended.",
        .simulated = true,
        .trigger = "FSCTL_UNLOCK_VOLUME, or the lock holder's last handle closes" },
    [TJ_EVENT_VOLUME_WEARING_OUT] = { NAMED(VOLUME_WEARING_OUT),
        .guid = GUID(0x873113ca, 0x1486, 0x4508, 0x82, 0xac, 0xc3, 0xb2, 0xe5, 0x29, 0x7a, 0xaa),
        .emitter = TJ_BY_FILE_SYSTEM, .on_page = true,
        .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The rewritable disc is near the end of its life.",
        .trigger = "a writing file system finds too many bad blocks" },
    [TJ_EVENT_VOLUME_WORM_NEAR_FULL] = { NAMED(VOLUME_WORM_NEAR_FULL),
        .guid = GUID(0xf3bfff82, 0xf3de, 0x48d2, 0xaf, 0x95, 0x45, 0x7f, 0x80, 0xb7, 0x63, 0xf2),
        .emitter = TJ_BY_FILE_SYSTEM, .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The write-once disc is nearly full.",
        .trigger = "a writing file system runs out of write-once blocks" },
    [TJ_EVENT_VOLUME_FORCE_CLOSED] = { NAMED(VOLUME_FORCE_CLOSED),
        .guid = GUID(0x411ad84f, 0x433e, 0x4dc2, 0xa5, 0xae, 0x4a, 0x2d, 0x1a, 0x2d, 0xe6, 0x54),
        .emitter = TJ_BY_FILE_SYSTEM, .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The file system closed a writable disc by force.",
        .trigger = "a writing file system closes a disc by force" },
    [TJ_EVENT_VOLUME_INFO_MAKE_COMPAT] = { NAMED(VOLUME_INFO_MAKE_COMPAT),
        .guid = GUID(0x3ab9a0d2, 0xef80, 0x45cf, 0x8c, 0xdc, 0xcb, 0xe0, 0x2a, 0x21, 0x29, 0x06),
        .emitter = TJ_BY_FILE_SYSTEM, .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "The disc is being made readable for other players.",
        .trigger = "a writing file system makes a disc readable for players" },
    [TJ_EVENT_VOLUME_BACKGROUND_FORMAT] = { NAMED(VOLUME_BACKGROUND_FORMAT),
        .guid = GUID(0xa2e5fc86, 0xd5cd, 0x4038, 0xb2, 0xe3, 0x44, 0x45, 0x06, 0x5c, 0x23, 0x77),
        .emitter = TJ_BY_FILE_SYSTEM, .layout = "", .spec = "7.3", .source = "ioevent.h",
        .meaning = "A format of the disc goes on in the background.",
        .trigger = "a writing file system formats in the background" },
};
/* clang-format on */
_Static_assert(sizeof rows / sizeof *rows == TJ_EVENT_COUNT,
               "every event has a row");

/* Where each of the 16 bytes of a GUID structure stands in the text order. */
static const uint8_t memory_order[16] = { 3, 2, 1, 0,  5,  4,  7,  6,
                                          8, 9, 10, 11, 12, 13, 14, 15 };

/* A dash precedes these bytes in the text. */
static bool dash_before(unsigned byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

const struct tj_event_info *tj_event_info(enum tj_event_id id)
{
    TJ_ASSERT((unsigned)id < TJ_EVENT_COUNT);
    return &rows[id];
}

const struct tj_event_info *tj_event_by_name(const char *name)
{
    for (size_t i = 0; i < TJ_EVENT_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const struct tj_event_info *tj_event_by_guid(const struct tj_guid *guid)
{
    for (size_t i = 0; i < TJ_EVENT_COUNT; i++)
        if (memcmp(rows[i].guid.bytes, guid->bytes, sizeof guid->bytes) == 0)
            return &rows[i];
    return NULL;
}

void tj_guid_format(const struct tj_guid *guid, char text[TJ_GUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    size_t used = 0;

    for (unsigned i = 0; i < sizeof guid->bytes; i++) {
        if (dash_before(i))
            text[used++] = '-';
        text[used++] = digits[guid->bytes[i] >> 4];
        text[used++] = digits[guid->bytes[i] & 0xf];
    }
    text[used++] = '\0';
    TJ_ASSERT(used == TJ_GUID_TEXT_SIZE);
}

bool tj_guid_parse(const char *text, struct tj_guid *guid)
{
    struct tj_guid read;

    for (unsigned i = 0; i < sizeof read.bytes; i++) {
        if (dash_before(i) && *text++ != '-')
            return false;
        int high = tj_hex_digit(text[0]);
        if (high < 0)
            return false;
        int low = tj_hex_digit(text[1]);
        if (low < 0)
            return false;
        read.bytes[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    if (*text != '\0')
        return false;
    *guid = read;
    return true;
}

void tj_guid_to_memory(const struct tj_guid *guid, uint8_t memory[16])
{
    for (unsigned i = 0; i < 16; i++)
        memory[i] = guid->bytes[memory_order[i]];
}

void tj_guid_from_memory(const uint8_t memory[16], struct tj_guid *guid)
{
    for (unsigned i = 0; i < 16; i++)
        guid->bytes[memory_order[i]] = memory[i];
}
