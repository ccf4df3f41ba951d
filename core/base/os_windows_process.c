/* Processes of our own: each in a job that ends it when our last handle to that
 * is gone, which is when we end, however we end. */
#include "core/base/os_windows.h"

#include "core/base/os_start.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_SIZE = 8192,
    HANDLES_MAX = 5,       /* Standard ones, channel, memory. */
    ATTRIBUTES_SIZE = 256, /* Of a list with one attribute. */
    JOB_NAME_SIZE = 48,
    KILLED = 128 + 9,      /* As where there are signals. */
    KILLED_BY_HAND = 1,    /* By the task manager or taskkill. */
};

static enum tj_status fail(const char *what, struct tj_error *error)
{
    DWORD code = GetLastError();

    return tj_fail_native(error, TJ_HOST_IO, code, "%s: error %lu", what, code);
}

/* --- What is handed down --- */

struct windows_handed windows_handed_down(void)
{
    const char           *text = getenv(WINDOWS_HANDED);
    struct windows_handed handed = { 0 };
    char                 *rest = NULL;

    if (text == NULL)
        return handed;
    handed.channel = (HANDLE)(uintptr_t)strtoull(text, &rest, 16);
    if (*rest == ' ')
        handed.share = (HANDLE)(uintptr_t)strtoull(rest, NULL, 16);
    return handed;
}

/* The environment of the next child; of nobody else's. */
static void hand_down(const struct windows_handed *handed)
{
    char           memory[64];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (handed != NULL)
        tj_text_add(&text, "%llx %llx",
                    (unsigned long long)(uintptr_t)handed->channel,
                    (unsigned long long)(uintptr_t)handed->share);
    (void)SetEnvironmentVariableA(WINDOWS_HANDED,
                                  handed != NULL ? memory : NULL);
}

/* --- Shared memory --- */

static enum tj_status map_share(struct tj_os_share *share, HANDLE section,
                                size_t size, struct tj_error *error)
{
    MEMORY_BASIC_INFORMATION facts;
    void *at = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, size);

    if (at == NULL || VirtualQuery(at, &facts, sizeof facts) == 0) {
        enum tj_status status = fail("cannot map shared memory", error);
        (void)CloseHandle(section);
        return status;
    }
    *share = (struct tj_os_share){
        .at = at, .size = size != 0 ? size : facts.RegionSize,
        .native = (intptr_t)section,
    };
    return TJ_OK;
}

enum tj_status tj_os_share_make(struct tj_os_share *share, size_t size,
                                struct tj_error *error)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
                                        PAGE_READWRITE,
                                        (DWORD)((uint64_t)size >> 32),
                                        (DWORD)size, NULL);

    *share = (struct tj_os_share){ .native = -1 };
    if (section == NULL)
        return fail("cannot make shared memory", error);
    return map_share(share, section, size, error);
}

enum tj_status tj_os_share_inherited(struct tj_os_share *share,
                                     struct tj_error *error)
{
    HANDLE section = windows_handed_down().share;

    *share = (struct tj_os_share){ .native = -1 };
    if (section == NULL)
        return tj_fail(error, TJ_MISSING, "no memory was handed down by a "
                       "parent process");
    return map_share(share, section, 0, error);
}

void tj_os_share_close(struct tj_os_share *share)
{
    if (share->at == NULL)
        return;
    (void)UnmapViewOfFile(share->at);
    (void)CloseHandle((HANDLE)share->native);
    *share = (struct tj_os_share){ .native = -1 };
}

/* --- Starting --- */

/* Copies that a child may inherit; it gets no other handle of ours. */
struct heirlooms {
    HANDLE   all[HANDLES_MAX];
    unsigned count;
};

static HANDLE add_heirloom(struct heirlooms *heirlooms, HANDLE ours)
{
    HANDLE self = GetCurrentProcess(), copy = NULL;

    if (ours == NULL || ours == INVALID_HANDLE_VALUE ||
        !DuplicateHandle(self, ours, self, &copy, 0, TRUE,
                         DUPLICATE_SAME_ACCESS))
        return NULL;
    heirlooms->all[heirlooms->count++] = copy;
    return copy;
}

static void name_job(char name[JOB_NAME_SIZE], DWORD process)
{
    struct tj_text text;

    tj_text_init(&text, name, JOB_NAME_SIZE);
    tj_text_add(&text, "Local\\trayjam-job-%lu", process);
}

static HANDLE make_job(DWORD process)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };
    char name[JOB_NAME_SIZE];

    name_job(name, process);
    HANDLE job = CreateJobObjectA(NULL, name);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job != NULL &&
        !SetInformationJobObject(job, JobObjectExtendedLimitInformation,
                                 &limits, sizeof limits)) {
        (void)CloseHandle(job);
        job = NULL;
    }
    return job;
}

/* In a job before its first instruction. Ctrl-C is ours to handle: a process
 * group of its own does not get it. */
static bool create(const char *program, char *line, STARTUPINFOEXA *start,
                   struct tj_os_process *process)
{
    PROCESS_INFORMATION made;

    if (!CreateProcessA(program, line, NULL, NULL, TRUE,
                        CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP |
                            EXTENDED_STARTUPINFO_PRESENT,
                        NULL, NULL, &start->StartupInfo, &made))
        return false;
    HANDLE job = make_job(made.dwProcessId);
    bool   good = job != NULL && AssignProcessToJobObject(job, made.hProcess) &&
                ResumeThread(made.hThread) != (DWORD)-1;
    (void)CloseHandle(made.hThread);
    if (!good) {
        (void)TerminateProcess(made.hProcess, KILLED);
        (void)CloseHandle(made.hProcess);
        if (job != NULL)
            (void)CloseHandle(job);
        return false;
    }
    *process = (struct tj_os_process){ .id = made.dwProcessId,
                                       .native = (intptr_t)made.hProcess,
                                       .job = (intptr_t)job };
    return true;
}

static bool start_with(const char *program, char *line,
                       struct heirlooms *heirlooms, STARTUPINFOEXA *start,
                       struct tj_os_process *process)
{
    _Alignas(16) unsigned char room[ATTRIBUTES_SIZE];
    SIZE_T                     size = sizeof room;

    start->lpAttributeList = (LPPROC_THREAD_ATTRIBUTE_LIST)(void *)room;
    if (!InitializeProcThreadAttributeList(start->lpAttributeList, 1, 0, &size))
        return false;
    bool good = UpdateProcThreadAttribute(
                    start->lpAttributeList, 0,
                    PROC_THREAD_ATTRIBUTE_HANDLE_LIST, heirlooms->all,
                    heirlooms->count * sizeof *heirlooms->all, NULL, NULL) &&
                create(program, line, start, process);
    DeleteProcThreadAttributeList(start->lpAttributeList);
    return good;
}

/* ERROR_INTERNAL_ERROR is Wine's word for a child that ended before its first
 * instruction; the others are Windows' for a host that is full. */
bool os_start_may_pass(int64_t native)
{
    return native == ERROR_INTERNAL_ERROR || native == ERROR_NOT_ENOUGH_MEMORY ||
           native == ERROR_NO_SYSTEM_RESOURCES ||
           native == ERROR_COMMITMENT_LIMIT;
}

enum tj_status os_start_once(struct tj_os_process *process,
                             const char *const *argv,
                             const struct tj_os_share *share,
                             const struct tj_os_channel *channel,
                             struct tj_error *error)
{
    char                  line[LINE_SIZE];
    struct heirlooms      heirlooms = { .count = 0 };
    struct windows_handed handed = { 0 };
    STARTUPINFOEXA        start = { .StartupInfo = { .cb = sizeof start } };

    *process = (struct tj_os_process){ .ended = true };
    if (!windows_command_line(argv, line, sizeof line))
        return tj_fail(error, TJ_HOST_IO, "%s: its arguments are too long",
                       argv[0]);
    (void)fflush(NULL); /* Our lines before those of the child. */
    start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    start.StartupInfo.hStdInput =
        add_heirloom(&heirlooms, GetStdHandle(STD_INPUT_HANDLE));
    start.StartupInfo.hStdOutput =
        add_heirloom(&heirlooms, GetStdHandle(STD_OUTPUT_HANDLE));
    start.StartupInfo.hStdError =
        add_heirloom(&heirlooms, GetStdHandle(STD_ERROR_HANDLE));
    if (channel != NULL)
        handed.channel = add_heirloom(&heirlooms, windows_channel_pipe(channel));
    if (share != NULL)
        handed.share = add_heirloom(&heirlooms, (HANDLE)share->native);
    hand_down(&handed);
    bool good = start_with(argv[0], line, &heirlooms, &start, process);
    enum tj_status status =
        good ? TJ_OK : fail("cannot start a process", error);
    hand_down(NULL);
    for (unsigned i = 0; i < heirlooms.count; i++)
        (void)CloseHandle(heirlooms.all[i]);
    return status;
}

/* --- Watching, stopping, killing --- */

static HANDLE handle_of(const struct tj_os_process *process)
{
    return (HANDLE)process->native;
}

static bool is_alive(const struct tj_os_process *process)
{
    return process->id != 0 && !process->ended;
}

static void note_end(struct tj_os_process *process)
{
    DWORD code = 0;

    (void)GetExitCodeProcess(handle_of(process), &code);
    process->ended = true;
    process->code = code == KILLED_BY_HAND ? KILLED : (int)code;
    (void)CloseHandle(handle_of(process));
    (void)CloseHandle((HANDLE)process->job);
}

bool tj_os_process_ended(struct tj_os_process *process)
{
    if (!is_alive(process))
        return true;
    if (WaitForSingleObject(handle_of(process), 0) == WAIT_OBJECT_0)
        note_end(process);
    return process->ended;
}

void tj_os_process_wait(struct tj_os_process *process)
{
    if (!is_alive(process))
        return;
    (void)WaitForSingleObject(handle_of(process), INFINITE);
    note_end(process);
}

void tj_os_process_kill(const struct tj_os_process *process)
{
    if (is_alive(process))
        (void)TerminateProcess(handle_of(process), KILLED);
}

/* ntdll exports them, but no header of the SDK names them. Suspended threads
 * are counted, not marked: each stop needs its going on. */
static void tell(HANDLE process, const char *what)
{
    typedef LONG(NTAPI *process_call)(HANDLE);
    union { FARPROC found; process_call call; } symbol;

    symbol.found = GetProcAddress(GetModuleHandleA("ntdll.dll"), what);
    if (symbol.found != NULL)
        (void)symbol.call(process);
}

void tj_os_process_ask_to_end(const struct tj_os_process *process)
{
    tj_os_process_kill(process);
}

void tj_os_process_stop(const struct tj_os_process *process)
{
    if (is_alive(process))
        tell(handle_of(process), "NtSuspendProcess");
}

void tj_os_process_go_on(const struct tj_os_process *process)
{
    if (is_alive(process))
        tell(handle_of(process), "NtResumeProcess");
}

/* By way of the job, which the parent made for us alone: all threads end at the
 * same time. Under Wine a thread that ends its own process may then wait for
 * ever for a lock that one of the others held. */
void tj_os_kill_self(void)
{
    char name[JOB_NAME_SIZE];

    name_job(name, GetCurrentProcessId());
    HANDLE job = OpenJobObjectA(JOB_OBJECT_TERMINATE, FALSE, name);
    if (job != NULL)
        (void)TerminateJobObject(job, KILLED);
    (void)TerminateProcess(GetCurrentProcess(), KILLED);
    for (;;)
        Sleep(INFINITE); /* It does not come back. */
}

void tj_os_stop_self(void)
{
    tell(GetCurrentProcess(), "NtSuspendProcess");
}
