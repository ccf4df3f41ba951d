/* Starting a process on a host that has none to give, for a moment or for good.
 *
 * The linker puts __wrap_fork in the place of the real one, because no limit of
 * processes binds root. */
#include "core/base/os_process.h"
#include "tests/support/tap.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int refusals; /* How many more forks are refused ... */
static int reason;   /* ... and with which errno. */
static int asked;

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
    asked++;
    if (refusals == 0)
        return __real_fork();
    refusals--;
    errno = reason;
    return -1;
}

static enum tj_status start(int refused, int why, struct tj_os_process *process,
                            struct tj_error *error)
{
    const char *const argv[] = { "/bin/true", NULL };

    refusals = refused;
    reason = why;
    asked = 0;
    *process = (struct tj_os_process){ .id = 0 };
    return tj_os_process_start(process, argv, NULL, NULL, error);
}

static bool starts_behind(int refused, int why)
{
    struct tj_os_process process;
    struct tj_error      error;

    if (start(refused, why, &process, &error) != TJ_OK || process.id == 0)
        return false;
    tj_os_process_wait(&process);
    return process.ended && process.code == 0 && asked == refused + 1;
}

static bool gives_up(int refused, int why, int asked_until)
{
    struct tj_os_process process;
    struct tj_error      error;

    return start(refused, why, &process, &error) == TJ_HOST_IO &&
           process.id == 0 && asked == asked_until && error.native == why &&
           strstr(error.text, "cannot start a process") != NULL;
}

int main(void)
{
    struct tap tap = { 0 };

    tap_ok(&tap, starts_behind(0, 0), "a process starts");
    tap_ok(&tap, starts_behind(3, EAGAIN), "and behind a limit of processes");
    tap_ok(&tap, starts_behind(1, ENOMEM), "and behind a lack of memory");
    tap_ok(&tap, gives_up(100, EAGAIN, 7), "a host that stays full is an error");
    tap_ok(&tap, gives_up(100, EPERM, 1), "a refusal is one at once");
    return tap_done(&tap);
}
