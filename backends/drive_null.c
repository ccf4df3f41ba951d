#include "backends/drive_null.h"

#include "core/drive/codes.h"
#include "core/drive/encode.h"

#include <string.h>

/* A query says "unlocked": 65 zero bytes. VERIFY gives a change count of 0.
 * Nothing else has output; a read that moved no bytes is a success too. */
static uint32_t output_of(const struct tj_op *op)
{
    enum tj_verb verb = op->verb == TJ_IOCTL
                            ? tj_decode_verb(op->code, op->input,
                                             op->input_size)
                            : op->verb;

    if (verb == TJ_QUERY && op->output_size >= TJ_EXCLUSIVE_STATE_SIZE)
        return TJ_EXCLUSIVE_STATE_SIZE;
    if (verb == TJ_VERIFY && op->output_size >= 4)
        return 4;
    return 0;
}

static enum tj_submit null_submit(struct tj_backend *backend, uint64_t now_ns,
                                  const struct tj_op *op,
                                  struct tj_reply *reply)
{
    (void)backend;
    reply->number = op->number;
    reply->client = op->client;
    reply->outcome = TJ_DONE;
    reply->answered_ns = now_ns;
    reply->status = TJ_STATUS_SUCCESS;
    reply->native = 0;
    reply->info = output_of(op);
    reply->injected = reply->brought = false;
    /* One length for all: known to the compiler, it is two stores. */
    if (reply->info > 0)
        memset(reply->output, 0, TJ_EXCLUSIVE_STATE_SIZE);
    return TJ_ANSWERED;
}

static void null_close(struct tj_backend *backend, uint64_t now_ns)
{
    (void)backend;
    (void)now_ns;
}

static const struct tj_backend_ops null_ops = {
    .name = "null",
    .submit = null_submit,
    .close = null_close,
};

void tj_null_init(struct tj_null_drive *null, tj_client client, uint8_t drive)
{
    *null = (struct tj_null_drive){
        .backend = { .ops = &null_ops, .client = client, .drive = drive },
    };
}
