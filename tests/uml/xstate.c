/* Preloaded into Debian's user-mode Linux, which gives a process's registers
 * less room than processors with a large XSAVE area need (AMX: some 11 KiB):
 * PTRACE_SETREGSET(NT_X86_XSTATE) then fails and the kernel ends before it
 * began. Here the whole area is kept and only the part UML knows is replaced,
 * so that nothing of a process's state is lost. */
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { AREA_MAX = 1 << 17 };

static long system_ptrace(long request, long process, void *address, void *data)
{
    return syscall(SYS_ptrace, request, process, address, data);
}

static long registers(long request, long process, struct iovec *wanted)
{
    static _Alignas(64) char area[AREA_MAX];
    struct iovec whole = { area, sizeof area };
    void        *kind = (void *)(size_t)NT_X86_XSTATE;
    long got = system_ptrace(PTRACE_GETREGSET, process, kind, &whole);

    if (got < 0)
        return got;
    size_t size = wanted->iov_len < whole.iov_len ? wanted->iov_len
                                                  : whole.iov_len;
    if (request == PTRACE_GETREGSET) {
        memcpy(wanted->iov_base, area, size);
        wanted->iov_len = size;
        return 0;
    }
    memcpy(area, wanted->iov_base, size);
    return system_ptrace(PTRACE_SETREGSET, process, kind, &whole);
}

/* What the C library does beside the call: a word that is read comes back as
 * the result (ptrace(2), C library/kernel differences). */
static long peek(long request, long process, void *address)
{
    long word = 0;
    long got = system_ptrace(request, process, address, &word);

    if (got < 0)
        return got;
    errno = 0;
    return word;
}

long ptrace(enum __ptrace_request request, ...)
{
    va_list rest;

    va_start(rest, request);
    long  process = va_arg(rest, int);
    void *address = va_arg(rest, void *);
    void *data = va_arg(rest, void *);
    va_end(rest);
    if ((request == PTRACE_GETREGSET || request == PTRACE_SETREGSET) &&
        (size_t)address == NT_X86_XSTATE)
        return registers(request, process, data);
    if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA ||
        request == PTRACE_PEEKUSER)
        return peek(request, process, address);
    return system_ptrace(request, process, address, data);
}
