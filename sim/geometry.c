/* How large the disc is (spec 3.2): READ CAPACITY, the geometry that the driver
 * derives from it, and the one partition that it invents. The last answer is
 * kept in drive->sectors, which bounds reads (2.4 W6 d); a failed one leaves
 * the default length. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* ntdddisk.h: RemovableMedia, PARTITION_STYLE_MBR, PARTITION_FAT32. The
 * driver claims 32 sectors a track and 64 tracks a cylinder of any disc, and
 * of none. */
enum { REMOVABLE_MEDIA = 0x0b, STYLE_MBR = 0, PARTITION_FAT32 = 0x0b,
       SECTORS_PER_TRACK = 32, TRACKS_PER_CYLINDER = 64 };
enum { GEOMETRY_SIZE = 24, GEOMETRY_EX_SIZE = 32, CAPACITY_SIZE = 32,
       CAPACITY_DATA_SIZE = 8 };

/* The reply names the last sector, most significant byte first. Block lengths
 * other than 2048 do not occur on discs, and the driver rounds them away. */
static uint32_t sectors_of(const uint8_t *data)
{
    uint32_t last = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
                    (uint32_t)data[2] << 8 | data[3];

    return last < UINT32_MAX ? last + 1 : last;
}

void sim_capacity_keep(struct sim_drive *drive, uint32_t status,
                       const uint8_t *data, size_t size)
{
    bool known = status == TJ_STATUS_SUCCESS && size >= CAPACITY_DATA_SIZE;

    drive->sectors = known ? sectors_of(data) : 0;
}

enum sim_progress sim_capacity_run(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    struct sim_command *command = &request->command;

    if (command->phase == SIM_COMMAND_IDLE)
        sim_command_prepare(command, SIM_OP_READ_CAPACITY, 0);
    enum sim_progress progress = sim_request_exchange(drive, request, effects);
    if (progress == SIM_FINISHED)
        sim_capacity_keep(drive, command->status, effects->output,
                          command->data_size);
    return progress;
}

void sim_geometry_put(const struct sim_drive *drive, uint32_t type, uint8_t *at)
{
    tj_put_u64(at, drive->sectors / (SECTORS_PER_TRACK * TRACKS_PER_CYLINDER));
    tj_put_u32(at + 8, type);
    tj_put_u32(at + 12, TRACKS_PER_CYLINDER);
    tj_put_u32(at + 16, SECTORS_PER_TRACK);
    tj_put_u32(at + 20, SIM_SECTOR_SIZE);
}

static bool is_measured(const struct sim_request *request,
                        enum sim_progress progress)
{
    return progress == SIM_FINISHED && sim_succeeded(request);
}

/* Asks the drive; SUCCESS: the answer may be put into the request's buffer,
 * which is cleared, and is size bytes. */
static enum sim_progress measure(struct sim_drive *drive,
                                 struct sim_request *request, uint32_t size,
                                 struct sim_effects *effects)
{
    enum sim_progress progress = sim_capacity_run(drive, request, effects);

    if (is_measured(request, progress)) {
        memset(request->buffer, 0, size);
        request->info = size;
    }
    return progress;
}

enum sim_progress sim_geometry_handle(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    enum sim_progress progress =
        measure(drive, request, GEOMETRY_SIZE, effects);

    if (is_measured(request, progress))
        sim_geometry_put(drive, REMOVABLE_MEDIA, request->buffer);
    return progress;
}

/* DISK_GEOMETRY_EX without its variable end. */
enum sim_progress sim_geometry_ex_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    enum sim_progress progress =
        measure(drive, request, GEOMETRY_EX_SIZE, effects);

    if (!is_measured(request, progress))
        return progress;
    sim_geometry_put(drive, REMOVABLE_MEDIA, request->buffer);
    tj_put_u64(request->buffer + GEOMETRY_SIZE, sim_partition_length(drive));
    return progress;
}

enum sim_progress sim_length_handle(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    enum sim_progress progress = measure(drive, request, 8, effects);

    if (is_measured(request, progress))
        tj_put_u64(request->buffer, sim_partition_length(drive));
    return progress;
}

/* STORAGE_READ_CAPACITY: version, size, block length, blocks, bytes. */
enum sim_progress sim_read_capacity_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    enum sim_progress progress =
        measure(drive, request, CAPACITY_SIZE, effects);

    if (!is_measured(request, progress))
        return progress;
    tj_put_u32(request->buffer, CAPACITY_SIZE);
    tj_put_u32(request->buffer + 4, CAPACITY_SIZE);
    tj_put_u32(request->buffer + 8, SIM_SECTOR_SIZE);
    tj_put_u64(request->buffer + 16,
               sim_partition_length(drive) / SIM_SECTOR_SIZE);
    tj_put_u64(request->buffer + 24, sim_partition_length(drive));
    return progress;
}

/* --- The invented partition: no device, whatever is in the drive --- */

enum { PARTITION_SIZE = 32, PARTITION_EX_SIZE = 144, LAYOUT_HEADER_SIZE = 8,
       LAYOUT_EX_HEADER_SIZE = 48, PARTITION_EX_MBR = 32 };

/* PARTITION_INFORMATION: number 0 starts at 0 and is as long as the disc was
 * when its capacity was last read. */
static void put_partition(const struct sim_drive *drive, uint8_t *at)
{
    memset(at, 0, PARTITION_SIZE);
    tj_put_u64(at + 8, sim_partition_length(drive));
    at[24] = PARTITION_FAT32;
    at[26] = 1; /* RecognizedPartition */
}

static void put_partition_ex(const struct sim_drive *drive, uint8_t *at)
{
    memset(at, 0, PARTITION_EX_SIZE);
    tj_put_u32(at, STYLE_MBR);
    tj_put_u64(at + 16, sim_partition_length(drive));
    at[PARTITION_EX_MBR] = PARTITION_FAT32;
    at[PARTITION_EX_MBR + 2] = 1; /* RecognizedPartition */
}

static enum sim_progress replied(struct sim_request *request, uint32_t size)
{
    request->status = TJ_STATUS_SUCCESS;
    request->info = size;
    return SIM_REPLIED;
}

enum sim_progress sim_partition_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    put_partition(drive, effects->output);
    return replied(request, PARTITION_SIZE);
}

enum sim_progress sim_partition_ex_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    put_partition_ex(drive, effects->output);
    return replied(request, PARTITION_EX_SIZE);
}

/* DRIVE_LAYOUT_INFORMATION: one partition, signature 1. */
enum sim_progress sim_layout_handle(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    tj_put_u32(effects->output, 1);
    tj_put_u32(effects->output + 4, 1);
    put_partition(drive, effects->output + LAYOUT_HEADER_SIZE);
    return replied(request, LAYOUT_HEADER_SIZE + PARTITION_SIZE);
}

enum sim_progress sim_layout_ex_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    memset(effects->output, 0, LAYOUT_EX_HEADER_SIZE);
    tj_put_u32(effects->output, STYLE_MBR);
    tj_put_u32(effects->output + 4, 1);
    tj_put_u32(effects->output + 8, 1);
    put_partition_ex(drive, effects->output + LAYOUT_EX_HEADER_SIZE);
    return replied(request, LAYOUT_EX_HEADER_SIZE + PARTITION_EX_SIZE);
}
