#include "backends/layer_record.h"

#include "core/base/apart.h"
#include "core/base/assert.h"

#include <string.h>

static struct tj_record_layer *layer_of(struct tj_backend *backend)
{
    return (struct tj_record_layer *)backend;
}

static uint64_t now(const struct tj_record_layer *layer)
{
    return layer->config.now(layer->config.context);
}

/* Times of a record count from the origin; what is older than it happened at
 * it (an event emitted before the run began). */
static uint64_t since_origin(const struct tj_record_layer *layer,
                             uint64_t time_ns)
{
    return time_ns > layer->config.origin_ns
               ? time_ns - layer->config.origin_ns
               : 0;
}

/* --- Invocation --- */

static uint32_t late_us(const struct tj_op *op, uint64_t now_ns)
{
    if (op->due_ns == 0 || now_ns <= op->due_ns)
        return 0;
    uint64_t late = (now_ns - op->due_ns) / 1000;
    return late < UINT32_MAX ? (uint32_t)late : UINT32_MAX;
}

static uint64_t invoke(const struct tj_record_layer *layer,
                       const struct tj_op *op, uint64_t now_ns,
                       const struct tj_record_slot *kept,
                       struct tj_record *slot)
{
    const struct tj_invocation made = {
        .t0_ns = kept->t0_ns,
        .drive = op->drive,
        .what = kept->verb,
        .flags = kept->flags,
        .client = op->client,
        .name = op->name,
        .number = op->number,
        .handle = op->handle,
        .code = op->code,
        .arg = op->verb == TJ_IOCTL ? tj_brief_of(op) : op->arg,
        .late_us = late_us(op, now_ns),
    };

    return tj_segment_invoke(layer->config.segment, slot, &made);
}

static void keep(const struct tj_record_layer *layer, const struct tj_op *op,
                 uint64_t now_ns, struct tj_record_slot *kept)
{
    kept->verb = (uint8_t)op->verb;
    kept->flags = (uint8_t)(layer->flags |
                            (op->due_ns != 0 ? TJ_RECORD_DUE : 0) |
                            (op->arrival ? TJ_RECORD_ARRIVAL : 0));
    kept->number = op->number;
    kept->code = op->code;
    kept->t0_ns = since_origin(layer, now_ns);
    kept->index = UINT64_MAX;
    kept->used = true;
}

/* --- Completion --- */

static bool is_name(const struct tj_record_layer *layer, uint16_t id,
                    const char *name)
{
    return id > 0 && id < layer->config.names_count &&
           strcmp(layer->config.names[id], name) == 0;
}

/* Most queries meet the owner that the last one met. */
static TJ_APART uint32_t name_id(struct tj_record_layer *layer, const char *name)
{
    size_t count = layer->config.names_count;

    if (is_name(layer, layer->last_name, name))
        return layer->last_name;
    for (uint16_t id = 1; id < count && id < TJ_RESULT_NAME_UNKNOWN; id++) {
        if (is_name(layer, id, name)) {
            layer->last_name = id;
            return id;
        }
    }
    return TJ_RESULT_NAME_UNKNOWN;
}

static TJ_APART uint32_t read_result(struct tj_record_layer *layer,
                                     const struct tj_record_slot *kept,
                                     const struct tj_reply *reply)
{
    enum tj_verb         verb = (enum tj_verb)kept->verb;
    struct tj_lock_state state;
    uint32_t             count;

    if (verb == TJ_QUERY &&
        tj_decode_lock_state(reply->output, reply->info, &state))
        return (state.locked ? (uint32_t)TJ_RESULT_LOCKED : 0u) |
               (state.locked || state.name[0] != '\0'
                    ? name_id(layer, state.name)
                    : 0u);
    if (verb == TJ_VERIFY &&
        tj_decode_change_count(reply->output, reply->info, &count))
        return count;
    if (verb == TJ_IOCTL &&
        kept->code == TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX &&
        tj_decode_media_mounted(reply->output, reply->info))
        return TJ_RESULT_MOUNTED;
    return 0;
}

static uint32_t result_of(struct tj_record_layer *layer,
                          const struct tj_record_slot *kept,
                          const struct tj_reply *reply)
{
    bool tells = kept->verb == TJ_QUERY || kept->verb == TJ_VERIFY ||
                 kept->verb == TJ_IOCTL;

    return tells && reply->outcome == TJ_DONE ? read_result(layer, kept, reply)
                                              : 0;
}

static void measure(struct tj_record_layer *layer,
                    const struct tj_record_slot *kept, enum tj_outcome outcome,
                    uint64_t took_ns)
{
    struct tj_live_counts *counts = &layer->counts;

    tj_live_add(&counts->by[kept->verb][outcome], 1);
    tj_live_add(&counts->took_ns[kept->verb][outcome], took_ns);
    tj_live_add(&counts->operations, 1);
    if (layer->config.latency != NULL && (kept->flags & TJ_RECORD_WARMUP) == 0)
        tj_histogram_record(layer->config.latency, took_ns);
}

static void complete(struct tj_record_layer *layer,
                     const struct tj_record_slot *kept,
                     const struct tj_reply *reply, uint64_t now_ns)
{
    const struct tj_completion done = {
        .t1_ns = since_origin(layer, now_ns),
        .outcome = (uint8_t)reply->outcome,
        .status = reply->status,
        .native = (uint16_t)(reply->native & 0xffff),
        .info = reply->info,
        .done_flags = (uint8_t)((reply->injected ? TJ_RECORD_INJECTED : 0) |
                                (reply->brought ? TJ_RECORD_BROUGHT : 0)),
        .result = result_of(layer, kept, reply),
    };

    TJ_INVARIANT(B3, done.t1_ns >= kept->t0_ns);
    if (kept->index != UINT64_MAX)
        tj_segment_answer(layer->config.segment, kept->index, &done);
    measure(layer, kept, reply->outcome, done.t1_ns - kept->t0_ns);
}

/* --- The watch: one operation or a hundred in flight, the client is below. --- */

static void go_below(const struct tj_record_layer *layer, uint64_t now_ns)
{
    if (layer->config.watch != NULL && layer->backend.in_flight == 0)
        tj_watch_go_below(layer->config.watch, now_ns);
}

/* Before anything is written: whoever gave the client up has its segment. */
static void come_back(const struct tj_record_layer *layer, unsigned in_flight)
{
    if (layer->config.watch != NULL && in_flight == 0)
        tj_watch_come_back(layer->config.watch);
}

/* --- The backend --- */

/* The door counts what is in flight: one is free. */
static struct tj_record_slot *free_slot(struct tj_record_layer *layer)
{
    struct tj_record_slot *slot = layer->slots;

    while (slot->used) {
        slot++;
        TJ_ASSERT(slot < layer->slots + TJ_IN_FLIGHT_MAX);
    }
    return slot;
}

static enum tj_submit record_submit(struct tj_backend *backend,
                                    uint64_t now_ns, const struct tj_op *op,
                                    struct tj_reply *reply)
{
    struct tj_record_layer *layer = layer_of(backend);
    struct tj_segment      *segment = layer->config.segment;
    struct tj_record_slot  *kept = free_slot(layer);

    /* First the slot, then the time: a slot may cost a system call. */
    struct tj_record *slot = segment == NULL ? NULL : tj_segment_begin(segment);
    uint64_t          t0_ns = now(layer);
    if (t0_ns < now_ns) /* A virtual clock moves with the submission. */
        t0_ns = now_ns;
    keep(layer, op, t0_ns, kept);
    if (slot != NULL)
        kept->index = invoke(layer, op, t0_ns, kept, slot);

    if (op->arrival)
        tj_live_add(&layer->counts.arrivals, 1);
    go_below(layer, t0_ns);
    enum tj_submit taken = tj_backend_submit(backend->next, t0_ns, op, reply);
    /* A record says "invoked" already; BUSY would make it a lie. It cannot
     * be: this layer's own door has counted what is in flight. */
    TJ_ASSERT(taken != TJ_BUSY);
    if (taken == TJ_ACCEPTED)
        return TJ_ACCEPTED;
    come_back(layer, backend->in_flight);
    complete(layer, kept, reply, now(layer));
    kept->used = false;
    return TJ_ANSWERED;
}

static bool record_collect(struct tj_backend *backend, uint64_t until_ns,
                           struct tj_reply *reply)
{
    struct tj_record_layer *layer = layer_of(backend);

    if (!tj_backend_collect(backend->next, until_ns, reply))
        return false;
    come_back(layer, backend->next->in_flight);
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_record_slot *slot = &layer->slots[i];

        if (!slot->used || slot->number != reply->number)
            continue;
        /* Not now: the runner may come for an answer long after it was
         * given, and the drive knows when that was. */
        complete(layer, slot, reply, reply->answered_ns);
        slot->used = false;
        return true;
    }
    TJ_INVARIANT(B2, false); /* An answer to what nobody asked. */
    return false;
}

static enum tj_status record_listen(struct tj_backend *backend,
                                    tj_handle handle, struct tj_error *error)
{
    struct tj_record_layer *layer = layer_of(backend);

    /* A drive that does not answer to that hangs, too. */
    go_below(layer, now(layer));
    enum tj_status status = tj_backend_listen(backend->next, handle, error);
    come_back(layer, backend->in_flight);
    return status;
}

static void record_event(struct tj_record_layer *layer,
                         const struct tj_event *event)
{
    struct tj_segment *segment = layer->config.events_segment;
    struct tj_record  *record =
        segment == NULL ? NULL : tj_segment_begin(segment);

    if (record == NULL)
        return;
    bool seen = event->emitted_ns != 0;
    record->t0_ns = since_origin(layer, seen ? event->emitted_ns
                                             : event->delivered_ns);
    record->kind = TJ_RECORD_EVENT;
    record->drive = event->drive;
    record->what = (uint8_t)event->id;
    record->flags =
        (uint8_t)(layer->flags | (seen ? 0 : TJ_RECORD_NO_EMISSION));
    record->client = layer->backend.client;
    record->event.t1_ns = since_origin(layer, event->delivered_ns);
    record->event.number = event->number;
    record->event.size = event->size;
    memcpy(record->event.data, event->data,
           event->size < TJ_RECORD_DATA_MAX ? event->size : TJ_RECORD_DATA_MAX);
    tj_segment_commit(segment, record);
}

static size_t record_events(struct tj_backend *backend, uint64_t until_ns,
                            struct tj_event *events, size_t events_max)
{
    struct tj_record_layer *layer = layer_of(backend);
    size_t count =
        tj_backend_events(backend->next, until_ns, events, events_max);

    for (size_t i = 0; i < count; i++)
        record_event(layer, &events[i]);
    if (count > 0)
        tj_live_add(&layer->counts.events, count);
    return count;
}

static void record_close(struct tj_backend *backend, uint64_t now_ns)
{
    tj_backend_close(backend->next, now_ns);
}

static const struct tj_backend_ops record_ops = {
    .name = "record",
    .submit = record_submit,
    .collect = record_collect,
    .listen = record_listen,
    .events = record_events,
    .close = record_close,
};

void tj_record_layer_init(struct tj_record_layer *layer,
                          struct tj_backend *next,
                          const struct tj_record_config *config)
{
    TJ_ASSERT(config->now != NULL);
    *layer = (struct tj_record_layer){
        .backend = { .ops = &record_ops,
                     .next = next,
                     .client = next->client,
                     .drive = next->drive },
        .config = *config,
    };
}
