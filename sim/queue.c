/* The sequential queue (spec 0.5 step 5): one request at a time for reads,
 * writes, IOCTLs and tokens, strictly FIFO. */
#include "sim/parts.h"

/* Hands the head out. Not while a flush has stopped the queue (spec 2.6). */
static void hand_out(struct sim_drive *drive, struct sim_effects *effects,
                     bool waited)
{
    uint8_t head = drive->queue_head;

    if (drive->executing != SIM_NO_REQUEST || drive->queue_stops > 0 ||
        head == SIM_NO_REQUEST)
        return;
    struct sim_request *request = &drive->requests[head];
    TJ_INVARIANT(S3, request->queued);
    drive->queue_head = request->next;
    if (drive->queue_head == SIM_NO_REQUEST)
        drive->queue_tail = SIM_NO_REQUEST;
    request->queued = false;
    request->phase = SIM_PHASE_DEQUEUED;
    drive->executing = head;
    if (waited && sim_mutant(drive, SIM_LOST_WAKEUP))
        return; /* MUTANT(lost_wakeup) */
    sim_request_ready(request, effects);
}

void sim_queue_advance(struct sim_drive *drive, struct sim_effects *effects)
{
    hand_out(drive, effects, true);
}

void sim_queue_put(struct sim_drive *drive, struct sim_request *request,
                   struct sim_effects *effects)
{
    uint8_t slot = (uint8_t)sim_actor_of(drive, request);

    request->phase = SIM_PHASE_QUEUED;
    request->queued = true;
    request->next = SIM_NO_REQUEST;
    if (drive->queue_tail == SIM_NO_REQUEST)
        drive->queue_head = slot;
    else
        drive->requests[drive->queue_tail].next = slot;
    drive->queue_tail = slot;
    hand_out(drive, effects, false);
}

/* A cancelled request leaves from wherever it stands. */
void sim_queue_remove(struct sim_drive *drive, struct sim_request *request)
{
    uint8_t slot = (uint8_t)sim_actor_of(drive, request);
    uint8_t before = SIM_NO_REQUEST;

    TJ_ASSERT(request->queued);
    for (uint8_t i = drive->queue_head; i != slot; i = drive->requests[i].next)
        before = i;
    if (before == SIM_NO_REQUEST)
        drive->queue_head = request->next;
    else
        drive->requests[before].next = request->next;
    if (drive->queue_tail == slot)
        drive->queue_tail = before;
    request->queued = false;
}
