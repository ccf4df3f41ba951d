/* The requests of spec 3.2 that pass data to or from the drive, and what they
 * share. Nothing outside sim/ includes it. */
#ifndef TJ_SIM_REQUESTS_H
#define TJ_SIM_REQUESTS_H

#include "sim/parts.h"

/* The adapter: what one command can carry (MaximumTransferLength, and in how
 * many pages); what buffers must be aligned to, and some lengths, less 1
 * (INFERRED: words). */
enum { SIM_TRANSFER_MAX = 64 * 1024, SIM_TRANSFER_PAGES = 17,
       SIM_ALIGNMENT_MASK = 1 };

/* Runs request->command. Its data pass through effects->output: what the drive
 * sends stands there when it is FINISHED; a parameter list has to be put there
 * before every call, because a step keeps nothing of an earlier one. Then
 * request->status is the command's. */
static inline enum sim_progress sim_request_exchange(
    struct sim_drive *drive, struct sim_request *request,
    struct sim_effects *effects)
{
    request->command.override = request->override;
    enum sim_progress progress =
        sim_command_run(drive, sim_actor_of(drive, request),
                        &request->command, effects->output, effects);
    request->status = request->command.status;
    return progress;
}

static inline bool sim_succeeded(const struct sim_request *request)
{
    return request->status == TJ_STATUS_SUCCESS;
}

/* Numbers of a CDB and of the drive's data: big-endian (SPC-4 3.6). */
static inline void sim_put_be16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}
static inline void sim_put_be32(uint8_t *at, uint32_t value)
{
    sim_put_be16(at, value >> 16);
    sim_put_be16(at + 2, value & 0xffff);
}
static inline uint32_t sim_get_be16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

/* --- audio.c: the play group --- */
sim_validator sim_read_q_validate;
sim_handler sim_play_handle, sim_seek_handle, sim_pause_handle,
    sim_resume_handle, sim_stop_handle, sim_read_q_handle, sim_volume_get_handle,
    sim_volume_set_handle;

/* --- raw_read.c --- */
sim_validator sim_raw_read_validate;
sim_handler   sim_raw_read_handle;

/* --- speed.c --- */
sim_validator sim_set_speed_validate, sim_streaming_validate, sim_opc_validate,
    sim_performance_validate;
sim_handler sim_set_speed_handle, sim_streaming_handle, sim_opc_handle,
    sim_performance_handle, sim_read_ahead_handle;
sim_validator sim_read_ahead_validate;

/* --- dvd.c, aacs.c --- */
/* Fields of REPORT KEY, SEND KEY and READ DISC STRUCTURE (blocks: the layer);
 * size: how much the drive may send or gets. */
struct sim_key {
    uint32_t address;
    uint16_t size;
    uint8_t  key_class, format, agid, blocks;
};
void sim_key_prepare(struct sim_command *command, enum sim_opcode opcode,
                     const struct sim_key *key);
void sim_structure_prepare(struct sim_command *command,
                           const struct sim_key *key);
/* A parameter list of size bytes: header, then the input behind `from`. */
void sim_key_put(uint8_t *list, const struct sim_request *request, uint32_t from,
                 uint32_t size);
enum sim_progress sim_session_start(struct sim_drive *drive,
                                    struct sim_request *request,
                                    uint8_t key_class,
                                    struct sim_effects *effects);
enum sim_progress sim_session_end(struct sim_drive *drive,
                                  struct sim_request *request,
                                  uint8_t key_class,
                                  struct sim_effects *effects);
sim_validator sim_dvd_start_validate, sim_dvd_end_validate,
    sim_dvd_read_key_validate, sim_dvd_send_key_validate,
    sim_dvd_structure_validate;
sim_handler sim_dvd_start_handle, sim_dvd_end_handle, sim_dvd_read_key_handle,
    sim_dvd_send_key_handle, sim_dvd_structure_handle, sim_dvd_region_handle;
sim_validator sim_aacs_validate;
sim_handler   sim_aacs_handle;

/* --- disk.c --- */
sim_validator sim_disk_verify_validate;
sim_handler sim_disk_is_writable_handle, sim_disk_verify_handle,
    sim_volumes_ready_handle, sim_volume_online_handle;
/* Before these a drive that may not be written asks the disc again (spec 3.2,
 * as W5). */
bool sim_disk_wants_to_write(const struct sim_request *request);

/* --- device.c and port.c (spec 2.2, 3.2, route P) --- */
sim_handler sim_device_number_handle, sim_hotplug_handle, sim_inquiry_handle;
sim_handler sim_set_hotplug_handle, sim_media_types_handle;
sim_validator sim_media_types_validate, sim_inquiry_validate;
/* Forwarded to a port driver that does not know it either (INFERRED). */
sim_handler sim_port_driver_handle;
sim_handler sim_address_handle, sim_capabilities_handle;
/* What the drive's model would answer at once to a command without time,
 * faults and unit attentions: what a driver read once and keeps. Gives the
 * bytes put into data (SIM_DATA_MAX). */
size_t sim_ask_quietly(const struct sim_drive *drive, const uint8_t *cdb,
                       uint8_t *data);
/* STORAGE_PROPERTY_ID: the descriptor of one, at most SIM_DESCRIPTOR_MAX bytes;
 * gives its size, 0 for a property that the port driver does not have. */
enum { SIM_PROPERTY_DEVICE, SIM_PROPERTY_ADAPTER, SIM_PROPERTY_DEVICE_ID,
       SIM_PROPERTY_UNIQUE_ID, SIM_PROPERTY_WRITE_CACHE };
enum { SIM_DESCRIPTOR_MAX = 128 };
uint32_t sim_descriptor_make(const struct sim_drive *drive, uint32_t property,
                             uint8_t *at);
/* A whole device descriptor of which only size bytes will be seen. */
void sim_descriptor_cut(uint8_t *at, uint32_t size);

/* --- geometry.c (spec 3.2) --- */
sim_handler sim_geometry_handle, sim_geometry_ex_handle, sim_length_handle;
sim_handler sim_read_capacity_handle, sim_partition_handle;
sim_handler sim_partition_ex_handle, sim_layout_handle, sim_layout_ex_handle;
/* READ CAPACITY with request->command; FINISHED: its status is there, and
 * drive->sectors is what it told. Whoever sends the command otherwise hands
 * its answer to sim_capacity_keep; a failure forgets the size. */
enum sim_progress sim_capacity_run(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects);
void sim_capacity_keep(struct sim_drive *drive, uint32_t status,
                       const uint8_t *data, size_t size);
/* DISK_GEOMETRY, 24 bytes, of that media type. */
void sim_geometry_put(const struct sim_drive *drive, uint32_t type,
                      uint8_t *at);

/* --- toc.c, configuration.c, mountdev.c, reserve.c, pass_through.c --- */
sim_handler sim_read_toc_handle, sim_read_toc_ex_handle;
sim_handler sim_last_session_handle, sim_configuration_handle;
sim_validator sim_read_toc_validate, sim_read_toc_ex_validate;
sim_validator sim_last_session_validate, sim_configuration_validate;
sim_handler sim_unique_id_handle, sim_device_name_handle, sim_link_name_handle;
sim_handler sim_reserve_handle, sim_release_handle;
sim_handler sim_persistent_in_handle, sim_persistent_out_handle;
sim_validator sim_persistent_in_validate, sim_persistent_out_validate;
sim_handler   sim_pass_through_handle;
sim_validator sim_pass_through_validate;
/* Of a 32-bit program on 64-bit Windows (R36). */
static inline bool sim_is_wow(const struct sim_drive *drive,
                              const struct sim_request *request)
{
    return request->file != SIM_NO_FILE &&
           (drive->files[request->file].flags & SIM_WOW) != 0;
}

/* --- mmc.c (spec 3.1, W5) --- */
/* Asks what the drive can do with the disc in it; FINISHED also when that
 * failed. */
sim_handler sim_mmc_refresh;
void        sim_mmc_start(struct sim_drive *drive);

/* The cached length in bytes: the default of ISO 9660 as long as no READ
 * CAPACITY has told it, nothing after surprise removal (spec 2.6). */
static inline uint64_t sim_partition_length(const struct sim_drive *drive)
{
    if (drive->sectors > 0)
        return (uint64_t)drive->sectors * SIM_SECTOR_SIZE;
    return drive->removed ? 0 : 0x7fffffff;
}

#endif
