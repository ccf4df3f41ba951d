/* The Windows backend at a drive of trayjam.sys, from one process: what the
 * contract suite cannot know of. Words: DETAIL PART, PART one of the names
 * below; test_windows_drive.py sets the stage. */
#include "backends/drive_windows.h"
#include "core/base/clock.h"
#include "core/drive/encode.h"
#include "tests/support/tap.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>

#define SECOND UINT64_C(1000000000)

struct stage {
    struct tap                tap;
    const char               *detail;
    struct tj_windows_host    host;
    struct tj_windows_session sessions[3];
    uint32_t                  number;
};

static void ok(struct stage *stage, bool good, const char *what)
{
    tap_ok(&stage->tap, good, what);
}

static void open_stage(struct stage *stage)
{
    const struct tj_real_use use = { REAL_MOVES, true };
    struct tj_error             error;

    if (tj_windows_host_open(&stage->host, stage->detail, use, &error) !=
        TJ_OK) {
        printf("Bail out! %s\n", error.text);
        exit(1);
    }
    for (unsigned i = 0; i < 3; i++)
        tj_windows_session_init(&stage->sessions[i], &stage->host,
                                (tj_client)(i + 1), 0);
}

static void close_stage(struct stage *stage)
{
    for (unsigned i = 0; i < 3; i++)
        tj_backend_close(&stage->sessions[i].real.backend, tj_clock_ns());
    tj_windows_host_close(&stage->host);
}

static struct tj_reply ask_op(struct stage *stage, unsigned client,
                              struct tj_op op)
{
    struct tj_reply reply = { .number = 0 };

    op.number = ++stage->number;
    op.client = (tj_client)(client + 1);
    tj_encode(&op, op.verb == TJ_LOCK ? "tap" : NULL);
    if (tj_backend_submit(&stage->sessions[client].real.backend, tj_clock_ns(),
                          &op, &reply) != TJ_ANSWERED)
        reply.outcome = TJ_UNKNOWN;
    return reply;
}

static uint32_t ask(struct stage *stage, unsigned client, enum tj_verb verb,
                    tj_handle handle, uint32_t arg)
{
    return ask_op(stage, client, (struct tj_op){ .verb = verb,
                                                 .handle = handle,
                                                 .arg = arg }).status;
}

static uint32_t open_by(struct stage *stage, unsigned client, tj_handle handle,
                        unsigned access)
{
    return ask(stage, client, TJ_OPEN, handle,
               tj_open_arg(TJ_INTERFACE, access, TJ_SHARE_ALL));
}

/* --- Handles --- */

static void handles(struct stage *stage)
{
    open_stage(stage);
    ok(stage, open_by(stage, 0, 1, TJ_ACCESS_READ_WRITE) == 0, "opened rw");
    ok(stage, open_by(stage, 1, 2, TJ_ACCESS_NONE) == 0, "opened bare");
    ok(stage, ask(stage, 1, TJ_LOCK, 2, 0) == TJ_STATUS_ACCESS_DENIED,
       "a bare handle cannot lock");
    ok(stage, ask(stage, 1, TJ_MCN_OFF, 2, 0) == 0, "but control MCN");
    ok(stage, ask(stage, 1, TJ_MCN_ON, 2, 0) == 0, "and undo it");
    ok(stage, ask(stage, 0, TJ_LOCK, 1, 0) == 0, "locked");
    ok(stage, ask(stage, 0, TJ_DUPLICATE, 3, 1) == 0, "duplicated");
    ok(stage, ask(stage, 0, TJ_CLOSE, 1, 0) == 0, "first handle closed");
    ok(stage, open_by(stage, 2, 4, TJ_ACCESS_READ_WRITE) == 0, "a stranger");
    ok(stage, ask(stage, 2, TJ_LOCK, 4, 0) == TJ_STATUS_ACCESS_DENIED,
       "the duplicate keeps the lock");
    struct tj_op child = { .verb = TJ_DUPLICATE, .handle = 5, .arg = 3,
                           .offset = TJ_FOR_CHILD };
    ok(stage, ask_op(stage, 0, child).status == 0, "one in another process");
    ok(stage, ask(stage, 0, TJ_CLOSE, 3, 0) == 0, "last handle here closed");
    ok(stage, ask(stage, 2, TJ_LOCK, 4, 0) == TJ_STATUS_ACCESS_DENIED,
       "the other process keeps the lock");
    ok(stage, ask(stage, 0, TJ_QUERY, 5, 0) == TJ_STATUS_INVALID_HANDLE,
       "a handle of another process is no use here");
    ok(stage, ask(stage, 0, TJ_CLOSE, 5, 0) == 0, "closed there");
    ok(stage, ask(stage, 2, TJ_LOCK, 4, 0) == 0, "the lock is gone");
    ok(stage, ask(stage, 2, TJ_CLOSE, 9, 0) == TJ_STATUS_INVALID_HANDLE,
       "a handle that never was");
    close_stage(stage);
}

/* --- While the drive is busy for long --- */

/* An eject of seconds holds the drive's queue; it is asked for by a thread of
 * its own. */
static void eject(void *context)
{
    struct stage   *stage = context;
    struct tj_op    op = { .number = 900, .client = 1, .verb = TJ_EJECT,
                           .handle = 1 };
    struct tj_reply reply;

    tj_encode(&op, NULL);
    (void)tj_backend_submit(&stage->sessions[0].real.backend, tj_clock_ns(),
                            &op, &reply);
}

static void set_busy(struct stage *stage, struct tj_os_thread *thread)
{
    struct tj_error error;

    open_stage(stage);
    (void)open_by(stage, 0, 1, TJ_ACCESS_READ_WRITE);
    (void)open_by(stage, 1, 2, TJ_ACCESS_READ_WRITE);
    if (tj_os_thread_start(thread, eject, stage, &error) != TJ_OK)
        exit(1);
    /* Its request is there when the ledger knows of it, and a moment later. */
    while (atomic_load(&stage->host.ledger->motions) == 0)
        tj_clock_sleep_until(tj_clock_ns() + SECOND / 1000);
    tj_clock_sleep_until(tj_clock_ns() + SECOND / 5);
}

struct cancelling {
    struct stage *stage;
    uint32_t      number;
    uint32_t      status;
};

static void cancel(void *context)
{
    struct cancelling *cancelling = context;

    cancelling->status = ask(cancelling->stage, 1, TJ_CANCEL, 2,
                             cancelling->number);
}

static void cancels(struct stage *stage)
{
    struct cancelling         cancelling = { .stage = stage };
    const struct tj_meanwhile meanwhile = { cancel, &cancelling };
    struct tj_os_thread       thread;

    set_busy(stage, &thread);
    ok(stage, ask(stage, 1, TJ_CANCEL, 2, 1) == TJ_STATUS_NOT_FOUND,
       "nothing to cancel");
    cancelling.number = stage->number + 1;
    stage->sessions[1].real.backend.meanwhile = &meanwhile;
    struct tj_reply reply = ask_op(
        stage, 1, (struct tj_op){ .verb = TJ_VERIFY, .handle = 2 });
    ok(stage, cancelling.status == 0, "CancelIoEx found it");
    ok(stage, reply.status == TJ_STATUS_CANCELLED && reply.native == 995,
       "cancelled: 0xC0000120 and 995");
    ok(stage, stage->sessions[0].real.depth == 1, "while the eject goes on");
    tj_os_thread_join(&thread);
    close_stage(stage);
}

/* The queue is held for longer than the deadline and its grace. */
static void deadline(struct stage *stage)
{
    struct tj_os_thread thread;

    set_busy(stage, &thread);
    struct tj_reply reply = ask_op(
        stage, 1, (struct tj_op){ .verb = TJ_VERIFY, .handle = 2 });
    ok(stage, reply.outcome == TJ_REFUSED &&
              reply.status == TJ_STATUS_CANCELLED,
       "what waits is withdrawn at its deadline");
    ok(stage, stage->sessions[0].real.depth == 1, "while the eject goes on");
    tj_os_thread_join(&thread);
    ok(stage, win32_slot_of(stage->sessions[0].slots, 900) != NULL,
       "which is given up, and whose memory stays");
    close_stage(stage);
}

/* --- Wear --- */

static void budget(struct stage *stage)
{
    open_stage(stage);
    (void)open_by(stage, 0, 1, TJ_ACCESS_READ_WRITE);
    ok(stage, ask(stage, 0, TJ_EJECT, 1, 0) == 0, "first motion");
    ok(stage, ask(stage, 0, TJ_LOAD, 1, 0) == 0, "second motion");
    struct tj_reply reply = ask_op(
        stage, 0, (struct tj_op){ .verb = TJ_EJECT, .handle = 1 });
    ok(stage, reply.injected &&
              reply.status == TJ_STATUS_INSUFFICIENT_RESOURCES,
       "the third is refused, by us");
    ok(stage, ask(stage, 0, TJ_QUERY, 1, 0) == 0, "others go on");
    close_stage(stage);
}

/* --- Statuses --- */

/* What this Windows makes of every NTSTATUS of the catalogue. GetLastError()
 * after a failed request is this function's answer. */
static void statuses(struct stage *stage)
{
    typedef ULONG(NTAPI *function)(LONG);
    FARPROC found = GetProcAddress(GetModuleHandleA("ntdll.dll"),
                                   "RtlNtStatusToDosError");
    function to_error;

    memcpy(&to_error, &found, sizeof to_error);
    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        const struct tj_status_code_info *row = tj_ntstatus_at(i);
        uint32_t said = (uint32_t)to_error((LONG)row->status);
        bool     same = tj_ntstatus_gives(row->status, said);

        ok(stage, same, row->name);
        if (!same)
            printf("# %s: the catalogue says %lu, this system %lu\n", row->name,
                   (unsigned long)row->win32, (unsigned long)said);
    }
}

/* Refusals of every kind that need no fault: both numbers, from the driver. */
static void refusals(struct stage *stage)
{
    static const struct {
        enum tj_verb verb;
        uint32_t     code, input_size, output_size, status, error;
        const char  *what;
    } rows[] = {
        { TJ_QUERY, 0, 0, 0, 0, 0, "query" },
        { TJ_UNLOCK, 0, 0, 0, TJ_STATUS_INVALID_DEVICE_REQUEST, 1, "unlock" },
        { TJ_SECURE_ALLOW, 0, 0, 0, TJ_STATUS_INVALID_DEVICE_STATE, 22,
          "secure allow" },
        { TJ_VERIFY, 0, 0, 0, TJ_STATUS_NO_MEDIA_IN_DEVICE, 21, "verify" },
        { TJ_IOCTL, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, 4, 0,
          TJ_STATUS_INFO_LENGTH_MISMATCH, 24, "too short" },
        { TJ_IOCTL, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, 8, 10,
          TJ_STATUS_BUFFER_TOO_SMALL, 122, "no room" },
        { TJ_IOCTL, TJ_IOCTL_CDROM_GET_INQUIRY_DATA, 0, 1,
          TJ_STATUS_BUFFER_OVERFLOW, 234, "cut" },
        { TJ_SECURE_PREVENT, 0, 0, 0, 0, 0, "secure prevent" },
        { TJ_EJECT, 0, 0, 0, TJ_STATUS_DEVICE_BUSY, 170, "eject" },
        { TJ_SECURE_ALLOW, 0, 0, 0, 0, 0, "secure allow again" },
    };

    open_stage(stage);
    (void)open_by(stage, 0, 1, TJ_ACCESS_READ_WRITE);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_op op = { .verb = rows[i].verb, .handle = 1,
                            .code = rows[i].code,
                            .input_size = rows[i].input_size,
                            .output_size = rows[i].output_size };
        struct tj_reply reply = ask_op(stage, 0, op);

        ok(stage, reply.status == rows[i].status &&
                  reply.native == rows[i].error, rows[i].what);
        if (reply.status != rows[i].status || reply.native != rows[i].error)
            printf("# 0x%08lx, %lu\n", (unsigned long)reply.status,
                   (unsigned long)reply.native);
    }
    close_stage(stage);
}

/* --- Events --- */

/* Under Wine 8 the first registration of a process hears nothing for a moment. */
static void await_ears(struct stage *stage)
{
    struct tj_backend *listener = &stage->sessions[1].real.backend;
    struct tj_event    heard;
    size_t             count = 0;

    while (count == 0) {
        (void)ask(stage, 0, TJ_LOCK, 1, 0);
        (void)ask(stage, 0, TJ_UNLOCK, 1, TJ_NO_MEDIA_NOTIFICATIONS);
        count = tj_backend_events(listener, tj_clock_ns() + SECOND / 3, &heard,
                                  1);
    }
    while (tj_backend_events(listener, tj_clock_ns() + SECOND / 3, &heard, 1) >
           0)
        ;
}

static void events(struct stage *stage)
{
    struct tj_event heard[8];
    struct tj_error error;
    size_t          count = 0;

    open_stage(stage);
    (void)open_by(stage, 0, 1, TJ_ACCESS_READ_WRITE);
    (void)open_by(stage, 1, 2, TJ_ACCESS_NONE);
    ok(stage, tj_backend_listen(&stage->sessions[1].real.backend, 3, &error) ==
                  TJ_UNAVAILABLE, "no listening on a handle that is not open");
    ok(stage, tj_backend_listen(&stage->sessions[1].real.backend, 2, &error) ==
                  TJ_OK, "a bare handle hears");
    await_ears(stage);
    uint64_t begin_ns = tj_clock_ns();
    (void)ask(stage, 0, TJ_LOCK, 1, 0);
    (void)ask(stage, 0, TJ_UNLOCK, 1, TJ_NO_MEDIA_NOTIFICATIONS);
    while (count < 2 && tj_clock_ns() < begin_ns + 30 * SECOND)
        count += tj_backend_events(&stage->sessions[1].real.backend,
                                   begin_ns + 30 * SECOND, heard + count,
                                   8 - count);
    ok(stage, count == 2, "two events");
    ok(stage, count == 2 && heard[0].id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK &&
                  heard[1].id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, "in order");
    ok(stage, count == 2 && heard[0].delivered_ns >= begin_ns &&
                  heard[1].delivered_ns >= heard[0].delivered_ns,
       "with the time they came");
    ok(stage, tj_windows_session_lost(&stage->sessions[1]) == 0, "none lost");
    close_stage(stage);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void      (*run)(struct stage *stage);
    } parts[] = { { "handles", handles },   { "cancels", cancels },
                  { "deadline", deadline }, { "budget", budget },
                  { "statuses", statuses }, { "refusals", refusals },
                  { "events", events } };
    static struct stage stage;

    for (size_t i = 0; argc == 3 && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, argv[2]) != 0)
            continue;
        stage.detail = argv[1];
        parts[i].run(&stage);
        return tap_done(&stage.tap);
    }
    return 64;
}
