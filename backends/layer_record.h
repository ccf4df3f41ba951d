/* The recorder: the outermost layer, so that the trace holds what the client
 * met. One record per operation, committed at invocation and again at
 * completion; one per event that reached its listener.
 *
 * A segment that has failed (a full disk) does not stop the chain: operations
 * go on unrecorded and the run ends with the segment's error. */
#ifndef TJ_BACKENDS_LAYER_RECORD_H
#define TJ_BACKENDS_LAYER_RECORD_H

#include "backends/layer_watch.h"
#include "backends/live_counts.h"
#include "core/base/histogram.h"
#include "core/drive/backend.h"
#include "core/drive/encode.h"
#include "core/trace/writer.h"

struct tj_record_config {
    struct tj_segment *segment;        /* Of this chain's thread; NULL: the
                                          layer only counts and measures. */
    struct tj_segment *events_segment; /* One per listener and drive (T2);
                                          NULL where nobody listens. */
    uint64_t           origin_ns; /* Clock reading that t = 0 stands for. */
    uint64_t         (*now)(void *context);
    void              *context;
    /* The run's caller names: names[1 .. names_count - 1], names[0] unused.
     * Not owned. */
    const char       (*names)[TJ_CALLER_NAME_SIZE + 1];
    size_t             names_count;
    struct tj_histogram *latency; /* Invocation to completion; may be NULL. */
    struct tj_watch     *watch;   /* Says when this chain's client waits; NULL:
                                     nobody would give it up. */
};

/* An operation whose answer is on its way. */
struct tj_record_slot {
    bool     used;
    uint8_t  verb, flags;
    uint32_t number, code;
    uint64_t t0_ns; /* Since the origin. */
    uint64_t index; /* Of its record; UINT64_MAX: none was made. */
};

struct tj_record_layer {
    struct tj_backend       backend;
    struct tj_record_config config;
    uint8_t                 flags; /* For the next invocations: the runner sets
                                      and clears TJ_RECORD_WARMUP here. */
    uint16_t                last_name; /* Found by the last query. */
    struct tj_live_counts   counts;
    struct tj_record_slot   slots[TJ_IN_FLIGHT_MAX];
};

/* Operations made during warm-up and cool-down are counted, not measured. */
void tj_record_layer_init(struct tj_record_layer *layer,
                          struct tj_backend *next,
                          const struct tj_record_config *config);

#endif
