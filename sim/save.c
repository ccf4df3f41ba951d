/* A state is a few runs of bytes: the fields, and of each table as much as was
 * ever in use. Behind that a table is as sim_drive_init made it: free places
 * are given out in order, and come back to the front of the list. */
#include "sim/save.h"

#include "core/base/assert.h"

#include <string.h>

#define AT(field) offsetof(struct sim_drive, field)

enum { RUNS = 7 };

struct run {
    size_t at, size;
};

static void find_runs(const struct sim_drive *drive, struct run runs[RUNS])
{
    runs[0] = (struct run){ 0, AT(events) };
    runs[1] = (struct run){ AT(draws), AT(timers) - AT(draws) };
    runs[2] = (struct run){ AT(close_command),
                            AT(files) - AT(close_command) };
    runs[3] = (struct run){ AT(requests[SIM_POLL_SLOT]),
                            sizeof drive->requests[0] };
    runs[4] = (struct run){ AT(timers),
                            drive->timers_count * sizeof drive->timers[0] };
    runs[5] = (struct run){ AT(files),
                            drive->files_used * sizeof drive->files[0] };
    runs[6] = (struct run){ AT(requests),
                            drive->requests_used * sizeof drive->requests[0] };
}
_Static_assert(AT(events) < AT(draws) && AT(draws) < AT(timers) &&
                   AT(timers) < AT(close_command) &&
                   AT(close_command) < AT(files) && AT(files) < AT(requests),
               "every field lies in a run");

static size_t events_size(const struct sim_drive *drive)
{
    return drive->events_used * sizeof drive->events[0];
}

size_t sim_drive_save(const struct sim_drive *drive, void *memory)
{
    unsigned char *to = memory;
    struct run     runs[RUNS];

    find_runs(drive, runs);
    for (unsigned i = 0; i < RUNS; i++) {
        memcpy(to, (const unsigned char *)drive + runs[i].at, runs[i].size);
        to += runs[i].size;
    }
    memcpy(to, drive->events, events_size(drive));
    to += events_size(drive);
    TJ_ASSERT((size_t)(to - (unsigned char *)memory) <= SIM_STATE_SIZE_MAX);
    return (size_t)(to - (unsigned char *)memory);
}

/* What was used since, but not before, was never used. */
static void forget_since(struct sim_drive *drive, unsigned files,
                         unsigned requests, unsigned events)
{
    for (unsigned i = drive->files_used; i < files; i++) {
        memset(&drive->files[i], 0, sizeof drive->files[i]);
        drive->files[i].next =
            i + 1 < SIM_FILES_MAX ? (uint8_t)(i + 1) : SIM_NO_FILE;
    }
    for (unsigned i = drive->requests_used; i < requests; i++) {
        memset(&drive->requests[i], 0, sizeof drive->requests[i]);
        drive->requests[i].next =
            i + 1 < SIM_REQUESTS_MAX ? (uint8_t)(i + 1) : SIM_NO_REQUEST;
    }
    for (unsigned i = drive->events_used; i < events; i++) {
        memset(&drive->events[i], 0, sizeof drive->events[i]);
        drive->events[i].next =
            i + 1 < SIM_EVENTS_MAX ? (uint8_t)(i + 1) : SIM_NO_EVENT;
    }
}

size_t sim_drive_restore(struct sim_drive *drive, const void *memory)
{
    const unsigned char *from = memory;
    unsigned files = drive->files_used, requests = drive->requests_used,
             events = drive->events_used;
    struct run runs[RUNS];

    find_runs(drive, runs);
    for (unsigned i = 0; i < RUNS; i++) {
        if (i == 4) /* The counts of the tables are back. */
            find_runs(drive, runs);
        memcpy((unsigned char *)drive + runs[i].at, from, runs[i].size);
        from += runs[i].size;
    }
    memcpy(drive->events, from, events_size(drive));
    from += events_size(drive);
    forget_since(drive, files, requests, events);
    return (size_t)(from - (const unsigned char *)memory);
}
