/* Which handler a code has, by which route it gets there, and what is checked
 * on the way (spec 0.5 steps 3 and 4, 3.1, 3.2). */
#include "sim/routes.h"

#include "core/drive/code_list.h"

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

/* The dispatcher queues it, the serial handler has no case for it (R27). */
enum sim_progress sim_no_case_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_ACCESS_DENIED;
    return SIM_FINISHED;
}

enum sim_progress sim_not_supported_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->status = TJ_STATUS_NOT_SUPPORTED;
    return SIM_FINISHED;
}

uint32_t sim_powered_validate(const struct sim_drive *drive,
                              struct sim_request *request)
{
    (void)request;
    return sim_zero_power(drive) ? TJ_STATUS_NO_MEDIA_IN_DEVICE
                                 : TJ_STATUS_SUCCESS;
}

/* --- The table --- */

/* Numbers of the catalogue, so that no row can be wrong about its own. */
enum code {
#define X(name, device, function, method, access, ...)                   \
    name = TJ_CONTROL_CODE(TJ_DEVICE_##device, function, TJ_##method, \
                           TJ_CODE_##access),
    TJ_CODE_LIST(X)
#undef X
};

enum {
    ROUTES_BEFORE = SIM_ROUTE_POLL,
#define X(name, class, input, output, validate, handle) ROUTE_##name,
    SIM_ROUTE_LIST(X)
#undef X
    ROUTES
};
_Static_assert(ROUTES <= UINT8_MAX, "a request keeps its row in one byte");

static const struct sim_route routes[] = {
    [SIM_ROUTE_UNKNOWN] = { 0, SIM_TOKEN, 0, 0, NULL,
                            sim_port_driver_handle },
    [SIM_ROUTE_POLL] = { 1, SIM_QUEUED, 0, 0, NULL, sim_poll_handle },
#define X(name, class, input, output, validate, handle) \
    [ROUTE_##name] = { name, SIM_##class, input, output, validate, handle },
    SIM_ROUTE_LIST(X)
#undef X
};

/* A search tree in code: two rows of one number do not compile. The driver's
 * own token is recognised by its request, never by its code: a user's 0x7C0C8
 * is an unknown code (spec 4.3). */
uint8_t sim_route_find(uint32_t normalised)
{
    switch (normalised) {
#define X(name, class, input, output, validate, handle) \
    case name:                                          \
        return ROUTE_##name;
        SIM_ROUTE_LIST(X)
#undef X
    default:
        return SIM_ROUTE_UNKNOWN;
    }
}

const struct sim_route *sim_route_at(uint8_t route)
{
    TJ_ASSERT(route < ROUTES);
    return &routes[route];
}
