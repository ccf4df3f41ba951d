#include "core/base/os.h"

#include "core/base/os_windows.h"
#include "core/base/text.h"

#include <fcntl.h>
#include <io.h>
#include <psapi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *tj_os_pages_take(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void tj_os_pages_give(void *pages, size_t size)
{
    (void)size; /* MEM_RELEASE wants the whole reservation. */
    if (pages != NULL)
        (void)VirtualFree(pages, 0, MEM_RELEASE);
}

/* Else a wait of a millisecond takes a tick of 15.6. ntdll exports it, but no
 * header of the SDK names it; timeBeginPeriod of winmm.dll does the same. */
static void tick_finely(void)
{
    typedef LONG(NTAPI *set_resolution)(ULONG wished, BOOLEAN set, ULONG *got);
    union { FARPROC found; set_resolution call; } symbol;
    ULONG got;

    symbol.found =
        GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtSetTimerResolution");
    if (symbol.found != NULL)
        (void)symbol.call(10000, TRUE, &got); /* 1 ms, in 100 ns. */
}

void tj_os_begin(void)
{
    tick_finely();
    _fmode = _O_BINARY; /* Of files yet to be opened. */
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        (void)_setmode(descriptor, _O_BINARY);
    /* Our words are UTF-8; so are our arguments (cli/trayjam.manifest). */
    (void)SetConsoleOutputCP(CP_UTF8);
}

int tj_os_core_count(void)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return (int)info.dwNumberOfProcessors;
}

uint64_t tj_os_process_id(void)
{
    return GetCurrentProcessId();
}

/* A console handler runs on a thread of its own and can reach only a global. */
static atomic_bool interrupted;

static BOOL WINAPI note_interrupt(DWORD event)
{
    bool again = atomic_exchange(&interrupted, true);

    /* A closed window, a logoff, a shutdown: the process ends as soon as this
     * returns, or after a few seconds. They are what is left to end well. */
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        Sleep(INFINITE);
    /* FALSE the second time: the default handler ends the process. */
    return !again;
}

void tj_os_catch_interrupts(void)
{
    (void)SetConsoleCtrlHandler(note_interrupt, TRUE);
}

bool tj_os_interrupted(void)
{
    return atomic_load_explicit(&interrupted, memory_order_relaxed);
}

static HANDLE console(int descriptor)
{
    return GetStdHandle(descriptor == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

bool tj_os_is_terminal(int descriptor)
{
    DWORD mode;
    if (!GetConsoleMode(console(descriptor), &mode))
        return false;
    (void)SetConsoleMode(console(descriptor),
                         mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    return true;
}

int tj_os_terminal_columns(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(console(2), &info))
        return 80;
    return info.srWindow.Right - info.srWindow.Left + 1;
}

int tj_os_terminal_rows(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(console(2), &info))
        return 24;
    return info.srWindow.Bottom - info.srWindow.Top + 1;
}

FILE *tj_os_descriptor_file(int descriptor)
{
    return _fdopen(descriptor, "wb");
}

/* Quotes one word as CommandLineToArgvW undoes it: backslashes count only
 * before a quotation mark. */
static void add_quoted(struct tj_text *line, const char *word)
{
    size_t slashes = 0;

    tj_text_add(line, line->used > 0 ? " \"" : "\"");
    for (; *word != '\0'; word++) {
        if (*word == '\\') {
            slashes++;
            continue;
        }
        size_t wanted = *word == '"' ? 2 * slashes + 1 : slashes;
        for (; wanted > 0; wanted--)
            tj_text_add(line, "\\");
        slashes = 0;
        tj_text_add(line, "%c", *word);
    }
    for (size_t i = 0; i < 2 * slashes; i++)
        tj_text_add(line, "\\");
    tj_text_add(line, "\"");
}

bool windows_command_line(const char *const *argv, char *line, size_t size)
{
    struct tj_text text;

    tj_text_init(&text, line, size);
    for (; *argv != NULL; argv++)
        add_quoted(&text, *argv);
    return !text.cut;
}

int tj_os_run_program(const char *const *argv)
{
    char memory[8192];

    if (!windows_command_line(argv, memory, sizeof memory))
        return 127;
    (void)fflush(NULL); /* Our lines before those of the program. */
    STARTUPINFOA        start = { .cb = sizeof start };
    PROCESS_INFORMATION process;
    if (!CreateProcessA(NULL, memory, NULL, NULL, TRUE, 0, NULL, NULL, &start,
                        &process))
        return 127;
    DWORD code = 127;
    (void)WaitForSingleObject(process.hProcess, INFINITE);
    (void)GetExitCodeProcess(process.hProcess, &code);
    (void)CloseHandle(process.hThread);
    (void)CloseHandle(process.hProcess);
    return (int)code;
}

const struct tj_os_python tj_os_python = {
    .program = "python.exe",
    .install = "winget install Python.Python.3.12",
    .install_all = "winget install Python.Python.3.12, then "
                   "python -m pip install numpy jinja2 jsonschema",
    .install_one = "python -m pip install ",
};

bool tj_os_program_is_there(const char *program)
{
    char path[MAX_PATH];

    return SearchPathA(NULL, program, ".exe", sizeof path, path, NULL) != 0;
}

bool tj_os_program_folder(char *path, size_t size)
{
    DWORD length = GetModuleFileNameA(NULL, path, (DWORD)size);
    if (length == 0 || length >= size)
        return false;
    for (char *at = path; *at != '\0'; at++) {
        if (*at == '\\')
            *at = '/';
    }
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

bool tj_os_program_path(char *path, size_t size)
{
    static const char name[] = "/trayjam.exe";

    if (!tj_os_program_folder(path, size) ||
        strlen(path) + sizeof name > size)
        return false;
    memcpy(path + strlen(path), name, sizeof name);
    return true;
}

uint64_t tj_os_peak_memory(void)
{
    PROCESS_MEMORY_COUNTERS counters;
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        return 0;
    return counters.PeakWorkingSetSize;
}

void tj_os_describe(char *text, size_t size)
{
    const char *processor = getenv("PROCESSOR_IDENTIFIER");
    (void)snprintf(text, size, "Windows, %s",
                   processor != NULL ? processor : "unknown processor");
}

bool tj_os_pin_thread(int core)
{
    if (core < 0 || core >= 64)
        return false;
    return SetThreadAffinityMask(GetCurrentThread(), (DWORD_PTR)1 << core) != 0;
}

bool tj_os_priority(int nice)
{
    static const struct { int below, priority; } steps[] = {
        { -9, THREAD_PRIORITY_HIGHEST },    { 0, THREAD_PRIORITY_ABOVE_NORMAL },
        { 1, THREAD_PRIORITY_NORMAL },      { 10, THREAD_PRIORITY_BELOW_NORMAL },
    };
    int priority = THREAD_PRIORITY_LOWEST;

    for (size_t i = sizeof steps / sizeof *steps; i > 0; i--)
        if (nice < steps[i - 1].below)
            priority = steps[i - 1].priority;
    return SetThreadPriority(GetCurrentThread(), priority) != 0;
}

void tj_os_end_at_once(int code)
{
    (void)TerminateProcess(GetCurrentProcess(), (UINT)code);
    abort(); /* Not reached. */
}
