#include "core/base/os.h"

#include "core/base/assert.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

void *tj_os_pages_take(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void tj_os_pages_give(void *pages, size_t size)
{
    if (pages != NULL)
        (void)munmap(pages, size);
}

void tj_os_begin(void)
{
    /* So it is here. */
}

int tj_os_core_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 1;
}

uint64_t tj_os_process_id(void)
{
    return (uint64_t)getpid();
}

/* The one thing a signal handler can reach is a global; it only ever goes from
 * false to true. */
static atomic_bool interrupted;

static void note_interrupt(int number)
{
    (void)number;
    atomic_store_explicit(&interrupted, true, memory_order_relaxed);
    /* A second one, be it of the other kind, ends the process as if we had
     * never listened. */
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
}

void tj_os_catch_interrupts(void)
{
    struct sigaction action = { .sa_handler = note_interrupt };
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    /* A full disk shall be a status, not a death (setrlimit(2), SIGXFSZ). */
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
}

bool tj_os_interrupted(void)
{
    return atomic_load_explicit(&interrupted, memory_order_relaxed);
}

bool tj_os_is_terminal(int descriptor)
{
    return isatty(descriptor) == 1;
}

int tj_os_terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

int tj_os_terminal_rows(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
        return size.ws_row;
    return 24;
}

FILE *tj_os_descriptor_file(int descriptor)
{
    return fdopen(descriptor, "w");
}

int tj_os_run_program(const char *const *argv)
{
    (void)fflush(NULL); /* Our lines before those of the program. */
    pid_t child = fork();
    if (child < 0)
        return 127;
    if (child == 0) {
        (void)signal(SIGINT, SIG_DFL);
        (void)signal(SIGTERM, SIG_DFL);
        (void)signal(SIGPIPE, SIG_DFL);
        (void)signal(SIGXFSZ, SIG_DFL);
        /* execvp does not change the words, but is declared as if it did. */
        union { const char *const *in; char *const *out; } words = { argv };
        (void)execvp(argv[0], words.out);
        _exit(127);
    }
    int state = 0;
    while (waitpid(child, &state, 0) < 0) {
        if (errno != EINTR) /* SIGCHLD is ignored: its end is not known. */
            return 127;
    }
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

/* Debian's own interpreter is the one that has the packages. */
const struct tj_os_python tj_os_python = {
    .program = "/usr/bin/python3",
    .install = "apt install python3",
    .install_all = "apt install python3 python3-numpy python3-jinja2 "
                   "python3-jsonschema",
    .install_one = "apt install python3-",
};

bool tj_os_program_is_there(const char *program)
{
    return tj_os_is_file(program);
}

/* Without /proc, as in a bare chroot: the name that was given to exec. */
static bool program_as_called(char *path, size_t size)
{
    char        whole[PATH_MAX];
    const char *called = (const char *)getauxval(AT_EXECFN);

    if (called == NULL || realpath(called, whole) == NULL ||
        strlen(whole) >= size)
        return false;
    memcpy(path, whole, strlen(whole) + 1);
    return true;
}

bool tj_os_program_folder(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size);
    if (length >= (ssize_t)size) /* Perhaps cut. */
        return false;
    if (length > 0)
        path[length] = '\0';
    else if (!program_as_called(path, size))
        return false;
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

bool tj_os_program_path(char *path, size_t size)
{
    static const char name[] = "/trayjam";

    if (!tj_os_program_folder(path, size) ||
        strlen(path) + sizeof name > size)
        return false;
    memcpy(path + strlen(path), name, sizeof name);
    return true;
}

uint64_t tj_os_peak_memory(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (uint64_t)usage.ru_maxrss * 1024; /* Linux counts KiB. */
}

static void processor_name(char *name, size_t size)
{
    (void)snprintf(name, size, "unknown processor");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        return;
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || colon == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        (void)snprintf(name, size, "%s", colon + 1 + (colon[1] == ' '));
        break;
    }
    (void)fclose(file);
}

void tj_os_describe(char *text, size_t size)
{
    struct utsname system;
    char           processor[128];
    if (uname(&system) != 0) {
        (void)snprintf(text, size, "unknown system");
        return;
    }
    processor_name(processor, sizeof processor);
    (void)snprintf(text, size, "%s %s %s, %s", system.sysname, system.release,
                   system.machine, processor);
}

bool tj_os_pin_thread(int core)
{
    cpu_set_t set;
    if (core < 0 || core >= CPU_SETSIZE)
        return false;
    CPU_ZERO(&set);
    CPU_SET((unsigned)core, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

/* On Linux 0 is the calling thread, not its process. */
bool tj_os_priority(int nice)
{
    return setpriority(PRIO_PROCESS, 0, nice) == 0;
}

void tj_os_end_at_once(int code)
{
    _exit(code);
}
