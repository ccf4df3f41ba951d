/* The ledger of a run in named shared memory, and the guardian: a process that
 * outlives the run's first one by a moment, to put the drive back if that died. */
#include "backends/windows/host.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/encode.h"

#include <inttypes.h>
#include <string.h>

#include <windows.h>

#define SECOND UINT64_C(1000000000)
enum { START_MS = 20000, END_MS = 30000, COMMAND_MAX = 1600 };

/* --- Shared memory --- */

static enum tj_status fail(const char *what, struct tj_error *error)
{
    DWORD code = GetLastError();
    return tj_fail_native(error, TJ_HOST_IO, code, "%s: error %lu", what,
                          (unsigned long)code);
}

static bool attach(struct tj_windows_host *host)
{
    host->ledger = MapViewOfFile((HANDLE)host->mapping, FILE_MAP_ALL_ACCESS, 0,
                                 0, sizeof *host->ledger);
    return host->ledger != NULL;
}

static void event_name(const struct tj_windows_host *host, char name[64])
{
    struct tj_text text;

    tj_text_init(&text, name, 64);
    tj_text_add(&text, "%s-done", host->target.real.ledger);
}

enum tj_status win32_ledger_make(struct tj_windows_host *host, uint32_t budget,
                                 struct tj_error *error)
{
    struct win32_target *target = &host->target;
    struct tj_text       text;
    char                 name[64];

    tj_text_init(&text, target->real.ledger, sizeof target->real.ledger);
    tj_text_add(&text, "Local\\trayjam-%" PRIu64 "-%" PRIx64,
                tj_os_process_id(), tj_clock_ns());
    HANDLE mapping =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                           sizeof *host->ledger, target->real.ledger);
    if (mapping == NULL)
        return fail("no memory to share with the guardian", error);
    host->mapping = (intptr_t)mapping;
    event_name(host, name);
    host->done = (intptr_t)CreateEventA(NULL, TRUE, FALSE, name);
    if (host->done == 0 || !attach(host))
        return fail("no memory to share with the guardian", error);
    real_ledger_init(host->ledger, budget);
    return TJ_OK;
}

enum tj_status win32_ledger_join(struct tj_windows_host *host,
                                 struct tj_error *error)
{
    HANDLE mapping =
        OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, host->target.real.ledger);

    host->mapping = (intptr_t)mapping;
    if (mapping == NULL || !attach(host))
        return fail("the run's shared memory is not there", error);
    if (host->ledger->magic != REAL_LEDGER_MAGIC ||
        host->ledger->size != sizeof *host->ledger)
        return tj_fail(error, TJ_MISSING, "%s: not of this build",
                       host->target.real.ledger);
    host->is_child = true;
    host->plan = REAL_MOVES; /* The parent was admitted; the budget holds. */
    uint32_t guardian = atomic_load(&host->ledger->guardian);
    if (guardian != 0)
        host->guardian = (intptr_t)OpenProcess(PROCESS_DUP_HANDLE, FALSE,
                                               guardian);
    real_ledger_attach(host->ledger, (uint32_t)tj_os_process_id());
    return TJ_OK;
}

/* --- Putting back --- */

static bool ask(const struct tj_windows_host *host, enum tj_verb verb)
{
    struct tj_op        op = { .verb = verb };
    struct real_answer answer;

    tj_encode(&op, NULL);
    const struct win32_need need = win32_need_of(verb, op.code);
    const struct win32_ask  request = {
        .path = need.target == TJ_VOLUME ? host->paths.volume
                                         : host->paths.device,
        .access = need.access, .code = op.code,
        .input = op.input, .input_size = op.input_size,
        .timeout_ns = 60 * SECOND,
    };
    win32_ask(&request, &answer);
    return answer.known && answer.status == TJ_STATUS_SUCCESS;
}

void win32_put_back(struct tj_windows_host *host)
{
    struct real_ledger *ledger = host->ledger;

    while (atomic_load(&ledger->prevents) > 0 && ask(host, TJ_ALLOW))
        atomic_fetch_sub(&ledger->prevents, 1);
    if (atomic_load(&ledger->ejected) && ask(host, TJ_LOAD))
        atomic_store(&ledger->ejected, false);
    atomic_store(&ledger->clean, true);
}

/* --- The guardian, seen from the run --- */

static bool command_line(const struct tj_windows_host *host, HANDLE own,
                         const char *detail, char line[COMMAND_MAX])
{
    char           program[1040];
    struct tj_text text;

    if (!tj_os_program_path(program, sizeof program))
        return false;
    tj_text_init(&text, line, COMMAND_MAX);
    tj_text_add(&text, "\"%s\" worker guard \"%s\" %llu \"%s\"",
                program, host->target.real.ledger,
                (unsigned long long)(uintptr_t)own, detail);
    return !text.cut;
}

/* In a process group of its own: Ctrl-C is not for it. */
static enum tj_status create(char *line, PROCESS_INFORMATION *made,
                             struct tj_error *error)
{
    STARTUPINFOA start = { .cb = sizeof start };

    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE,
                        CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW, NULL,
                        NULL, &start, made))
        return fail("the guardian process cannot be started", error);
    (void)CloseHandle(made->hThread);
    return TJ_OK;
}

/* It says that it stands by its id in the ledger. */
static bool stands(struct tj_windows_host *host)
{
    uint64_t until_ns = tj_clock_ns() + START_MS * (SECOND / 1000);

    while (atomic_load(&host->ledger->guardian) == 0) {
        if (WaitForSingleObject((HANDLE)host->guardian, 2) == WAIT_OBJECT_0 ||
            tj_clock_ns() > until_ns)
            return false;
    }
    return true;
}

enum tj_status win32_guard_start(struct tj_windows_host *host,
                                 const char *detail, struct tj_error *error)
{
    char                line[COMMAND_MAX];
    PROCESS_INFORMATION made;
    HANDLE              own = NULL;

    if (!DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(),
                         GetCurrentProcess(), &own, SYNCHRONIZE, TRUE, 0))
        return fail("the guardian process cannot be started", error);
    enum tj_status status =
        command_line(host, own, detail, line)
            ? create(line, &made, error)
            : tj_fail(error, TJ_HOST_IO, "the program cannot find itself");
    (void)CloseHandle(own);
    if (status != TJ_OK)
        return status;
    host->guardian = (intptr_t)made.hProcess;
    if (!stands(host))
        return tj_fail(error, TJ_HOST_IO, "the guardian process ended at its "
                       "start");
    return TJ_OK;
}

void win32_guard_end(struct tj_windows_host *host)
{
    if (host->guardian != 0) {
        (void)SetEvent((HANDLE)host->done);
        (void)WaitForSingleObject((HANDLE)host->guardian, END_MS);
        (void)CloseHandle((HANDLE)host->guardian);
    }
    if (host->done != 0)
        (void)CloseHandle((HANDLE)host->done);
    if (host->ledger != NULL)
        (void)UnmapViewOfFile(host->ledger);
    if (host->mapping != 0)
        (void)CloseHandle((HANDLE)host->mapping);
    host->guardian = host->done = host->mapping = 0;
    host->ledger = NULL;
}

/* --- The guardian, seen from itself --- */

/* Workers of a dead run end by themselves, or with its job. */
static void await_processes(const struct real_ledger *ledger)
{
    for (unsigned i = 0; i < REAL_LEDGER_PROCESSES; i++) {
        DWORD  id = atomic_load(&ledger->processes[i]);
        HANDLE process = id == 0 ? NULL : OpenProcess(SYNCHRONIZE, FALSE, id);

        if (process == NULL)
            continue;
        (void)WaitForSingleObject(process, END_MS);
        (void)CloseHandle(process);
    }
}

static void guard(struct tj_windows_host *host, HANDLE parent)
{
    const HANDLE ends[] = { (HANDLE)host->done, parent };
    DWORD        which = WaitForMultipleObjects(2, ends, FALSE, INFINITE);

    if (which == WAIT_OBJECT_0 || atomic_load(&host->ledger->clean))
        return;
    await_processes(host->ledger);
    win32_put_back(host);
}

int tj_windows_guard(const char *ledger, const char *parent,
                     const char *detail)
{
    enum { GUARDED = 0, USAGE = 64, FAILED = 74 };
    struct tj_windows_host host = { .plan = REAL_MOVES };
    struct tj_error        error;
    uint64_t               handle = 0;
    char                   name[64];

    if (!tj_parse_u64(parent, &handle) ||
        win32_target_parse(detail, &host.target, &error) != TJ_OK ||
        !tj_text_copy(host.target.real.ledger, sizeof host.target.real.ledger, ledger))
        return USAGE;
    event_name(&host, name);
    host.done = (intptr_t)OpenEventA(SYNCHRONIZE, FALSE, name);
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, ledger);
    host.mapping = (intptr_t)mapping;
    if (host.done == 0 || mapping == NULL || !attach(&host))
        return FAILED;
    win32_find_paths(&host.target, &host.paths);
    atomic_store(&host.ledger->guardian, (uint32_t)GetCurrentProcessId());
    guard(&host, (HANDLE)(uintptr_t)handle);
    return GUARDED;
}
