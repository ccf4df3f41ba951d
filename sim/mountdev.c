/* What the mount manager asks (spec 3.2): answered at once, without the device,
 * and never gated. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* sizeof MOUNTDEV_UNIQUE_ID, MOUNTDEV_NAME; a length, then what it counts. */
enum { STRUCTURE_SIZE = 4, LINK_NAME_SIZE = 6, LENGTH_SIZE = 2 };

/* The name of the driver's interface for the mount manager. */
static const char interface_name[] =
    "\\??\\SCSI#CdRom&Ven_TRAYJAM&Prod_SIMULATED_DVD#4&1&0&010000#"
    "{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}";
static const char device_name[] = "\\Device\\CdRom0";

/* Names are UTF-16. A buffer for the structure but not for the name gets the
 * length only, with the warning. */
static enum sim_progress put_name(struct sim_request *request,
                                  const char *name, struct sim_effects *effects)
{
    uint32_t length = (uint32_t)strlen(name) * 2;
    uint8_t *output = effects->output;

    if (request->output_size < STRUCTURE_SIZE) {
        request->info = STRUCTURE_SIZE;
        request->status = TJ_STATUS_BUFFER_TOO_SMALL;
        return SIM_FINISHED;
    }
    memset(output, 0, STRUCTURE_SIZE);
    tj_put_u16(output, (uint16_t)length);
    request->info = STRUCTURE_SIZE;
    request->status = TJ_STATUS_BUFFER_OVERFLOW;
    if (request->output_size < LENGTH_SIZE + length)
        return SIM_REPLIED;
    for (size_t i = 0; name[i] != '\0'; i++)
        tj_put_u16(output + LENGTH_SIZE + 2 * i, (uint8_t)name[i]);
    request->info = LENGTH_SIZE + length;
    request->status = TJ_STATUS_SUCCESS;
    return SIM_REPLIED;
}

/* The interface is registered at device start, so it always has a name; one
 * without would get INVALID_PARAMETER. */
enum sim_progress sim_unique_id_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    (void)drive;
    return put_name(request, interface_name, effects);
}

enum sim_progress sim_device_name_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    (void)drive;
    return put_name(request, device_name, effects);
}

/* A drive letter that the registry suggests; no system installed today writes
 * that value (INFERRED). */
enum sim_progress sim_link_name_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    (void)drive, (void)effects;
    if (request->output_size < LINK_NAME_SIZE) {
        request->info = LINK_NAME_SIZE;
        request->status = TJ_STATUS_BUFFER_TOO_SMALL;
    } else {
        request->status = TJ_STATUS_OBJECT_NAME_NOT_FOUND;
    }
    return SIM_FINISHED;
}
