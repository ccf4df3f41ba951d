/* A writer killed at a random moment loses nothing it had committed.
 *
 * The child counts what it has committed and completed in shared memory, after
 * the fact. Whatever the counters say when SIGKILL has come must be in the
 * trace, and nothing in it may be damaged. */
#include "core/base/os.h"
#include "core/trace/packet.h"
#include "core/trace/reader.h"

#include "tests/core/trace/trace_support.h"
#include "tests/support/tap.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 20, PROGRESS_MAX = 400000, LATE_EVERY = 7, LATE_BY = 1500 };

struct progress {
    uint64_t committed;
    uint64_t completed; /* Records before this one, late ones aside. */
};

static unsigned char memory[1 << 20];

static struct tj_record operation(uint64_t index)
{
    return support_operation(index * 10, ANNA, (uint32_t)index + 1);
}

static void complete(struct tj_segment *segment, uint64_t index)
{
    struct tj_record record = operation(index);
    tj_segment_complete(segment, index, &record);
}

/* Until killed. Every seventh operation is answered only 1500 later. */
static _Noreturn void write_until_killed(const char *folder,
                                         struct progress *progress)
{
    struct tj_segment segment;
    struct tj_ahead   ahead;
    struct tj_error   error;

    if (tj_segment_open(&segment, folder, 0, &sample_info, &error) != TJ_OK ||
        tj_ahead_start(&ahead, &error) != TJ_OK)
        _exit(1);
    tj_segment_attach(&segment, &ahead);
    for (uint64_t i = 0;; i++) {
        struct tj_record record = operation(i);
        if (!support_append(&segment, &record, false))
            _exit(1);
        __atomic_store_n(&progress->committed, i + 1, __ATOMIC_RELEASE);
        if (i % LATE_EVERY != 0)
            complete(&segment, i);
        if (i >= LATE_BY && (i - LATE_BY) % LATE_EVERY == 0)
            complete(&segment, i - LATE_BY);
        __atomic_store_n(&progress->completed, i + 1, __ATOMIC_RELEASE);
    }
}

static bool answered_by_then(uint64_t index, uint64_t completed)
{
    if (index % LATE_EVERY != 0)
        return index < completed;
    return index + LATE_BY < completed;
}

static bool holds_everything(struct tj_trace *trace,
                             const struct progress *progress)
{
    struct tj_record_ref    ref;
    const struct tj_record *record;
    uint64_t                index = 0;

    while ((record = tj_trace_next(trace, &ref)) != NULL) {
        struct tj_record expected = operation(index);
        bool             answered = tj_record_answered(record);
        if (memcmp(record, &expected, answered ? 60 : 32) != 0)
            return false;
        if (!answered && answered_by_then(index, progress->completed))
            return false;
        index++;
    }
    /* One more may have been committed and not yet counted. */
    return index >= progress->committed && index <= progress->committed + 1;
}

static bool check(const char *folder, const struct progress *progress)
{
    struct arena    arena;
    struct tj_trace trace;
    struct tj_error error;

    arena_init(&arena, memory, sizeof memory);
    if (tj_trace_open(&trace, folder, &arena, &error) != TJ_OK) {
        printf("# %s\n", error.text);
        return progress->committed == 0;
    }
    bool good = trace.partial && !trace.segments[0].damaged &&
                !trace.segments[0].closed &&
                holds_everything(&trace, progress);
    if (!good)
        printf("# %llu committed, %llu recovered; %s\n",
               (unsigned long long)progress->committed,
               (unsigned long long)trace.records, trace.damage.text);
    tj_trace_close(&trace);
    return good;
}

/* Waits until the child has committed so many records, then kills it. */
static bool kill_after(pid_t child, const struct progress *progress,
                       uint64_t records)
{
    int state = 0;
    while (__atomic_load_n(&progress->committed, __ATOMIC_ACQUIRE) < records) {
        if (waitpid(child, &state, WNOHANG) != 0)
            return false; /* It ended by itself. */
    }
    kill(child, SIGKILL);
    return waitpid(child, &state, 0) == child && WIFSIGNALED(state) &&
           WTERMSIG(state) == SIGKILL;
}

static bool one_round(uint64_t *state)
{
    char             folder[SUPPORT_PATH_SIZE];
    struct tj_error  error;
    struct progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    support_make_folder(folder);
    bool good = progress != MAP_FAILED &&
                tj_trace_create(folder, &sample_info, &error) == TJ_OK;
    pid_t child = good ? fork() : -1;
    if (child == 0)
        write_until_killed(folder, progress);

    /* Early windows are short and change often: short rounds among long. */
    uint64_t records =
        support_random(state) % (PROGRESS_MAX >> support_random(state) % 12);
    good = child > 0 && kill_after(child, progress, records) &&
           check(folder, progress);
    support_remove_folder(folder);
    munmap(progress, sizeof *progress);
    return good;
}

int main(void)
{
    struct tap tap = { 0 };
    uint64_t   state = 0x5eed;

    for (unsigned round = 0; round < ROUNDS; round++)
        tap_ok(&tap, one_round(&state),
               "a killed writer loses nothing it committed");
    return tap_done(&tap);
}
