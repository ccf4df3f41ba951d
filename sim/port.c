/* The port driver below the class driver: what it answers itself (spec 3.2,
 * route P; all of it INFERRED from what such drivers commonly do). */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

enum { ADDRESS_SIZE = 8, CAPABILITIES_SIZE = 24 };

enum sim_progress sim_port_driver_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    return SIM_FINISHED;
}

/* The port driver's own length check: after the wait in the queue, unlike
 * those of the class driver. */
static bool takes(struct sim_request *request, uint32_t size)
{
    bool fits = request->output_size >= size;

    request->status = fits ? TJ_STATUS_SUCCESS : TJ_STATUS_BUFFER_TOO_SMALL;
    if (fits) {
        memset(request->buffer, 0, size);
        tj_put_u32(request->buffer, size); /* Both begin with their Length. */
        request->info = size;
    }
    return fits;
}

/* SCSI_ADDRESS: port, path, target and unit 0. */
enum sim_progress sim_address_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)drive, (void)effects;
    (void)takes(request, ADDRESS_SIZE);
    return SIM_FINISHED;
}

/* IO_SCSI_CAPABILITIES: the same limits as in the adapter's descriptor. */
enum sim_progress sim_capabilities_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    (void)drive, (void)effects;
    if (!takes(request, CAPABILITIES_SIZE))
        return SIM_FINISHED;
    tj_put_u32(request->buffer + 4, SIM_TRANSFER_MAX);
    tj_put_u32(request->buffer + 8, SIM_TRANSFER_PAGES);
    tj_put_u32(request->buffer + 16, SIM_ALIGNMENT_MASK);
    return SIM_FINISHED;
}

/* --- Descriptors --- */

size_t sim_ask_quietly(const struct sim_drive *drive, const uint8_t *cdb,
                       uint8_t *data)
{
    struct sim_hardware hardware = drive->hardware;

    hardware.planted_count = 0;
    hardware.attentions_count = 0;
    return sim_hardware_command(&hardware, &drive->profile, cdb, data,
                                drive->now_ns).data_size;
}

/* Vital product data; the page's own bytes are behind a header of four. */
enum { PAGE_SERIAL = 0x80, PAGE_IDENTIFICATION = 0x83, PAGE_HEADER_SIZE = 4 };

static size_t vital_data(const struct sim_drive *drive, uint8_t page,
                         uint8_t *data)
{
    const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_INQUIRY, 1, page, 0, 0xff };
    size_t size = sim_ask_quietly(drive, cdb, data);

    return size > PAGE_HEADER_SIZE ? size - PAGE_HEADER_SIZE : 0;
}

/* STORAGE_BUS_TYPE of ntddstor.h. */
static uint8_t bus_type(const struct sim_profile *profile)
{
    static const uint8_t types[] = {
        [SIM_BUS_SATA] = 0x0b, [SIM_BUS_ATAPI] = 0x02, [SIM_BUS_USB] = 0x07,
        [SIM_BUS_SCSI] = 0x01, [SIM_BUS_VIRTUAL] = 0x0f,
    };

    TJ_ASSERT(profile->bus < sizeof types);
    return types[profile->bus];
}

/* STORAGE_DEVICE_DESCRIPTOR: 36 bytes, then the strings. */
enum { SERIAL_MAX = 32, OFFSET_VENDOR = 36, OFFSET_PRODUCT = OFFSET_VENDOR + 9,
       OFFSET_REVISION = OFFSET_PRODUCT + 17,
       OFFSET_SERIAL = OFFSET_REVISION + 5 };

static uint32_t put_device(const struct sim_drive *drive, uint8_t *at)
{
    uint8_t data[SIM_DATA_MAX];
    size_t serial_size = vital_data(drive, PAGE_SERIAL, data);

    if (serial_size > SERIAL_MAX)
        serial_size = SERIAL_MAX;
    uint32_t size = OFFSET_SERIAL + (uint32_t)serial_size + 1;
    memset(at, 0, size);
    tj_put_u32(at, OFFSET_VENDOR + 4); /* sizeof STORAGE_DEVICE_DESCRIPTOR */
    tj_put_u32(at + 4, size);
    at[8] = 0x05;
    at[10] = 1; /* RemovableMedia */
    tj_put_u32(at + 12, OFFSET_VENDOR);
    tj_put_u32(at + 16, OFFSET_PRODUCT);
    tj_put_u32(at + 20, OFFSET_REVISION);
    tj_put_u32(at + 24, OFFSET_SERIAL);
    tj_put_u32(at + 28, bus_type(&drive->profile));
    memcpy(at + OFFSET_VENDOR, drive->profile.vendor, 8);
    memcpy(at + OFFSET_PRODUCT, drive->profile.product, 16);
    memcpy(at + OFFSET_REVISION, drive->profile.revision, 4);
    memcpy(at + OFFSET_SERIAL, data + PAGE_HEADER_SIZE, serial_size);
    return size;
}

/* STORAGE_ADAPTER_DESCRIPTOR */
static uint32_t put_adapter(const struct sim_drive *drive, uint8_t *at)
{
    enum { SIZE = 32 };

    memset(at, 0, SIZE);
    tj_put_u32(at, SIZE);
    tj_put_u32(at + 4, SIZE);
    tj_put_u32(at + 8, SIM_TRANSFER_MAX);
    tj_put_u32(at + 12, SIM_TRANSFER_PAGES);
    tj_put_u32(at + 16, SIM_ALIGNMENT_MASK);
    at[24] = bus_type(&drive->profile);
    return SIZE;
}

/* STORAGE_DEVICE_ID_DESCRIPTOR with one STORAGE_IDENTIFIER. */
static uint32_t put_device_id(const struct sim_drive *drive, uint8_t *at)
{
    enum { HEADER = 12, IDENTIFIER = 16, IDENTIFIER_MAX = 48 };
    uint8_t data[SIM_DATA_MAX];

    if (vital_data(drive, PAGE_IDENTIFICATION, data) < 4)
        return 0;
    const uint8_t *found = data + PAGE_HEADER_SIZE;
    uint16_t length = found[3] < IDENTIFIER_MAX ? found[3] : IDENTIFIER_MAX;
    uint32_t size = HEADER + IDENTIFIER + (uint32_t)length;
    memset(at, 0, size);
    tj_put_u32(at, HEADER + IDENTIFIER);
    tj_put_u32(at + 4, size);
    tj_put_u32(at + 8, 1);
    tj_put_u32(at + HEADER, found[0] & 0x0f);     /* CodeSet */
    tj_put_u32(at + HEADER + 4, found[1] & 0x0f); /* Type */
    tj_put_u16(at + HEADER + 8, length);
    memcpy(at + HEADER + IDENTIFIER, found + 4, length);
    return size;
}

uint32_t sim_descriptor_make(const struct sim_drive *drive, uint32_t property,
                             uint8_t *at)
{
    switch (property) {
    case SIM_PROPERTY_DEVICE:
        return put_device(drive, at);
    case SIM_PROPERTY_ADAPTER:
        return put_adapter(drive, at);
    case SIM_PROPERTY_DEVICE_ID:
        return put_device_id(drive, at);
    default:
        return 0;
    }
}

/* A string that does not fit loses its offset, if the offset itself fits. The
 * test forgets the terminator, as in the source: a string cut exactly before
 * its NUL keeps its offset (2.3 step 3). */
void sim_descriptor_cut(uint8_t *at, uint32_t size)
{
    static const uint8_t fields[] = { 12, 16, 20, 24 };

    for (size_t i = 0; i < sizeof fields; i++) {
        uint32_t start = tj_get_u32(at + fields[i]);
        size_t length = strlen((const char *)at + start);
        if (fields[i] + 4u <= size && start + length > size)
            tj_put_u32(at + fields[i], 0);
    }
}
