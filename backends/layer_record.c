#include "backends/layer_record.h"

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

static void describe(const struct tj_record_layer *layer,
                     const struct tj_op *op, uint64_t t0_ns,
                     struct tj_record *record)
{
    record->t0_ns = since_origin(layer, t0_ns);
    record->kind = TJ_RECORD_OPERATION;
    record->drive = op->drive;
    record->what = (uint8_t)op->verb;
    record->flags = (uint8_t)(layer->flags |
                              (op->due_ns != 0 ? TJ_RECORD_DUE : 0) |
                              (op->arrival ? TJ_RECORD_ARRIVAL : 0));
    record->client = op->client;
    record->name = op->name;
    record->op.number = op->number;
    record->op.handle = op->handle;
    record->op.code = op->code;
    record->op.arg = op->verb == TJ_IOCTL ? tj_brief_of(op) : op->arg;
    record->late_us = late_us(op, t0_ns);
}

/* --- Completion --- */

static bool is_name(const struct tj_record_layer *layer, uint16_t id,
                    const char *name)
{
    return id > 0 && id < layer->config.names_count &&
           strcmp(layer->config.names[id], name) == 0;
}

/* Most queries meet the owner that the last one met. */
static uint32_t name_id(struct tj_record_layer *layer, const char *name)
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

static uint32_t result_of(struct tj_record_layer *layer,
                          const struct tj_record *record,
                          const struct tj_reply *reply)
{
    enum tj_verb         verb = (enum tj_verb)record->what;
    struct tj_lock_state state;
    uint32_t             count;

    if (reply->outcome != TJ_DONE)
        return 0;
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
        record->op.code == TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX &&
        tj_decode_media_mounted(reply->output, reply->info))
        return TJ_RESULT_MOUNTED;
    return 0;
}

static void measure(struct tj_record_layer *layer,
                    const struct tj_record *record)
{
    struct tj_live_counts *counts = &layer->counts;

    tj_live_add(&counts->by[record->what][record->op.outcome], 1);
    tj_live_add(&counts->took_ns[record->what][record->op.outcome],
                record->op.t1_ns - record->t0_ns);
    tj_live_add(&counts->operations, 1);
    if (layer->config.latency != NULL &&
        (record->flags & TJ_RECORD_WARMUP) == 0)
        tj_histogram_record(layer->config.latency,
                            record->op.t1_ns - record->t0_ns);
}

static void complete(struct tj_record_layer *layer, struct tj_record *record,
                     uint64_t index, const struct tj_reply *reply,
                     uint64_t t1_ns)
{
    record->op.t1_ns = since_origin(layer, t1_ns);
    TJ_INVARIANT(B3, record->op.t1_ns >= record->t0_ns);
    record->op.outcome = (uint8_t)reply->outcome;
    record->op.status = reply->status;
    record->op.native = (uint16_t)(reply->native & 0xffff);
    record->op.info = reply->info;
    record->op.done_flags =
        (uint8_t)((reply->injected ? TJ_RECORD_INJECTED : 0) |
                  (reply->brought ? TJ_RECORD_BROUGHT : 0));
    record->op.result = result_of(layer, record, reply);
    if (index != UINT64_MAX)
        tj_segment_complete(layer->config.segment, index, record);
    measure(layer, record);
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
    struct tj_record        own;
    uint64_t                index = UINT64_MAX;

    /* First the slot, then the time: a slot may cost a system call. */
    struct tj_record *slot = segment == NULL ? NULL : tj_segment_begin(segment);
    uint64_t          t0_ns = now(layer);
    if (t0_ns < now_ns) /* A virtual clock moves with the submission. */
        t0_ns = now_ns;
    if (slot != NULL) {
        describe(layer, op, t0_ns, slot);
        index = tj_segment_index(segment, slot);
        tj_segment_commit(segment, slot);
    }

    if (op->arrival)
        tj_live_add(&layer->counts.arrivals, 1);
    go_below(layer, t0_ns);
    enum tj_submit taken = tj_backend_submit(backend->next, t0_ns, op, reply);
    if (taken != TJ_ACCEPTED)
        come_back(layer, backend->in_flight);
    uint64_t t1_ns = taken == TJ_ANSWERED ? now(layer) : 0;

    /* A record says "invoked" already; BUSY would make it a lie. It cannot
     * be: this layer's own door has counted what is in flight. */
    TJ_ASSERT(taken != TJ_BUSY);
    if (taken == TJ_ACCEPTED) {
        struct tj_record_slot *kept = free_slot(layer);
        kept->used = true;
        kept->index = index;
        describe(layer, op, t0_ns, &kept->record);
        return TJ_ACCEPTED;
    }
    /* Completed where it lies, unless a strike was recorded behind it: then
     * the slot may have moved out of the window. */
    if (slot == NULL || !tj_segment_is_newest(segment, index)) {
        describe(layer, op, t0_ns, &own);
        slot = &own;
    }
    complete(layer, slot, index, reply, t1_ns);
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

        if (!slot->used || slot->record.op.number != reply->number)
            continue;
        /* Not now: the runner may come for an answer long after it was
         * given, and the drive knows when that was. */
        complete(layer, &slot->record, slot->index, reply,
                 reply->answered_ns);
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
