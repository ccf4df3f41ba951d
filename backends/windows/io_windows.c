#include "backends/windows/io.h"

#include "backends/windows/errors.h"
#include "backends/windows/handles.h"
#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/drive/codes.h"

#include <string.h>
#include <windows.h>
#include <winternl.h>

/* How long a cancelled request may still take before it is given up. */
#define GRACE_NS (UINT64_C(5) * 1000000000)
/* What lies where in a slot's pages. */
enum { INPUT_AT = 4096, OUTPUT_AT = INPUT_AT + WIN32_BUFFER,
       PAGES_SIZE = OUTPUT_AT + WIN32_BUFFER };

static OVERLAPPED *overlapped_of(struct win32_slot *slot)
{
    return (OVERLAPPED *)(void *)slot->pages;
}

const uint8_t *win32_output(const struct win32_slot *slot)
{
    return slot->pages + OUTPUT_AT;
}

/* --- Slots --- */

static bool prepare(struct win32_slot *slot)
{
    if (slot->event == 0) {
        HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
        slot->event = (intptr_t)event; /* NULL on failure. */
    }
    if (slot->pages == NULL)
        slot->pages = tj_os_pages_take(PAGES_SIZE);
    return slot->event != 0 && slot->pages != NULL;
}

/* Whether the answer to a request that was given up has come since. */
static bool has_come(struct win32_slot *slot)
{
    if (slot->pending &&
        WaitForSingleObject((HANDLE)slot->event, 0) == WAIT_OBJECT_0) {
        slot->pending = false;
        slot->number = 0;
    }
    return !slot->pending;
}

struct win32_slot *win32_slot_take(struct win32_slot slots[WIN32_SLOTS])
{
    for (unsigned i = 0; i < WIN32_SLOTS; i++)
        if (slots[i].number == 0 || has_come(&slots[i]))
            return prepare(&slots[i]) ? &slots[i] : NULL;
    return NULL;
}

struct win32_slot *win32_slot_of(struct win32_slot slots[WIN32_SLOTS],
                                 uint32_t number)
{
    for (unsigned i = 0; i < WIN32_SLOTS; i++)
        if (slots[i].pending && slots[i].number == number)
            return &slots[i];
    return NULL;
}

void win32_slots_close(struct win32_slot slots[WIN32_SLOTS])
{
    for (unsigned i = 0; i < WIN32_SLOTS; i++) {
        if (!has_come(&slots[i]))
            continue;
        if (slots[i].event != 0)
            (void)CloseHandle((HANDLE)slots[i].event);
        if (slots[i].pages != NULL)
            tj_os_pages_give(slots[i].pages, PAGES_SIZE);
        slots[i] = (struct win32_slot){ .number = 0 };
    }
}

/* --- Failures, both ways --- */

typedef NTSTATUS(NTAPI *last_status_function)(void);
typedef ULONG(NTAPI *to_error_function)(NTSTATUS);

static FARPROC ntdll(const char *name)
{
    HMODULE module = GetModuleHandleA("ntdll.dll");
    return module == NULL ? NULL : GetProcAddress(module, name);
}

/* The thread's last NTSTATUS is what the last translation into an error was
 * made from; that is only asked for at once. */
static uint32_t last_status(void)
{
    FARPROC found = ntdll("RtlGetLastNtStatus");
    last_status_function ask;

    if (found == NULL)
        return 0;
    memcpy(&ask, &found, sizeof ask);
    return (uint32_t)ask();
}

static uint32_t to_error(uint32_t status)
{
    FARPROC found = ntdll("RtlNtStatusToDosError");
    to_error_function ask;

    if (found == NULL)
        return 0;
    memcpy(&ask, &found, sizeof ask);
    return (uint32_t)ask((NTSTATUS)status);
}

void win32_take_failure(struct real_answer *answer)
{
    uint32_t error = (uint32_t)GetLastError();
    uint32_t seen = last_status();
    const struct win32_failure failure = { error, seen, to_error(seen) };

    *answer = (struct real_answer){ .known = true, .native = error };
    answer->status = error == 0 ? TJ_STATUS_SUCCESS : win32_status_of(&failure);
}

/* What the status block of a finished request says. Windows fills it in with
 * the very NTSTATUS of the driver; GetLastError() is what it makes of that. */
static void take_block(struct win32_slot *slot, struct real_answer *answer)
{
    OVERLAPPED *overlapped = overlapped_of(slot);
    DWORD       bytes = 0;

    *answer = (struct real_answer){ .known = true };
    if (!GetOverlappedResult((HANDLE)slot->handle, overlapped, &bytes, FALSE))
        answer->native = (uint32_t)GetLastError();
    answer->status = (uint32_t)overlapped->Internal;
    /* The second argument of an error is nobody's bytes. */
    if (answer->status >> 30 != 3)
        answer->info = (uint32_t)overlapped->InternalHigh;
}

/* --- Requests --- */

static BOOL call(struct win32_slot *slot, const struct tj_op *op,
                 OVERLAPPED *overlapped)
{
    HANDLE   handle = (HANDLE)slot->handle;
    uint8_t *input = slot->pages + INPUT_AT, *output = slot->pages + OUTPUT_AT;

    switch ((int)op->verb) {
    case TJ_READ:
        return ReadFile(handle, output, op->arg, NULL, overlapped);
    case TJ_WRITE:
        return WriteFile(handle, input, op->arg, NULL, overlapped);
    case TJ_FLUSH:
        return FlushFileBuffers(handle);
    default:
        break;
    }
    return DeviceIoControl(handle, op->code,
                           op->input_size > 0 ? input : NULL, op->input_size,
                           op->output_size > 0 ? output : NULL,
                           op->output_size, NULL, overlapped);
}

static void load(struct win32_slot *slot, const struct tj_op *op)
{
    uint32_t    carried =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;
    OVERLAPPED *overlapped = overlapped_of(slot);

    memset(slot->pages + INPUT_AT, 0, op->input_size);
    memcpy(slot->pages + INPUT_AT, op->input, carried);
    memset(slot->pages + OUTPUT_AT, 0, TJ_OUTPUT_MAX);
    memset(overlapped, 0, sizeof *overlapped);
    /* What begins a request resets its event; to do it here, too, would cost a
     * call to the system for each request. */
    overlapped->hEvent = (HANDLE)slot->event;
    if (op->verb == TJ_READ || op->verb == TJ_WRITE) {
        overlapped->Offset = (DWORD)op->offset;
        overlapped->OffsetHigh = (DWORD)(op->offset >> 32);
    }
}

static bool fits(const struct tj_op *op)
{
    bool moves = op->verb == TJ_READ || op->verb == TJ_WRITE;

    return op->input_size <= WIN32_BUFFER && op->output_size <= WIN32_BUFFER &&
           (!moves || op->arg <= WIN32_BUFFER);
}

bool win32_begin(struct win32_slot *slot, intptr_t handle,
                 const struct tj_op *op, struct real_answer *answer)
{
    if (!fits(op)) {
        *answer = (struct real_answer){ true, TJ_STATUS_INVALID_BUFFER_SIZE,
                                        ERROR_INVALID_USER_BUFFER, 0 };
        return false;
    }
    slot->handle = handle;
    slot->number = op->number;
    load(slot, op);
    if (call(slot, op, overlapped_of(slot))) {
        /* Done at once. A flush has no status block. */
        *answer = (struct real_answer){ .known = true };
        if (op->verb != TJ_FLUSH)
            take_block(slot, answer);
    } else if (GetLastError() == ERROR_IO_PENDING) {
        slot->pending = true;
        return true;
    } else {
        win32_take_failure(answer);
    }
    slot->number = 0;
    return false;
}

/* True: it has come. */
static bool await(struct win32_slot *slot, uint64_t until_ns)
{
    for (;;) {
        uint64_t now_ns = tj_clock_ns();
        uint64_t left_ms = until_ns <= now_ns
                               ? 0
                               : (until_ns - now_ns + 999999) / 1000000;
        DWORD    wait_ms = left_ms < 60000 ? (DWORD)left_ms : 60000;
        DWORD found = WaitForSingleObject((HANDLE)slot->event, wait_ms);
        if (found == WAIT_OBJECT_0)
            return true;
        if (found != WAIT_TIMEOUT || left_ms == 0)
            return false;
    }
}

void win32_finish(struct win32_slot *slot, uint64_t until_ns,
                  struct real_answer *answer)
{
    bool come = await(slot, until_ns);

    if (!come) {
        (void)CancelIoEx((HANDLE)slot->handle, overlapped_of(slot));
        come = await(slot, tj_clock_ns() + GRACE_NS);
    }
    if (!come) {
        /* The slot stays taken: Windows may yet write into it. */
        *answer = (struct real_answer){ false, TJ_STATUS_IO_TIMEOUT,
                                        ERROR_SEM_TIMEOUT, 0 };
        return;
    }
    take_block(slot, answer);
    slot->pending = false;
    slot->number = 0;
}

void win32_cancel(struct win32_slot *slot, struct real_answer *answer)
{
    *answer = (struct real_answer){ .known = true };
    if (!CancelIoEx((HANDLE)slot->handle, overlapped_of(slot)))
        win32_take_failure(answer);
}

intptr_t win32_open_handle(const struct win32_open *open,
                           struct real_answer *answer)
{
    *answer = (struct real_answer){ true, TJ_STATUS_OBJECT_NAME_NOT_FOUND,
                                    ERROR_FILE_NOT_FOUND, 0 };
    if (open->path == NULL)
        return -1;
    HANDLE handle = CreateFileA(open->path, open->access, open->share, NULL,
                                OPEN_EXISTING, open->flags, NULL);
    if (handle == INVALID_HANDLE_VALUE) {
        win32_take_failure(answer);
        return -1;
    }
    *answer = (struct real_answer){ .known = true };
    return (intptr_t)handle;
}

void win32_ask(const struct win32_ask *ask, struct real_answer *answer)
{
    struct win32_slot slots[WIN32_SLOTS] = { { .number = 0 } };
    struct tj_op      op = { .verb = TJ_IOCTL, .number = 1, .code = ask->code,
                             .input_size = ask->input_size,
                             .output_size = ask->output_size };
    const struct win32_open open = {
        ask->path,
        (ask->access & TJ_ACCESS_READ ? WIN32_GENERIC_READ : 0) |
            (ask->access & TJ_ACCESS_WRITE ? WIN32_GENERIC_WRITE : 0),
        TJ_SHARE_READ | TJ_SHARE_WRITE, WIN32_FLAG_OVERLAPPED
    };

    TJ_ASSERT(ask->input_size <= TJ_INPUT_MAX);
    if (ask->input_size > 0)
        memcpy(op.input, ask->input, ask->input_size);
    intptr_t handle = win32_open_handle(&open, answer);
    if (handle == -1)
        return;
    struct win32_slot *slot = win32_slot_take(slots);
    if (slot == NULL) {
        *answer = (struct real_answer){
            true, TJ_STATUS_INSUFFICIENT_RESOURCES, ERROR_NO_SYSTEM_RESOURCES,
            0 };
    } else {
        if (win32_begin(slot, handle, &op, answer))
            win32_finish(slot, tj_clock_ns() + ask->timeout_ns, answer);
        uint32_t size = answer->info < ask->output_size ? answer->info
                                                        : ask->output_size;
        if (answer->known && size > 0)
            memcpy(ask->output, win32_output(slot), size);
    }
    (void)CloseHandle((HANDLE)handle);
    win32_slots_close(slots);
}
