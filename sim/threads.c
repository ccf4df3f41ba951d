/* What ends with a thread and with a process (spec 0.5, 1.7), and whose a
 * handle is. A process owns handles; a file object belongs to nobody. */
#include "sim/parts.h"

static unsigned foreign_place(const struct sim_drive *drive, tj_handle handle)
{
    unsigned place = 0;

    while (place < drive->foreign_count &&
           drive->foreign_handle[place] != handle)
        place++;
    return place;
}

/* Only a handle in another process than the opener's is worth a line. */
bool sim_handle_given(struct sim_drive *drive, tj_handle handle, uint8_t file,
                      uint16_t process)
{
    if (process == drive->files[file].process)
        return true;
    if (drive->foreign_count == SIM_FOREIGN_MAX)
        return false;
    drive->foreign_handle[drive->foreign_count] = handle;
    drive->foreign_process[drive->foreign_count] = process;
    drive->foreign_count++;
    return true;
}

void sim_handle_taken(struct sim_drive *drive, tj_handle handle)
{
    unsigned place = foreign_place(drive, handle);

    if (place == drive->foreign_count)
        return;
    drive->foreign_count--;
    drive->foreign_handle[place] = drive->foreign_handle[drive->foreign_count];
    drive->foreign_process[place] =
        drive->foreign_process[drive->foreign_count];
}

static uint16_t process_of(const struct sim_drive *drive, unsigned place)
{
    unsigned foreign = foreign_place(drive, drive->handles.keys[place]);

    if (foreign < drive->foreign_count)
        return drive->foreign_process[foreign];
    return drive->files[drive->handles.slots[place]].process;
}

/* What a thread waits for ends with 995 (a waiting token too: the alert that
 * ends the thread cancels it); what is executed runs on (spec 0.5, X18). */
void sim_thread_end(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects)
{
    for (unsigned i = 0; i < SIM_REQUESTS_MAX && input->thread != 0; i++) {
        struct sim_request *request = &drive->requests[i];
        if (request->phase != SIM_PHASE_FREE &&
            request->thread == input->thread)
            sim_request_cancel(drive, request, effects);
    }
}

/* In the order of their values, as a handle table is swept. */
static unsigned handles_of(const struct sim_drive *drive, uint16_t process,
                           tj_handle *handles)
{
    unsigned count = 0;

    for (unsigned i = 0; i < SIM_INDEX_SIZE; i++) {
        tj_handle handle = drive->handles.keys[i];
        if (handle == 0 || process_of(drive, i) != process)
            continue;
        unsigned place = count++;
        for (; place > 0 && handles[place - 1] > handle; place--)
            handles[place] = handles[place - 1];
        handles[place] = handle;
    }
    return count;
}

/* Its threads end first, then every handle is closed: CLEANUP of what had no
 * other handle, CLOSE as the references drop (X20). Nobody hears of it. */
void sim_process_end(struct sim_drive *drive, const struct sim_input *input,
                     struct sim_effects *effects)
{
    tj_handle handles[SIM_HANDLES_MAX];

    if (input->process == 0)
        return;
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++) {
        struct sim_request *request = &drive->requests[i];
        if (request->phase != SIM_PHASE_FREE &&
            request->process == input->process) {
            request->orphan = true;
            sim_request_cancel(drive, request, effects);
        }
    }
    sim_listeners_process_end(drive, input->process, effects);
    unsigned count = handles_of(drive, input->process, handles);
    for (unsigned i = 0; i < count; i++)
        sim_close_handle(drive, &(struct sim_input){ .kind = SIM_CLOSE,
                                                     .handle = handles[i] },
                         effects);
}
