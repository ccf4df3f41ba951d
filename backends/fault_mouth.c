/* Operations that a fault makes in the client's name: cancelled, closed,
 * duplicated behind its back. They go through a recorder of their own to the
 * same drive, so that the trace holds them, and are numbered apart. */
#include "backends/layer_fault_parts.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"

#include <stddef.h>
#include <string.h>

static struct tj_fault_layer *layer_of(struct tj_backend *throat)
{
    return (struct tj_fault_layer *)((char *)throat -
                                     offsetof(struct tj_fault_layer, throat));
}

static enum tj_submit throat_submit(struct tj_backend *backend,
                                    uint64_t now_ns, const struct tj_op *op,
                                    struct tj_reply *reply)
{
    return tj_backend_submit(layer_of(backend)->backend.next, now_ns, op,
                             reply);
}

/* The layer's own collect found the answer and left it here. */
static bool throat_collect(struct tj_backend *backend, uint64_t until_ns,
                           struct tj_reply *reply)
{
    struct tj_fault_layer *layer = layer_of(backend);

    (void)until_ns;
    if (!layer->answered)
        return false;
    layer->answered = false;
    *reply = layer->answer;
    return true;
}

static const struct tj_backend_ops throat_ops = {
    .name = "fault-own",
    .submit = throat_submit,
    .collect = throat_collect,
};

void fault_mouth_init(struct tj_fault_layer *layer)
{
    const struct tj_record_config config = {
        .segment = layer->config.segment,
        .origin_ns = layer->config.origin_ns,
        .now = layer->config.now,
        .context = layer->config.context,
    };

    layer->throat = (struct tj_backend){ .ops = &throat_ops,
                                         .client = layer->backend.client,
                                         .drive = layer->backend.drive };
    tj_record_layer_init(&layer->mouth, &layer->throat, &config);
    layer->mouth.flags = TJ_RECORD_WARMUP; /* No client's performance. */
    layer->number = TJ_FAULT_NUMBERS;
    layer->answered = false;
}

void fault_mouth_do(struct tj_fault_layer *layer, enum tj_verb verb,
                    tj_handle handle, uint32_t arg, uint64_t offset)
{
    struct tj_reply reply;
    struct tj_op    op = { .number = ++layer->number,
                           .client = layer->backend.client,
                           .drive = layer->backend.drive,
                           .verb = verb,
                           .handle = handle,
                           .arg = arg };

    tj_encode(&op, NULL);
    op.offset = offset;
    (void)tj_backend_submit(&layer->mouth.backend, fault_now(layer), &op,
                            &reply);
}

bool fault_mouth_hears(struct tj_fault_layer *layer,
                       const struct tj_reply *reply)
{
    struct tj_reply unheard;

    if (reply->number < TJ_FAULT_NUMBERS)
        return false;
    layer->answer = *reply;
    layer->answered = true;
    bool taken = tj_backend_collect(&layer->mouth.backend, 0, &unheard);
    TJ_INVARIANT(B2, taken);
    return true;
}
