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

/* STORAGE_DEVICE_DESCRIPTOR: 36 bytes, then the strings; such drives give no
 * serial number. STORAGE_ADAPTER_DESCRIPTOR: SATA. */
enum { OFFSET_VENDOR = 36, OFFSET_PRODUCT = OFFSET_VENDOR + 9,
       OFFSET_REVISION = OFFSET_PRODUCT + 17,
       DEVICE_DESCRIPTOR_SIZE = OFFSET_REVISION + 5,
       ADAPTER_DESCRIPTOR_SIZE = 32, BUS_TYPE_SATA = 0x0b };

static uint32_t put_device(const struct sim_drive *drive, uint8_t *at)
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
    memcpy(at + OFFSET_VENDOR, drive->profile.vendor, 8);
    memcpy(at + OFFSET_PRODUCT, drive->profile.product, 16);
    memcpy(at + OFFSET_REVISION, drive->profile.revision, 4);
    return DEVICE_DESCRIPTOR_SIZE;
}

static uint32_t put_adapter(uint8_t *at)
{
    memset(at, 0, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at + 4, ADAPTER_DESCRIPTOR_SIZE);
    tj_put_u32(at + 8, SIM_TRANSFER_MAX);
    tj_put_u32(at + 12, SIM_TRANSFER_PAGES);
    tj_put_u32(at + 16, SIM_ALIGNMENT_MASK);
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

uint32_t sim_descriptor_put(const struct sim_drive *drive,
                            struct sim_request *request, bool device)
{
    uint8_t descriptor[DEVICE_DESCRIPTOR_SIZE];
    uint32_t size = device ? put_device(drive, descriptor)
                           : put_adapter(descriptor);

    request->info = size;
    if (request->output_size > 0 && request->output_size < 8)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (request->output_size < size)
        request->info = request->output_size;
    if (device && request->info < size)
        drop_cut_strings(descriptor, request->info);
    memcpy(request->buffer, descriptor, request->info);
    return TJ_STATUS_SUCCESS;
}
