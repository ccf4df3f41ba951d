#include "fake_drive.h"

#include "core/drive/codes.h"

#include <string.h>

static enum tj_submit fake_submit(struct tj_backend *backend, uint64_t now_ns,
                                  const struct tj_op *op,
                                  struct tj_reply *reply)
{
    struct fake_drive *fake = (struct fake_drive *)backend;
    struct tj_reply answer = { .number = op->number, .client = op->client,
                               .outcome = TJ_DONE, .answered_ns = now_ns,
                               .info = fake->info };

    memcpy(answer.output, fake->output, fake->info);
    fake->submitted[fake->submitted_count] = op->number;
    fake->submitted_ns[fake->submitted_count++] = now_ns;
    if (!fake->asynchronous) {
        *reply = answer;
        return TJ_ANSWERED;
    }
    fake->answers[fake->answers_count++] = answer;
    return TJ_ACCEPTED;
}

static bool fake_collect(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_reply *reply)
{
    struct fake_drive *fake = (struct fake_drive *)backend;

    (void)until_ns;
    if (fake->answers_first == fake->answers_count)
        return false;
    *reply = fake->answers[fake->answers_first++];
    return true;
}

static enum tj_status fake_listen(struct tj_backend *backend, tj_handle handle,
                                  struct tj_error *error)
{
    (void)backend;
    (void)handle;
    (void)error;
    return TJ_OK;
}

static size_t fake_events(struct tj_backend *backend, uint64_t until_ns,
                          struct tj_event *events, size_t events_max)
{
    struct fake_drive *fake = (struct fake_drive *)backend;
    size_t count = 0;

    (void)until_ns;
    while (count < events_max && fake->events_first < fake->events_count)
        events[count++] = fake->events[fake->events_first++];
    return count;
}

static void fake_close(struct tj_backend *backend, uint64_t now_ns)
{
    (void)now_ns;
    ((struct fake_drive *)backend)->closed = true;
}

static const struct tj_backend_ops fake_ops = {
    .name = "fake",
    .submit = fake_submit,
    .collect = fake_collect,
    .listen = fake_listen,
    .events = fake_events,
    .close = fake_close,
};

void fake_init(struct fake_drive *fake, tj_client client)
{
    memset(fake, 0, sizeof *fake);
    fake->backend = (struct tj_backend){ .ops = &fake_ops, .client = client };
    fake->now_ns = 1000;
}

uint64_t fake_now(void *context)
{
    return ((struct fake_drive *)context)->now_ns;
}

void fake_later(struct tj_backend *last, uint64_t at_ns)
{
    struct fake_drive *fake = (struct fake_drive *)last;

    fake->later_ns = at_ns;
    fake->later_calls++;
}
