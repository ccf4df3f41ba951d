/* Requests that answer from what the driver already knows (spec 2.2, 2.3,
 * 3.2): allowed to everybody while the drive is locked. */
#include "sim/parts.h"

#include "core/drive/bytes.h"

#include <string.h>

enum { DEVICE_TYPE_CDROM = 2, DEVICE_TYPE_DVD = 0x33, PARTITION_NONE = -1 };

/* The identity of the simulated drive, as INQUIRY gives it. */
static const char vendor[] = "TRAYJAM ";
static const char product[] = "SIMULATED DVD   ";
static const char revision[] = "1.00";

enum sim_progress sim_device_number_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    (void)drive, (void)effects;
    tj_put_u32(request->buffer, DEVICE_TYPE_CDROM);
    tj_put_u32(request->buffer + 4, 0);
    tj_put_u32(request->buffer + 8, (uint32_t)PARTITION_NONE);
    request->info = 12;
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

enum sim_progress sim_hotplug_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)drive, (void)effects;
    memset(request->buffer, 0, 8);
    tj_put_u32(request->buffer, 8);
    request->buffer[4] = 1; /* MediaRemovable */
    request->info = 8;
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

enum { INQUIRY_SIZE = 36 };

uint32_t sim_inquiry_validate(const struct sim_drive *drive,
                              struct sim_request *request)
{
    (void)drive;
    return request->output_size == 0 ? TJ_STATUS_BUFFER_TOO_SMALL
                                     : TJ_STATUS_SUCCESS;
}

/* A short buffer gets what fits, with the warning (property 60). */
enum sim_progress sim_inquiry_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    uint8_t *data = request->buffer;

    (void)drive, (void)effects;
    memset(data, 0, INQUIRY_SIZE);
    data[0] = 0x05; /* CD/DVD device */
    data[1] = 0x80; /* removable */
    data[2] = 0x05; /* SPC-3 */
    data[3] = 0x02;
    data[4] = INQUIRY_SIZE - 5;
    memcpy(data + 8, vendor, 8);
    memcpy(data + 16, product, 16);
    memcpy(data + 32, revision, 4);
    request->status = TJ_STATUS_SUCCESS;
    request->info = INQUIRY_SIZE;
    if (request->output_size < INQUIRY_SIZE) {
        request->status = TJ_STATUS_BUFFER_OVERFLOW;
        request->info = request->output_size;
    }
    return SIM_FINISHED;
}

static uint32_t media_types_size(const struct sim_drive *drive)
{
    return drive->profile.mmc ? 72 : 40;
}

uint32_t sim_media_types_validate(const struct sim_drive *drive,
                                  struct sim_request *request)
{
    if (request->output_size >= media_types_size(drive))
        return TJ_STATUS_SUCCESS;
    request->info = media_types_size(drive);
    return TJ_STATUS_BUFFER_TOO_SMALL;
}

/* DEVICE_MEDIA_INFO.RemovableDiskInfo */
static void put_media_type(uint8_t *at, uint32_t type, uint32_t characteristics)
{
    tj_put_u64(at, 0);
    tj_put_u32(at + 8, type);
    tj_put_u32(at + 12, 1);
    tj_put_u32(at + 16, 32);
    tj_put_u32(at + 20, SIM_SECTOR_SIZE);
    tj_put_u32(at + 24, 1);
    tj_put_u32(at + 28, characteristics);
}

enum { STAGE_ASK, STAGE_TEST };
#define MEDIA_CD_ROM            UINT32_C(0x0b) /* ntddstor.h: CD_ROM */
#define MEDIA_CD_R              UINT32_C(0x0c) /* CD_R */
#define MEDIA_READ_ONLY         UINT32_C(0x00000010)
#define MEDIA_CURRENTLY_MOUNTED UINT32_C(0x80000000)

/* Unserialised: whether the caller may test the drive is decided a step before
 * it does (R44). A stranger of a locked drive gets an "empty" one (R17). */
enum sim_progress sim_media_types_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    uint32_t mounted = 0;

    if (request->stage == STAGE_ASK && !sim_is_stranger(drive, request)) {
        request->stage = STAGE_TEST;
        return SIM_AGAIN;
    }
    if (request->stage == STAGE_TEST) {
        enum sim_progress progress = sim_request_command(
            drive, request, SIM_OP_TEST_UNIT_READY, 0, effects);
        if (progress != SIM_FINISHED)
            return progress;
        if (request->command.status == TJ_STATUS_SUCCESS)
            mounted = MEDIA_CURRENTLY_MOUNTED;
    }
    bool second = drive->profile.mmc && drive->write_allowed;
    tj_put_u32(request->buffer, DEVICE_TYPE_DVD);
    tj_put_u32(request->buffer + 4, drive->profile.mmc ? 2 : 1);
    put_media_type(request->buffer + 8, MEDIA_CD_ROM,
                   MEDIA_READ_ONLY | (second ? 0 : mounted));
    if (drive->profile.mmc)
        put_media_type(request->buffer + 40, MEDIA_CD_R,
                       second ? mounted : 0);
    request->info = media_types_size(drive);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

enum sim_progress sim_address_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)drive, (void)effects;
    memset(request->buffer, 0, 8);
    tj_put_u32(request->buffer, 8); /* SCSI_ADDRESS.Length; the rest is 0. */
    request->info = 8;
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

/* --- STORAGE_QUERY_PROPERTY --- */

enum { PROPERTY_DEVICE = 0, PROPERTY_ADAPTER = 1 };
enum { QUERY_STANDARD = 0, QUERY_EXISTS = 1 };
enum { STAGE_NORMAL, STAGE_CACHED, STAGE_DENIED };

static bool is_cached(const struct sim_request *request)
{
    uint32_t property = tj_get_u32(request->buffer);

    return tj_get_u32(request->buffer + 4) == QUERY_STANDARD &&
           (property == PROPERTY_DEVICE || property == PROPERTY_ADAPTER);
}

enum sim_route_class sim_property_class(const struct sim_drive *drive,
                                        struct sim_request *request)
{
    if (!sim_is_stranger(drive, request) ||
        tj_get_u32(request->buffer + 4) == QUERY_EXISTS)
        return SIM_TOKEN; /* 2.3 step 2 */
    request->stage = is_cached(request) ? STAGE_CACHED : STAGE_DENIED;
    return SIM_DIRECT;
}

/* STORAGE_DEVICE_DESCRIPTOR: 36 bytes, then the strings. */
enum { OFFSET_VENDOR = 36, OFFSET_PRODUCT = OFFSET_VENDOR + 9,
       OFFSET_REVISION = OFFSET_PRODUCT + 17,
       DEVICE_DESCRIPTOR_SIZE = OFFSET_REVISION + 5,
       ADAPTER_DESCRIPTOR_SIZE = 32, BUS_TYPE_SATA = 0x0b };

static uint32_t put_device_descriptor(uint8_t *at)
{
    memset(at, 0, DEVICE_DESCRIPTOR_SIZE);
    tj_put_u32(at, OFFSET_VENDOR + 4); /* sizeof STORAGE_DEVICE_DESCRIPTOR */
    tj_put_u32(at + 4, DEVICE_DESCRIPTOR_SIZE);
    at[8] = 0x05;
    at[10] = 1; /* RemovableMedia */
    tj_put_u32(at + 12, OFFSET_VENDOR);
    tj_put_u32(at + 16, OFFSET_PRODUCT);
    tj_put_u32(at + 20, OFFSET_REVISION);
    tj_put_u32(at + 28, BUS_TYPE_SATA);
    memcpy(at + OFFSET_VENDOR, vendor, sizeof vendor);
    memcpy(at + OFFSET_PRODUCT, product, sizeof product);
    memcpy(at + OFFSET_REVISION, revision, sizeof revision);
    return DEVICE_DESCRIPTOR_SIZE;
}

static uint32_t put_adapter_descriptor(uint8_t *at)
{
    memset(at, 0, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at + 4, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at + 8, 65536);  /* MaximumTransferLength */
    tj_put_u32(at + 12, 17);    /* MaximumPhysicalPages */
    at[24] = BUS_TYPE_SATA;
    return ADAPTER_DESCRIPTOR_SIZE;
}

/* A string that does not fit loses its offset, if the offset itself fits. The
 * test forgets the terminator, as in the source: a string cut exactly before
 * its NUL keeps its offset (2.3 step 3). */
static void drop_cut_strings(uint8_t *at, uint32_t size)
{
    static const struct { uint8_t field, start, length; } strings[] = {
        { 12, OFFSET_VENDOR, 8 },
        { 16, OFFSET_PRODUCT, 16 },
        { 20, OFFSET_REVISION, 4 },
    };

    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (strings[i].field + 4u <= size &&
            strings[i].start + (uint32_t)strings[i].length > size)
            tj_put_u32(at + strings[i].field, 0);
}

static uint32_t cached_copy(struct sim_request *request)
{
    bool device = tj_get_u32(request->buffer) == PROPERTY_DEVICE;
    uint32_t size = device ? put_device_descriptor(request->buffer)
                           : put_adapter_descriptor(request->buffer);

    if (request->output_size > 0 && request->output_size < 8) {
        request->info = size;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    request->info = size < request->output_size ? size : request->output_size;
    if (device && request->info < size)
        drop_cut_strings(request->buffer, request->info);
    return TJ_STATUS_SUCCESS;
}

/* The normal path ends at the port driver, which gives the same two
 * descriptors; the other properties have no handler in this version. */
enum sim_progress sim_property_handle(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    (void)drive, (void)effects;
    if (request->stage == STAGE_DENIED) { /* 2.3 step 4 */
        request->status = TJ_STATUS_ACCESS_DENIED;
    } else if (is_cached(request)) {
        request->status = cached_copy(request);
    } else {
        request->unsimulated = true;
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    }
    return SIM_FINISHED;
}
