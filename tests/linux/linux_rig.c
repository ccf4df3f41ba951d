#include "linux_rig.h"

#include "core/base/clock.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <string.h>

void linux_rig_init(struct linux_rig *rig)
{
    memset(rig, 0, sizeof *rig);
    kernel_init(&rig->kernel);
    rig->kernel.is_virtual = true; /* Nobody has to accept wear. */
}

enum tj_status linux_rig_open(struct linux_rig *rig, const char *detail,
                              enum real_plan plan)
{
    const struct tj_real_use use = { plan, false };

    return linux_host_open_by(&rig->host, &rig->kernel.door, detail, use,
                              &rig->error);
}

void linux_rig_start(struct linux_rig *rig)
{
    cr_assert_eq(linux_rig_open(rig, "/dev/sr0", REAL_MOVES), TJ_OK, "%s",
                 rig->error.text);
    if (rig->budget > 0) {
        rig->host.share.at = rig->host.shared;
        real_ledger_init(&rig->host.shared->ledger, rig->budget);
    }
    for (unsigned i = 0; i < LINUX_RIG_CLIENTS; i++) {
        tj_linux_session_init(&rig->sessions[i], &rig->host,
                              (tj_client)(i + 1), 0);
        cr_assert_eq(linux_do(rig, i + 1, TJ_OPEN, i + 1,
                              tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                          TJ_SHARE_ALL)), TJ_STATUS_SUCCESS);
    }
}

void linux_rig_close(struct linux_rig *rig)
{
    for (unsigned i = 0; i < LINUX_RIG_CLIENTS; i++)
        tj_backend_close(&rig->sessions[i].real.backend, tj_clock_ns());
    tj_linux_host_close(&rig->host);
    cr_expect_eq(kernel_open_files(&rig->kernel), 0, "a descriptor is left");
}

uint32_t linux_ask(struct linux_rig *rig, unsigned client, struct tj_op *op)
{
    struct tj_backend *backend = &rig->sessions[client - 1].real.backend;

    op->number = ++rig->number[client - 1];
    op->client = (tj_client)client;
    memset(&rig->reply, 0, sizeof rig->reply);
    cr_assert_eq(tj_backend_submit(backend, tj_clock_ns(), op, &rig->reply),
                 TJ_ANSWERED);
    return rig->reply.status;
}

uint32_t linux_do(struct linux_rig *rig, unsigned client, enum tj_verb verb,
                  tj_handle handle, uint32_t arg)
{
    static const char *const names[] = { "", "anna", "bert", "carl", "dora" };
    struct tj_op op = { .verb = verb, .handle = handle, .arg = arg };

    tj_encode(&op, names[client]);
    return linux_ask(rig, client, &op);
}
