/* The ledger of a run in memory of all its processes, and the guardian: a process
 * that outlives the run's first one by a moment, to put the drive back if that
 * died. The memory has no name in any folder: other processes of the run reach
 * it as a descriptor of the first one, /proc/PID/fd/N. */
#include "backends/linux/host.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)
#define START_NS (20 * SECOND)
#define END_NS (30 * SECOND)
enum { STEP_NS = 2000000 };

/* --- Shared memory --- */

enum tj_status linux_ledger_make(struct tj_linux_host *host, uint32_t budget,
                                 struct tj_error *error)
{
    char           *name = host->target.real.ledger;
    struct tj_text  text;
    enum tj_status  status =
        tj_os_share_make(&host->share, sizeof *host->shared, error);

    if (status != TJ_OK)
        return status;
    host->shared = host->share.at;
    real_ledger_init(&host->shared->ledger, budget);
    atomic_store(&host->shared->was_locked,
                 atomic_load(&host->own.was_locked));
    atomic_store(&host->shared->was_open, atomic_load(&host->own.was_open));
    tj_text_init(&text, name, sizeof host->target.real.ledger);
    tj_text_add(&text, "/proc/%" PRIu64 "/fd/%d", tj_os_process_id(),
                (int)host->share.native);
    return TJ_OK;
}

enum tj_status linux_ledger_join(struct tj_linux_host *host,
                                 struct tj_error *error)
{
    const char *name = host->target.real.ledger;
    int         file = open(name, O_RDWR | O_CLOEXEC);
    void       *at = MAP_FAILED;

    if (file >= 0 &&
        lseek(file, 0, SEEK_END) == (off_t)sizeof *host->shared)
        at = mmap(NULL, sizeof *host->shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED, file, 0);
    if (at == MAP_FAILED) {
        if (file >= 0)
            close(file);
        return tj_fail(error, TJ_MISSING, "%s: the run's shared memory is not "
                       "there", name);
    }
    host->share = (struct tj_os_share){ .at = at, .native = file,
                                        .size = sizeof *host->shared };
    host->shared = at;
    if (host->shared->ledger.magic != REAL_LEDGER_MAGIC ||
        host->shared->ledger.size != sizeof host->shared->ledger)
        return tj_fail(error, TJ_MISSING, "%s: not of this build", name);
    host->is_child = true;
    host->plan = REAL_MOVES; /* The parent was admitted; the budget holds. */
    real_ledger_attach(&host->shared->ledger, (uint32_t)tj_os_process_id());
    return TJ_OK;
}

/* --- The guardian, seen from the run --- */

/* It says that it stands by its id in the ledger. */
static bool stands(struct tj_linux_host *host)
{
    uint64_t until_ns = tj_clock_ns() + START_NS;

    while (atomic_load(&host->shared->ledger.guardian) == 0) {
        if (tj_os_process_ended(&host->guardian) || tj_clock_ns() > until_ns)
            return false;
        tj_clock_sleep_until(tj_clock_ns() + STEP_NS);
    }
    return true;
}

enum tj_status linux_guard_start(struct tj_linux_host *host,
                                 const char *detail, struct tj_error *error)
{
    char                 program[1100];
    struct tj_os_channel theirs;

    if (!tj_os_program_path(program, sizeof program))
        return tj_fail(error, TJ_HOST_IO, "the program cannot find itself");
    const char *const argv[] = { program, "worker", "guard-linux",
                                 host->target.real.ledger, detail, NULL };
    enum tj_status status =
        tj_os_channel_make(&host->channel, &theirs, error);
    if (status != TJ_OK)
        return status;
    status = tj_os_process_start(&host->guardian, argv, NULL, &theirs, error);
    tj_os_channel_close(&theirs);
    if (status == TJ_OK && !stands(host))
        status = tj_fail(error, TJ_HOST_IO, "the guardian process ended at its "
                         "start");
    return status;
}

void linux_guard_end(struct tj_linux_host *host)
{
    tj_os_channel_close(&host->channel);
    if (host->guardian.id != 0)
        tj_os_process_wait(&host->guardian);
    host->guardian.id = 0;
    tj_os_share_close(&host->share);
    host->shared = &host->own;
}

/* --- The guardian, seen from itself --- */

static bool lives(uint32_t process)
{
    return kill((pid_t)process, 0) == 0 || errno == EPERM;
}

/* Workers of a dead run end by themselves. */
static void await_processes(const struct real_ledger *ledger)
{
    uint64_t until_ns = tj_clock_ns() + END_NS;

    for (unsigned i = 0; i < REAL_LEDGER_PROCESSES; i++) {
        uint32_t id = atomic_load(&ledger->processes[i]);

        while (id != 0 && lives(id) && tj_clock_ns() < until_ns)
            tj_clock_sleep_until(tj_clock_ns() + STEP_NS);
    }
}

int tj_linux_guard(const char *ledger, const char *detail)
{
    enum { GUARDED = 0, USAGE = 64, FAILED = 74 };
    struct tj_linux_host host = { .channel.native = -1 };
    struct tj_os_channel channel;
    struct tj_error      error;
    uint8_t              byte[TJ_OS_MESSAGE_MAX];

    /* Nothing that ends the run ends this: it ends after it. */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)setsid();
    host.door = linux_door();
    if (linux_target_parse(detail, &host.target, &error) != TJ_OK ||
        !tj_text_copy(host.target.real.ledger, sizeof host.target.real.ledger,
                      ledger))
        return USAGE;
    if (tj_os_channel_inherited(&channel, &error) != TJ_OK ||
        linux_ledger_join(&host, &error) != TJ_OK)
        return FAILED;
    real_ledger_detach(&host.shared->ledger, (uint32_t)tj_os_process_id());
    atomic_store(&host.shared->ledger.guardian,
                 (uint32_t)tj_os_process_id());
    while (tj_os_channel_receive(&channel, byte, sizeof byte, UINT64_MAX) >= 0)
        ;
    if (!atomic_load(&host.shared->ledger.clean)) {
        await_processes(&host.shared->ledger);
        linux_put_back(&host);
    }
    return GUARDED;
}
