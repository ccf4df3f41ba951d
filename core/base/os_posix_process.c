#include "core/base/os_start.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a child finds what it was given. */
enum { CHANNEL_FD = 3, SHARE_FD = 4, FIRST_FREE_FD = 16 };

static enum tj_status fail(const char *what, struct tj_error *error)
{
    return tj_fail_native(error, TJ_HOST_IO, errno, "%s: %s", what,
                          strerror(errno));
}

/* --- Shared memory --- */

static enum tj_status map_share(struct tj_os_share *share, int file,
                                size_t size, struct tj_error *error)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

    if (at == MAP_FAILED) {
        enum tj_status status = fail("cannot map shared memory", error);
        close(file);
        return status;
    }
    *share = (struct tj_os_share){ .at = at, .size = size, .native = file };
    return TJ_OK;
}

enum tj_status tj_os_share_make(struct tj_os_share *share, size_t size,
                                struct tj_error *error)
{
    int file = memfd_create("trayjam", MFD_CLOEXEC);

    if (file < 0)
        return fail("cannot make shared memory", error);
    if (ftruncate(file, (off_t)size) != 0) {
        enum tj_status status = fail("cannot size shared memory", error);
        close(file);
        return status;
    }
    return map_share(share, file, size, error);
}

enum tj_status tj_os_share_inherited(struct tj_os_share *share,
                                     struct tj_error *error)
{
    struct stat facts;

    if (fstat(SHARE_FD, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        facts.st_size <= 0)
        return tj_fail(error, TJ_MISSING, "no memory was handed down by a "
                       "parent process");
    return map_share(share, SHARE_FD, (size_t)facts.st_size, error);
}

void tj_os_share_close(struct tj_os_share *share)
{
    if (share->at == NULL)
        return;
    (void)munmap(share->at, share->size);
    close((int)share->native);
    *share = (struct tj_os_share){ .native = -1 };
}

/* --- Messages --- */

enum tj_status tj_os_channel_make(struct tj_os_channel *ours,
                                  struct tj_os_channel *theirs,
                                  struct tj_error *error)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail("cannot make a channel", error);
    ours->native = ends[0];
    theirs->native = ends[1];
    return TJ_OK;
}

enum tj_status tj_os_channel_inherited(struct tj_os_channel *channel,
                                       struct tj_error *error)
{
    int       kind = 0;
    socklen_t size = sizeof kind;

    if (getsockopt(CHANNEL_FD, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 ||
        kind != SOCK_SEQPACKET)
        return tj_fail(error, TJ_MISSING, "no channel was handed down by a "
                       "parent process");
    channel->native = CHANNEL_FD;
    return TJ_OK;
}

void tj_os_channel_close(struct tj_os_channel *channel)
{
    if (channel->native >= 0)
        close((int)channel->native);
    channel->native = -1;
}

bool tj_os_channel_send(struct tj_os_channel *channel, const void *bytes,
                        size_t size)
{
    TJ_ASSERT(size > 0 && size <= TJ_OS_MESSAGE_MAX);
    return channel->native >= 0 &&
           send((int)channel->native, bytes, size,
                MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

int tj_os_channel_receive(struct tj_os_channel *channel, void *bytes,
                          size_t max, uint64_t until_ns)
{
    struct pollfd wait = { .fd = (int)channel->native, .events = POLLIN };

    if (channel->native < 0)
        return -1;
    for (;;) {
        ssize_t size = recv((int)channel->native, bytes, max, MSG_DONTWAIT);
        if (size > 0)
            return (int)size;
        if (size == 0 || (errno != EAGAIN && errno != EINTR))
            return -1;
        uint64_t now_ns = tj_clock_ns();
        if (now_ns >= until_ns)
            return 0;
        uint64_t wait_ms = (until_ns - now_ns) / 1000000 + 1;
        (void)poll(&wait, 1, wait_ms < 1000 ? (int)wait_ms : 1000);
    }
}

bool tj_os_channel_ask(struct tj_os_channel *channel, void *bytes, size_t size)
{
    int socket = (int)channel->native;

    return send(socket, bytes, size, MSG_NOSIGNAL) == (ssize_t)size &&
           recv(socket, bytes, size, 0) == (ssize_t)size;
}

void tj_os_channel_echo(struct tj_os_channel *channel)
{
    uint8_t bytes[TJ_OS_MESSAGE_MAX];
    int     socket = (int)channel->native;

    for (;;) {
        ssize_t size = recv(socket, bytes, sizeof bytes, 0);
        if (size <= 0 || send(socket, bytes, (size_t)size, MSG_NOSIGNAL) < 0)
            return;
    }
}

/* --- Processes --- */

static void become(const char *const *argv, int channel, int share)
{
    /* execv does not change the words, but is declared as if it did. */
    union { const char *const *in; char *const *out; } words = { argv };

    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)signal(SIGINT, SIG_IGN); /* Ctrl-C is the parent's to handle. */
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)signal(SIGXFSZ, SIG_DFL);
    /* dup2 gives copies without CLOEXEC; the sources lie above them. */
    if (channel >= 0)
        (void)dup2(channel, CHANNEL_FD);
    if (share >= 0)
        (void)dup2(share, SHARE_FD);
    (void)execv(argv[0], words.out);
    _exit(127);
}

/* A copy of a descriptor that lies above those a child gets. */
static int lift(intptr_t native)
{
    return fcntl((int)native, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
}

/* fork(2): a limit of processes is reached, or the kernel is short of memory. */
bool os_start_may_pass(int64_t native)
{
    return native == EAGAIN || native == ENOMEM;
}

enum tj_status os_start_once(struct tj_os_process *process,
                             const char *const *argv,
                             const struct tj_os_share *share,
                             const struct tj_os_channel *channel,
                             struct tj_error *error)
{
    int lifted_share = share != NULL ? lift(share->native) : -1;
    int lifted_channel = channel != NULL ? lift(channel->native) : -1;

    (void)fflush(NULL); /* Our lines before those of the child. */
    pid_t child = fork();
    if (child == 0)
        become(argv, lifted_channel, lifted_share);
    if (lifted_share >= 0)
        close(lifted_share);
    if (lifted_channel >= 0)
        close(lifted_channel);
    if (child < 0)
        return fail("cannot start a process", error);
    *process = (struct tj_os_process){ .id = child };
    return TJ_OK;
}

static void note_end(struct tj_os_process *process, int state)
{
    process->ended = true;
    process->code = WIFEXITED(state) ? WEXITSTATUS(state)
                                     : 128 + WTERMSIG(state);
}

bool tj_os_process_ended(struct tj_os_process *process)
{
    int state = 0;

    if (process->ended || process->id == 0)
        return true;
    pid_t found = waitpid((pid_t)process->id, &state, WNOHANG);
    if (found == (pid_t)process->id)
        note_end(process, state);
    return process->ended;
}

void tj_os_process_wait(struct tj_os_process *process)
{
    int state = 0;

    if (process->ended || process->id == 0)
        return;
    while (waitpid((pid_t)process->id, &state, 0) < 0) {
        if (errno != EINTR)
            break;
    }
    note_end(process, state);
}

static void tell(const struct tj_os_process *process, int number)
{
    /* An ended process that was not waited for keeps its id: it hits nobody
     * else. */
    if (process->id > 0 && !process->ended)
        (void)kill((pid_t)process->id, number);
}

void tj_os_process_kill(const struct tj_os_process *process)
{
    tell(process, SIGKILL);
}

void tj_os_process_ask_to_end(const struct tj_os_process *process)
{
    tell(process, SIGTERM);
}

void tj_os_process_stop(const struct tj_os_process *process)
{
    tell(process, SIGSTOP);
}

void tj_os_process_go_on(const struct tj_os_process *process)
{
    tell(process, SIGCONT);
}

void tj_os_kill_self(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;)
        pause(); /* It does not come back. */
}

void tj_os_stop_self(void)
{
    (void)raise(SIGSTOP); /* kill() might stop us a little after it returned. */
}
