/* States as numbers. Whatever may differ between two ways to one state and
 * cannot be seen later is left out: then the ways meet. */
#include "sim/save.h"

#include "sim/internal.h"

#include <string.h>

#define AT(field) offsetof(struct sim_drive, field)
#define PRIME_1 UINT64_C(0x9e3779b185ebca87)
#define PRIME_2 UINT64_C(0xc2b2ae3d27d4eb4f)

static inline uint64_t word_at(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint64_t stir(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * PRIME_1;
    return lane ^ lane >> 32;
}

/* Four lanes, so that a multiplication need not wait for the one before. */
uint64_t sim_digest(uint64_t sum, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t lanes[4] = { sum ^ size, ~sum, sum * PRIME_2, sum + PRIME_1 };
    uint64_t last = 0;

    for (; size >= 32; size -= 32, at += 32)
        for (unsigned i = 0; i < 4; i++)
            lanes[i] = stir(lanes[i], word_at(at + i * sizeof last));
    for (; size >= 8; size -= 8, at += 8)
        lanes[0] = stir(lanes[0], word_at(at));
    if (size > 0)
        memcpy(&last, at, size);
    sum = stir(lanes[0], last);
    for (unsigned i = 1; i < 4; i++)
        sum = stir(sum * PRIME_2, lanes[i]);
    return sum;
}

static uint64_t add_word(uint64_t sum, uint64_t word)
{
    return stir(sum * PRIME_2, word);
}

/* Times of what is not going on are over. */
static uint64_t of_hardware(uint64_t sum, const struct sim_hardware *hardware)
{
    struct sim_hardware now = *hardware;

    if (!now.settling)
        now.ready_ns = 0;
    if (now.moving == SIM_TRAY_STILL)
        now.move_ns = 0;
    if (!now.jammed)
        now.jam_ns = 0;
    if (now.audio != SIM_AUDIO_PLAYING)
        now.play_ns = 0;
    return sim_digest(sum, &now, sizeof now);
}

static uint64_t of_command(uint64_t sum, const struct sim_command *command)
{
    return command->phase == SIM_COMMAND_IDLE
               ? add_word(sum, command->status)
               : sim_digest(sum, command, sizeof *command);
}

/* In any order. */
static uint64_t of_timers(const struct sim_drive *drive)
{
    uint64_t all = 0;

    for (unsigned i = 0; i < drive->timers_count; i++)
        all += add_word(add_word(PRIME_2, drive->timers[i].at_ns),
                        drive->timers[i].who);
    return all;
}

static uint64_t of_handles(const struct sim_drive *drive)
{
    const struct sim_index *handles = &drive->handles;
    uint64_t                all = 0;

    for (unsigned i = 0; i < SIM_INDEX_SIZE; i++)
        if (handles->keys[i] != 0)
            all += add_word(PRIME_1,
                            (uint64_t)handles->keys[i] << 8 | handles->slots[i]);
    return all;
}

/* Events that wait, in their order, without when they were emitted. */
static uint64_t of_events(uint64_t sum, const struct sim_drive *drive,
                          uint8_t first)
{
    for (uint8_t i = first; i != SIM_NO_EVENT; i = drive->events[i].next) {
        const struct sim_pending_event *event = &drive->events[i];
        sum = sim_digest(sum, &event->due_ns,
                         offsetof(struct sim_pending_event, next) -
                             offsetof(struct sim_pending_event, due_ns));
        sum = sim_digest(sum, event->data, event->size);
    }
    return add_word(sum, first != SIM_NO_EVENT);
}

static uint64_t of_requests(uint64_t sum, const struct sim_drive *drive)
{
    for (unsigned i = 0; i < drive->requests_used; i++) {
        const struct sim_request *request = &drive->requests[i];
        sum = request->phase == SIM_PHASE_FREE
                  ? add_word(sum, request->next)
                  : sim_digest(sum, request, sizeof *request);
    }
    return sim_digest(sum, &drive->requests[SIM_POLL_SLOT],
                      sizeof drive->requests[0]);
}

static uint64_t of_files(uint64_t sum, const struct sim_drive *drive)
{
    for (unsigned i = 0; i < drive->files_used; i++) {
        const struct sim_file *file = &drive->files[i];
        sum = file->used ? sim_digest(sum, file, sizeof *file)
                         : add_word(sum, file->next);
    }
    return sum;
}

uint64_t sim_drive_digest(const struct sim_drive *drive)
{
    const unsigned char *bytes = (const unsigned char *)drive;
    uint64_t             sum = of_hardware(PRIME_1, &drive->hardware);

    sum = sim_digest(sum, bytes + AT(owner), AT(work) - AT(owner));
    for (unsigned i = 0; i < SIM_WORK_COUNT; i++)
        sum = of_command(sum, &drive->work[i]);
    sum = of_command(sum, &drive->close_command);
    sum = sim_digest(sum, bytes + AT(work_ready),
                     AT(registrations) - AT(work_ready));
    sum = sim_digest(sum, drive->registrations,
                     drive->registrations_count * sizeof drive->registrations[0]);
    sum = of_events(sum, drive, drive->events_head);
    sum = of_events(sum, drive, drive->held_head);
    sum = sim_digest(sum, bytes + AT(draws), AT(timers) - AT(draws));
    sum = add_word(sum, of_timers(drive));
    sum = add_word(sum, of_handles(drive));
    sum = sim_digest(sum, drive->foreign_handle,
                     drive->foreign_count * sizeof drive->foreign_handle[0]);
    sum = sim_digest(sum, drive->foreign_process,
                     drive->foreign_count * sizeof drive->foreign_process[0]);
    sum = of_requests(sum, drive);
    return of_files(sum, drive);
}
