/* Carrying a strike out. */
#include "backends/layer_fault_parts.h"

#include "core/base/assert.h"
#include "core/drive/codes.h"

#include <string.h>

void fault_record(struct tj_fault_layer *layer,
                  const struct fault_strike *strike, uint32_t number)
{
    const struct tj_fault_config *config = &layer->config;

    atomic_fetch_add_explicit(&config->plan->struck[strike->index], 1,
                              memory_order_relaxed);
    struct tj_record *record =
        config->segment == NULL ? NULL : tj_segment_begin(config->segment);
    if (record == NULL)
        return;
    record->kind = TJ_RECORD_STRIKE;
    record->t0_ns = fault_now(layer) - config->origin_ns;
    record->drive = layer->backend.drive;
    record->client = layer->backend.client;
    record->what = (uint8_t)strike->rule->effect;
    record->strike.rule = strike->index;
    record->strike.number = number;
    record->strike.count = strike->seen;
    record->strike.value = fault_value(strike->rule);
    tj_segment_commit(config->segment, record);
}

void fault_answer(const struct tj_op *op, uint32_t status, uint64_t now_ns,
                  struct tj_reply *reply)
{
    reply->number = op->number;
    reply->client = op->client;
    reply->outcome = tj_outcome_of(status);
    reply->answered_ns = now_ns;
    reply->status = status;
    reply->native = tj_ntstatus_to_win32(status);
    reply->info = 0;
    reply->injected = true;
    reply->brought = false;
}

void fault_swallow(struct tj_reply *reply)
{
    reply->outcome = TJ_UNKNOWN;
    reply->status = TJ_STATUS_IO_TIMEOUT;
    reply->native = tj_ntstatus_to_win32(TJ_STATUS_IO_TIMEOUT);
    reply->info = 0;
    reply->injected = true;
    reply->brought = false;
}

/* --- Effects that let the operation go on --- */

bool fault_lets_go_on(enum tj_fault_effect effect)
{
    return tj_fault_info(effect)->place == TJ_FAULT_AT_DRIVE ||
           effect == TJ_FAULT_KILL || effect == TJ_FAULT_STOP ||
           effect == TJ_FAULT_CANCEL || effect == TJ_FAULT_CLOSE_PENDING ||
           effect == TJ_FAULT_DUPLICATE || effect == TJ_FAULT_INHERIT;
}

static void disturb(struct tj_fault_layer *layer,
                    const struct tj_fault_rule *rule, uint8_t index)
{
    uint64_t back_ns = UINT64_MAX;

    (void)tj_backend_disturb(layer->backend.next, &rule->disturb);
    if (rule->effect != TJ_FAULT_UNPLUG && rule->effect != TJ_FAULT_REPLUG &&
        rule->effect != TJ_FAULT_SLEEP)
        return;
    if (rule->time_ns > 0)
        back_ns = fault_now(layer) + rule->time_ns;
    tj_fault_plan_away(layer->config.plan, index, layer->backend.drive,
                       back_ns);
}

/* What a thread waits for is cancelled when it ends (spec 0.5). */
static void kill(struct tj_fault_layer *layer,
                 const struct tj_fault_rule *rule)
{
    const struct tj_fault_host *host = layer->config.host;
    const struct tj_disturb     end = { .kind = TJ_DISTURB_THREAD_END };

    if (rule->detail == TJ_FAULT_THREAD)
        (void)tj_backend_disturb(layer->backend.next, &end);
    host->kill(host->context, layer->backend.client,
               (enum tj_fault_victim)rule->detail);
}

bool fault_carry_out(struct tj_fault_layer *layer,
                     const struct tj_fault_rule *rule, uint8_t index,
                     const struct tj_op *op)
{
    struct tj_fault_plan       *plan = layer->config.plan;
    const struct tj_fault_host *host = layer->config.host;

    switch ((int)rule->effect) {
    case TJ_FAULT_KILL:
        kill(layer, rule);
        return true;
    case TJ_FAULT_STOP:
        host->stop(host->context, layer->backend.client, rule->time_ns);
        break;
    case TJ_FAULT_CANCEL:
        fault_mouth_do(layer, TJ_CANCEL, op->handle, op->number, 0);
        break;
    case TJ_FAULT_CLOSE_PENDING:
        fault_mouth_do(layer, TJ_CLOSE, op->handle, 0, 0);
        break;
    case TJ_FAULT_DUPLICATE:
        fault_mouth_do(layer, TJ_DUPLICATE, tj_fault_plan_handle(plan),
                       op->handle, 0);
        break;
    case TJ_FAULT_INHERIT:
        fault_mouth_do(layer, TJ_DUPLICATE, tj_fault_plan_handle(plan),
                       op->handle, TJ_FOR_CHILD);
        break;
    default:
        disturb(layer, rule, index);
        break;
    }
    return false;
}

/* FF in every byte: flags nobody knows, a name of no characters. Stretched: a
 * length that the buffer does not have. */
void fault_malform(enum tj_fault_shape shape, struct tj_op *op)
{
    switch (shape) {
    case TJ_FAULT_CUT:
        op->input_size /= 2;
        op->output_size /= 2;
        break;
    case TJ_FAULT_STRETCH:
        if (op->input_size < TJ_INPUT_MAX)
            memset(op->input + op->input_size, 0,
                   TJ_INPUT_MAX - op->input_size);
        op->input_size = op->input_size * 2 + 4096;
        break;
    case TJ_FAULT_FILL:
        memset(op->input, 0xff, sizeof op->input);
        break;
    }
}
