/* IOCTL_STORAGE_QUERY_PROPERTY (spec 2.3, 3.2): the one request that the gate
 * lets pass and that is restricted later. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* ntddstor.h */
enum { QUERY_STANDARD = 0, QUERY_EXISTS = 1 };
enum { HEADER_SIZE = 8, UNIQUE_ID_SIZE = 20 };
/* Stages of the request. From WRITE_CACHE on the answer grows in the buffer,
 * and the query that stood there is gone. */
enum { STAGE_NORMAL, STAGE_CACHED, STAGE_DENIED,
       STAGE_FLUSH, STAGE_CURRENT, STAGE_CURRENT_AGAIN,
       STAGE_CHANGEABLE, STAGE_CHANGEABLE_AGAIN };

static uint32_t property_of(const struct sim_request *request)
{
    return tj_get_u32(request->buffer);
}

static uint32_t query_of(const struct sim_request *request)
{
    return tj_get_u32(request->buffer + 4);
}

static bool is_descriptor(const struct sim_request *request)
{
    return property_of(request) == SIM_PROPERTY_DEVICE ||
           property_of(request) == SIM_PROPERTY_ADAPTER;
}

enum sim_route_class sim_property_class(const struct sim_drive *drive,
                                        struct sim_request *request)
{
    if (!sim_is_stranger(drive, request) || query_of(request) == QUERY_EXISTS)
        return SIM_TOKEN; /* 2.3 step 2 */
    bool cached = is_descriptor(request) && query_of(request) == QUERY_STANDARD;
    cached &= /* MUTANT(property_copy_refused) */
        !sim_mutant(drive, SIM_PROPERTY_COPY_REFUSED);
    request->stage = cached ? STAGE_CACHED : STAGE_DENIED;
    return SIM_DIRECT;
}

/* --- StorageDeviceUniqueIdProperty (R24) --- */

/* The check of the output length looks at a variable that is still 0, so that
 * no standard query ever succeeds. */
static uint32_t unique_id_may(const struct sim_request *request)
{
    uint32_t query = query_of(request);

    if (query == QUERY_STANDARD && request->buffer[8] > 1)
        return TJ_STATUS_INVALID_PARAMETER;
    if (query == QUERY_STANDARD)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (query != QUERY_EXISTS)
        return TJ_STATUS_NOT_SUPPORTED;
    return request->output_size == 0 ? TJ_STATUS_BUFFER_TOO_SMALL
                                     : TJ_STATUS_SUCCESS;
}

/* The question whether it exists goes on to build it: a header with offsets,
 * the identifier of page 83h, the device's descriptor. One that does not fit
 * is a warning without bytes. */
static enum sim_progress unique_id(const struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    uint8_t *output = effects->output;

    request->status = unique_id_may(request);
    if (request->status != TJ_STATUS_SUCCESS)
        return SIM_FINISHED;
    memset(output, 0, UNIQUE_ID_SIZE);
    uint32_t id_size = sim_descriptor_make(drive, SIM_PROPERTY_DEVICE_ID,
                                           output + UNIQUE_ID_SIZE);
    uint32_t size = UNIQUE_ID_SIZE + id_size;
    tj_put_u32(output, 1); /* DUID_VERSION_1 */
    tj_put_u32(output + 8, id_size > 0 ? UNIQUE_ID_SIZE : 0);
    tj_put_u32(output + 12, size);
    size += sim_descriptor_make(drive, SIM_PROPERTY_DEVICE, output + size);
    tj_put_u32(output + 4, size);
    request->info = size;
    if (request->output_size < size) {
        request->status = TJ_STATUS_BUFFER_OVERFLOW;
        request->info = 0;
    }
    return SIM_REPLIED;
}

/* --- StorageDeviceWriteCacheProperty --- */

/* STORAGE_WRITE_CACHE_PROPERTY, and the enumerations in it; 0 is "unknown" in
 * each. */
enum { CACHE_SIZE = 28, CACHE_TYPE = 8, CACHE_ENABLED = 12,
       CACHE_CHANGEABLE = 16, CACHE_THROUGH = 20, CACHE_FLUSH = 24 };
enum { TYPE_WRITE_BACK = 2, DISABLED = 1, ENABLED = 2, NOT_CHANGEABLE = 1,
       CHANGEABLE = 2, THROUGH_NO = 1, THROUGH_YES = 2 };
/* MODE SENSE (10), SPC-4 6.12: an 8-byte header; the caching page (8) has WCE
 * in byte 2. Page control 1 asks which bits could be changed. */
enum { MODE_HEADER_SIZE = 8, MODE_DATA_SIZE = 192, MODE_PAGE_CACHING = 8,
       MODE_CHANGEABLE = 0x40, MODE_DPOFUA = 0x10, CACHING_WCE = 0x04 };

/* A property that exists still needs room for a header. */
static uint32_t write_cache_may(const struct sim_request *request)
{
    if (query_of(request) != QUERY_STANDARD &&
        query_of(request) != QUERY_EXISTS)
        return TJ_STATUS_NOT_SUPPORTED;
    return request->output_size < HEADER_SIZE ? TJ_STATUS_INFO_LENGTH_MISMATCH
                                              : TJ_STATUS_SUCCESS;
}

static enum sim_progress write_cache_start(struct sim_request *request)
{
    request->status = write_cache_may(request);
    if (request->status != TJ_STATUS_SUCCESS)
        return SIM_FINISHED;
    memset(request->buffer, 0, CACHE_SIZE);
    tj_put_u32(request->buffer, CACHE_SIZE);
    tj_put_u32(request->buffer + 4, CACHE_SIZE);
    if (request->output_size < CACHE_SIZE) { /* Only the header is wanted. */
        request->info = HEADER_SIZE;
        return SIM_FINISHED;
    }
    request->stage = STAGE_FLUSH;
    return SIM_AGAIN;
}

static void prepare_cache_command(struct sim_request *request)
{
    struct sim_command *command = &request->command;

    if (request->stage == STAGE_FLUSH) {
        sim_command_prepare(command, SIM_OP_SYNCHRONIZE_CACHE, 0);
        return;
    }
    bool changeable = request->stage >= STAGE_CHANGEABLE;
    sim_command_prepare(command, SIM_OP_MODE_SENSE, 0);
    command->cdb[2] = MODE_PAGE_CACHING | (changeable ? MODE_CHANGEABLE : 0);
    command->cdb[8] = MODE_DATA_SIZE;
}

/* The caching page in size bytes of mode data, or NULL. */
static const uint8_t *caching_page(const uint8_t *data, size_t size)
{
    size_t told = ((size_t)data[0] << 8 | data[1]) + 2;
    size_t at = MODE_HEADER_SIZE + ((size_t)data[6] << 8 | data[7]);

    if (size > told)
        size = told;
    while (at + 2 < size && (data[at] & 0x3f) != MODE_PAGE_CACHING)
        at += 2u + data[at + 1];
    return at + 2 < size ? data + at : NULL;
}

static void learn_current(uint8_t *answer, const uint8_t *data, size_t size)
{
    const uint8_t *page = caching_page(data, size);

    if (page != NULL) {
        bool on = (page[2] & CACHING_WCE) != 0;
        tj_put_u32(answer + CACHE_TYPE, on ? TYPE_WRITE_BACK : 0);
        tj_put_u32(answer + CACHE_ENABLED, on ? ENABLED : DISABLED);
    }
    tj_put_u32(answer + CACHE_THROUGH,
               (data[3] & MODE_DPOFUA) != 0 ? THROUGH_YES : THROUGH_NO);
}

static void learn_changeable(uint8_t *answer, const uint8_t *data, size_t size)
{
    const uint8_t *page = caching_page(data, size);

    if (page != NULL)
        tj_put_u32(answer + CACHE_CHANGEABLE,
                   (page[2] & CACHING_WCE) != 0 ? CHANGEABLE : NOT_CHANGEABLE);
}

static enum sim_progress cache_answered(struct sim_request *request)
{
    request->status = TJ_STATUS_SUCCESS;
    request->info = CACHE_SIZE;
    return SIM_FINISHED;
}

/* After one command. MODE SENSE that fails counts as one that said nothing;
 * one that sends too little is asked again, and given up the second time. */
static enum sim_progress write_cache_learn(struct sim_request *request,
                                           uint8_t *data)
{
    bool good = sim_succeeded(request);
    size_t size = good ? request->command.data_size : MODE_HEADER_SIZE;

    if (request->stage == STAGE_FLUSH) {
        request->buffer[CACHE_FLUSH] = good;
        request->stage = STAGE_CURRENT;
        return SIM_AGAIN;
    }
    if (!good)
        memset(data, 0, MODE_HEADER_SIZE);
    bool shorted = size < MODE_HEADER_SIZE;
    bool again = request->stage == STAGE_CURRENT_AGAIN ||
                 request->stage == STAGE_CHANGEABLE_AGAIN;
    if (shorted && !again) {
        request->stage++;
        return SIM_AGAIN;
    }
    if (request->stage >= STAGE_CHANGEABLE) {
        if (!shorted)
            learn_changeable(request->buffer, data, size);
        return cache_answered(request);
    }
    if (shorted) {
        request->status = TJ_STATUS_IO_DEVICE_ERROR;
        return SIM_FINISHED;
    }
    learn_current(request->buffer, data, size);
    request->stage = STAGE_CHANGEABLE;
    return SIM_AGAIN;
}

static enum sim_progress write_cache_step(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare_cache_command(request);
    enum sim_progress progress = sim_request_exchange(drive, request, effects);
    return progress == SIM_FINISHED
               ? write_cache_learn(request, effects->output)
               : progress;
}

/* --- All of them --- */

/* An output of 0 is fine; below a header it is not. */
static enum sim_progress put_descriptor(const struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    uint32_t property = property_of(request);
    uint32_t size = sim_descriptor_make(drive, property, effects->output);
    bool shorter = request->output_size < size;

    request->info = size;
    if (request->output_size > 0 && request->output_size < HEADER_SIZE) {
        request->status = TJ_STATUS_BUFFER_TOO_SMALL;
        return SIM_FINISHED;
    }
    if (shorter)
        request->info = request->output_size;
    if (shorter && property == SIM_PROPERTY_DEVICE)
        sim_descriptor_cut(effects->output, request->info);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_REPLIED;
}

/* The port driver has three; whoever asks for another gets an error of its own
 * (INFERRED). */
static enum sim_progress port_property(const struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    uint32_t query = query_of(request);

    if (property_of(request) > SIM_PROPERTY_DEVICE_ID || query > QUERY_EXISTS) {
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
        return SIM_FINISHED;
    }
    if (query == QUERY_STANDARD)
        return put_descriptor(drive, request, effects);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

enum sim_progress sim_property_handle(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    if (request->stage >= STAGE_FLUSH)
        return write_cache_step(drive, request, effects);
    if (request->stage == STAGE_DENIED) { /* 2.3 step 4 */
        request->status = TJ_STATUS_ACCESS_DENIED;
        return SIM_FINISHED;
    }
    if (request->stage == STAGE_CACHED) /* 2.3 step 3 */
        return put_descriptor(drive, request, effects);
    switch (property_of(request)) {
    case SIM_PROPERTY_UNIQUE_ID:
        return unique_id(drive, request, effects);
    case SIM_PROPERTY_WRITE_CACHE:
        return write_cache_start(request);
    default:
        return port_property(drive, request, effects);
    }
}
