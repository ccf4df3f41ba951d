/* Requests about the device that are answered from what the driver knows, at
 * once and without a command (spec 2.2, 3.2). */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

enum { PARTITION_NONE = -1 };

static enum sim_progress succeed(struct sim_request *request, uint32_t info)
{
    request->status = TJ_STATUS_SUCCESS;
    request->info = info;
    return SIM_FINISHED;
}

/* The type is CD-ROM also for a DVD drive, the number is \Device\CdRom0's. */
enum sim_progress sim_device_number_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    (void)drive, (void)effects;
    tj_put_u32(request->buffer, TJ_DEVICE_CDROM);
    tj_put_u32(request->buffer + 4, 0);
    tj_put_u32(request->buffer + 8, (uint32_t)PARTITION_NONE);
    return succeed(request, 12);
}

/* --- Hotplug --- */

enum { HOTPLUG_SIZE = 8 };

/* STORAGE_HOTPLUG_INFO: Size, MediaRemovable, MediaHotplug, DeviceHotplug,
 * WriteCacheEnableOverride. */
static void put_hotplug(const struct sim_drive *drive, uint8_t *at)
{
    memset(at, 0, HOTPLUG_SIZE);
    tj_put_u32(at, HOTPLUG_SIZE);
    at[4] = 1;
    at[6] = drive->device_hotplug;
}

enum sim_progress sim_hotplug_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)effects;
    put_hotplug(drive, request->buffer);
    return succeed(request, HOTPLUG_SIZE);
}

/* Only DeviceHotplug may change; all the others are looked at, and the last
 * mismatch decides. */
enum sim_progress sim_set_hotplug_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    const uint8_t *wanted = request->buffer;
    uint8_t present[HOTPLUG_SIZE];

    (void)effects;
    put_hotplug(drive, present);
    request->status = TJ_STATUS_SUCCESS;
    if (tj_get_u32(wanted) != tj_get_u32(present))
        request->status = TJ_STATUS_INVALID_PARAMETER_1;
    if (wanted[4] != present[4])
        request->status = TJ_STATUS_INVALID_PARAMETER_2;
    if (wanted[5] != present[5])
        request->status = TJ_STATUS_INVALID_PARAMETER_3;
    if (wanted[7] != present[7])
        request->status = TJ_STATUS_INVALID_PARAMETER_5;
    if (request->status == TJ_STATUS_SUCCESS)
        drive->device_hotplug = wanted[6];
    return SIM_FINISHED;
}

/* --- INQUIRY --- */

uint32_t sim_inquiry_validate(const struct sim_drive *drive,
                              struct sim_request *request)
{
    (void)drive;
    return request->output_size == 0 ? TJ_STATUS_BUFFER_TOO_SMALL
                                     : TJ_STATUS_SUCCESS;
}

/* What the drive told at device start. A short buffer gets what fits, with the
 * warning (property 60). */
enum sim_progress sim_inquiry_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_INQUIRY, 0, 0, 0, 0xff };
    size_t size = sim_ask_quietly(drive, cdb, effects->output);

    (void)succeed(request, (uint32_t)size);
    if (request->output_size < size) {
        request->status = TJ_STATUS_BUFFER_OVERFLOW;
        request->info = request->output_size;
    }
    return SIM_REPLIED;
}

/* --- Media types --- */

enum { MEDIA_TYPES_HEADER = 8, MEDIA_TYPE_SIZE = 32 };
/* ntddstor.h */
#define MEDIA_TYPE_CD_ROM       UINT32_C(0x33)
#define MEDIA_TYPE_REMOVABLE    UINT32_C(0x0b)
#define MEDIA_READ_ONLY         UINT32_C(0x00000004)
#define MEDIA_READ_WRITE        UINT32_C(0x00000008)
#define MEDIA_CURRENTLY_MOUNTED UINT32_C(0x80000000)

/* An MMC drive names a removable disk beside the CD-ROM. */
static uint32_t media_types_count(const struct sim_drive *drive)
{
    return drive->profile.mmc ? 2 : 1;
}

static uint32_t media_types_size(const struct sim_drive *drive)
{
    return MEDIA_TYPES_HEADER + media_types_count(drive) * MEDIA_TYPE_SIZE;
}

uint32_t sim_media_types_validate(const struct sim_drive *drive,
                                  struct sim_request *request)
{
    if (request->output_size >= media_types_size(drive))
        return TJ_STATUS_SUCCESS;
    request->info = media_types_size(drive);
    return TJ_STATUS_BUFFER_TOO_SMALL;
}

/* DEVICE_MEDIA_INFO.RemovableDiskInfo, of the disc as last measured. */
static void put_media_type(const struct sim_drive *drive, uint8_t *at,
                           uint32_t type, uint32_t characteristics)
{
    sim_geometry_put(drive, type, at);
    tj_put_u32(at + 24, 1);
    tj_put_u32(at + 28, characteristics);
}

static void put_media_types(const struct sim_drive *drive, uint8_t *at,
                            bool mounted)
{
    bool mmc = drive->profile.mmc;
    bool second = mmc && drive->write_allowed;
    uint32_t mark = mounted ? MEDIA_CURRENTLY_MOUNTED : 0;

    tj_put_u32(at, mmc ? TJ_DEVICE_DVD : TJ_DEVICE_CDROM);
    tj_put_u32(at + 4, media_types_count(drive));
    put_media_type(drive, at + MEDIA_TYPES_HEADER, MEDIA_TYPE_CD_ROM,
                   MEDIA_READ_ONLY | (second ? 0 : mark));
    if (mmc)
        put_media_type(drive, at + MEDIA_TYPES_HEADER + MEDIA_TYPE_SIZE,
                       MEDIA_TYPE_REMOVABLE,
                       MEDIA_READ_WRITE | (second ? mark : 0));
}

enum { STAGE_ASK, STAGE_TEST };

/* Unserialised: whether the caller may test the drive is decided a step before
 * it does (R44). A stranger of a locked drive gets an "empty" one (R17), and
 * so does everybody while the drive is without power. */
enum sim_progress sim_media_types_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    bool mounted = false;

    bool asks = !sim_is_stranger(drive, request) ||
                sim_mutant(drive, SIM_MEDIA_TYPES_ASKS_DRIVE);
    /* MUTANT(media_types_asks_drive) */
    if (request->stage == STAGE_ASK && asks && !sim_zero_power(drive)) {
        request->stage = STAGE_TEST;
        return SIM_AGAIN;
    }
    if (request->stage == STAGE_TEST) {
        enum sim_progress progress = sim_request_command(
            drive, request, SIM_OP_TEST_UNIT_READY, 0, effects);
        if (progress != SIM_FINISHED)
            return progress;
        mounted = request->command.status == TJ_STATUS_SUCCESS;
    }
    put_media_types(drive, request->buffer, mounted);
    return succeed(request, media_types_size(drive));
}
