/* Which handler a code has, by which route it gets there, and what is checked
 * on the way (spec 0.5 steps 3 and 4, 3.1, 3.2). */
#include "sim/parts.h"

/* Function numbers 0x200 to 0x300 of five other device types are the storage
 * class's (cdrom.c: NormalizeIoctl); method and access bits stay. */
uint32_t sim_normalise(uint32_t code)
{
    uint32_t function = tj_code_function(code);

    if (function < 0x200 || function > 0x300)
        return code;
    switch (tj_code_device(code)) {
    case TJ_DEVICE_SCSI:
    case TJ_DEVICE_DISK:
    case TJ_DEVICE_TAPE:
    case TJ_DEVICE_DVD:
    case TJ_DEVICE_CDROM:
        return (code & 0xffff) | (uint32_t)TJ_DEVICE_STORAGE << 16;
    default:
        return code;
    }
}

/* Forwarded to the port driver, which does not know it either (INFERRED). */
static enum sim_progress port_driver(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    return SIM_FINISHED;
}

static enum sim_progress unknown(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    request->unsimulated = true;
    return port_driver(drive, request, effects);
}

/* The dispatcher queues it, the serial handler has no case for it (R27). */
static enum sim_progress no_case(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_ACCESS_DENIED;
    return SIM_FINISHED;
}

static enum sim_progress not_supported(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_NOT_SUPPORTED;
    return SIM_FINISHED;
}

static enum sim_progress succeed(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

#define FIND_NEW_DEVICES    UINT32_C(0x002D4818)
#define CHECK_PRIORITY_HINT UINT32_C(0x002D1880)
#define GET_MEDIA_TYPES     UINT32_C(0x002D0C00)
#define PREDICT_FAILURE     UINT32_C(0x002D1100)
#define BREAK_RESERVATION   UINT32_C(0x002D5014)
#define GET_CAPABILITIES    UINT32_C(0x00041010)
#define VOLUME_ONLINE       UINT32_C(0x0056C008)

/* clang-format off */
/* code, route, least input, least output, validator, handler */
static const struct sim_route routes[] = {
    [SIM_ROUTE_UNKNOWN] = { 0, SIM_TOKEN, 0, 0, NULL, unknown },
    [SIM_ROUTE_POLL] = { 1, SIM_QUEUED, 0, 0, NULL, sim_poll_handle },
    { TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, SIM_TOKEN, 0, 0,
      sim_exclusive_validate, sim_exclusive_handle },
    { TJ_IOCTL_STORAGE_CHECK_VERIFY, SIM_QUEUED, 0, 0,
      sim_check_verify_validate, sim_check_verify_handle },
    { TJ_IOCTL_STORAGE_CHECK_VERIFY2, SIM_QUEUED, 0, 0,
      sim_check_verify_validate, sim_check_verify2_handle },
    { TJ_IOCTL_STORAGE_EJECT_MEDIA, SIM_QUEUED, 0, 0, NULL, sim_eject_handle },
    { TJ_IOCTL_STORAGE_LOAD_MEDIA, SIM_QUEUED, 0, 0, NULL, sim_load_handle },
    { TJ_IOCTL_STORAGE_LOAD_MEDIA2, SIM_QUEUED, 0, 0, NULL, sim_load_handle },
    { TJ_IOCTL_STORAGE_MEDIA_REMOVAL, SIM_QUEUED, 1, 0,
      NULL, sim_media_removal_handle },
    { TJ_IOCTL_STORAGE_EJECTION_CONTROL, SIM_QUEUED, 1, 0,
      NULL, sim_ejection_control_handle },
    { TJ_IOCTL_STORAGE_MCN_CONTROL, SIM_QUEUED, 1, 0,
      NULL, sim_mcn_control_handle },
    { TJ_IOCTL_STORAGE_EVENT_NOTIFICATION, SIM_DIRECT, 0, 0,
      NULL, sim_event_notification_handle },
    { TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, SIM_DIRECT, 0, 12,
      NULL, sim_device_number_handle },
    { TJ_IOCTL_STORAGE_GET_HOTPLUG_INFO, SIM_DIRECT, 0, 8,
      NULL, sim_hotplug_handle },
    { TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, SIM_DIRECT, 0, 0,
      sim_media_types_validate, sim_media_types_handle },
    { TJ_IOCTL_STORAGE_QUERY_PROPERTY, SIM_PROPERTY, 12, 0,
      NULL, sim_property_handle },
    { TJ_IOCTL_CDROM_GET_INQUIRY_DATA, SIM_DIRECT, 0, 0,
      sim_inquiry_validate, sim_inquiry_handle },
    { TJ_IOCTL_SCSI_GET_ADDRESS, SIM_TOKEN, 0, 8, NULL, sim_address_handle },
    { VOLUME_ONLINE, SIM_QUEUED, 0, 0, NULL, succeed },
    { FIND_NEW_DEVICES, SIM_QUEUED, 0, 0, NULL, no_case },
    { CHECK_PRIORITY_HINT, SIM_QUEUED, 0, 0, NULL, not_supported },
    { GET_MEDIA_TYPES, SIM_TOKEN, 0, 0, NULL, port_driver },
    { PREDICT_FAILURE, SIM_TOKEN, 0, 0, NULL, port_driver },
    { BREAK_RESERVATION, SIM_TOKEN, 0, 0, NULL, port_driver },
    { GET_CAPABILITIES, SIM_TOKEN, 0, 0, NULL, port_driver },
};
/* clang-format on */
enum { ROUTES = sizeof routes / sizeof *routes };

/* The driver's own token is recognised by its request, never by its code: a
 * user's 0x7C0C8 is an unknown code (spec 4.3). */
uint8_t sim_route_find(uint32_t normalised)
{
    for (uint8_t i = SIM_ROUTE_POLL + 1; i < ROUTES; i++)
        if (routes[i].code == normalised)
            return i;
    return SIM_ROUTE_UNKNOWN;
}

const struct sim_route *sim_route_at(uint8_t route)
{
    TJ_ASSERT(route < ROUTES);
    return &routes[route];
}
