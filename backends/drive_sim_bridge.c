#include "backends/drive_sim_bridge.h"

#include "core/base/assert.h"
#include "core/drive/bytes.h"
#include "core/drive/catalog.h"
#include "sim/drive.h"
#include "sim/world.h"

#include <string.h>

/* Verbs with a code are IOCTLs, whatever they mean. CANCEL is the host's. */
static const enum sim_input_kind kinds[TJ_VERB_COUNT] = {
    [TJ_OPEN] = SIM_OPEN,           [TJ_CLOSE] = SIM_CLOSE,
    [TJ_DUPLICATE] = SIM_DUPLICATE, [TJ_LOCK] = SIM_IOCTL,
    [TJ_UNLOCK] = SIM_IOCTL,        [TJ_QUERY] = SIM_IOCTL,
    [TJ_EJECT] = SIM_IOCTL,         [TJ_LOAD] = SIM_IOCTL,
    [TJ_LOAD2] = SIM_IOCTL,         [TJ_PREVENT] = SIM_IOCTL,
    [TJ_ALLOW] = SIM_IOCTL,         [TJ_SECURE_PREVENT] = SIM_IOCTL,
    [TJ_SECURE_ALLOW] = SIM_IOCTL,  [TJ_MCN_OFF] = SIM_IOCTL,
    [TJ_MCN_ON] = SIM_IOCTL,        [TJ_VERIFY] = SIM_IOCTL,
    [TJ_VERIFY2] = SIM_IOCTL,       [TJ_READ] = SIM_READ,
    [TJ_WRITE] = SIM_WRITE,         [TJ_FLUSH] = SIM_FLUSH,
    [TJ_VOLUME_LOCK] = SIM_IOCTL,   [TJ_VOLUME_UNLOCK] = SIM_IOCTL,
    [TJ_DISMOUNT] = SIM_IOCTL,      [TJ_IOCTL] = SIM_IOCTL,
    [TJ_CANCEL] = SIM_CANCEL,
};

static const enum sim_hand hands[] = {
    [TJ_HAND_PRESS_EJECT] = SIM_PRESS_EJECT,
    [TJ_HAND_INSERT_DISC] = SIM_INSERT_DISC,
    [TJ_HAND_TAKE_DISC] = SIM_TAKE_DISC,
    [TJ_HAND_TRAY_OPEN] = SIM_TRAY_OPEN,
    [TJ_HAND_TRAY_CLOSE] = SIM_TRAY_CLOSE,
};

enum tj_status bridge_profile(const char *detail,
                                   struct sim_profile *profile,
                                   struct tj_error *error)
{
    *profile = sim_profile_default();
    return sim_profile_read(profile, detail, error);
}

void bridge_input(const struct tj_op *op, struct sim_input *input)
{
    TJ_ASSERT(op->verb != TJ_CANCEL);
    input->kind = kinds[op->verb];
    input->handle = op->handle;
    input->source = TJ_NO_HANDLE;
    input->thread = input->process = 0;
    input->target = TJ_INTERFACE;
    input->access = input->share = input->flags = 0;
    input->code = op->code;
    input->input = op->input;
    input->input_size = op->input_size;
    input->output_size = op->output_size;
    input->offset = 0;
    input->length = 0;
    switch ((int)op->verb) {
    case TJ_OPEN:
        input->target = tj_open_target(op->arg);
        input->access = (uint8_t)tj_open_access(op->arg);
        input->share = (uint8_t)tj_open_share(op->arg);
        break;
    case TJ_DUPLICATE:
        input->source = op->arg;
        break; /* Of a child: process 0, which does not end in a run. */
    case TJ_READ:
    case TJ_WRITE:
        input->offset = op->offset;
        input->length = op->arg;
        break;
    default:
        break;
    }
}

/* A reply is over a kilobyte: its fields are set one by one, because zeroing
 * the output as well would cost more than the simulated request. */
static void fill(struct tj_reply *reply, uint32_t status, uint32_t info,
                 uint64_t now_ns)
{
    reply->outcome = tj_outcome_of(status);
    reply->answered_ns = now_ns;
    reply->status = status;
    reply->native = tj_ntstatus_to_win32(status);
    reply->info = info;
    reply->injected = reply->brought = false;
}

void bridge_reply(const struct sim_effect *effect, const uint8_t *output,
                  uint64_t now_ns, struct tj_reply *reply)
{
    uint32_t info = effect->info < TJ_OUTPUT_MAX ? effect->info : TJ_OUTPUT_MAX;
    uint32_t size = effect->output_size;

    TJ_ASSERT(effect->kind == SIM_REPLY);
    TJ_ASSERT(size <= TJ_OUTPUT_MAX);
    fill(reply, effect->status, effect->info, now_ns);
    reply->brought = reply->outcome == TJ_REFUSED && size > 0;
    if (size > 0)
        tj_copy_few(reply->output, output, size);
    if (info > size) /* A read gives zeros; so does a size only asked for. */
        memset(reply->output + size, 0, info - size);
}

void bridge_answer(const struct tj_op *op, uint32_t status,
                        uint64_t now_ns, struct tj_reply *reply)
{
    reply->number = op->number;
    reply->client = op->client;
    fill(reply, status, 0, now_ns);
}

int bridge_strategy(enum tj_strategy_kind kind)
{
    static const enum sim_strategy strategies[] = {
        [TJ_STRATEGY_RANDOM] = SIM_RANDOM,
        [TJ_STRATEGY_FIRST] = SIM_FIRST,
        [TJ_STRATEGY_PCT] = SIM_PCT,
    };

    TJ_ASSERT((unsigned)kind < sizeof strategies / sizeof *strategies);
    return (int)strategies[kind];
}

int bridge_hand(enum tj_hand hand)
{
    TJ_ASSERT((unsigned)hand < sizeof hands / sizeof *hands);
    return (int)hands[hand];
}
