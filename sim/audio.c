/* The play group (spec 3.2): CD audio, and playActive, what the driver
 * believes about it. While it is set, reads and writes fail outright (2.4 W2);
 * requests for the table of contents ask the drive first. */
#include "sim/parts.h"

#include "core/drive/bytes.h"

/* ntddcdrm.h: SUB_Q_HEADER.AudioStatus. */
enum { AUDIO_STATUS_IN_PROGRESS = 0x11 };
/* ntddcdrm.h: CDROM_SUB_Q_DATA_FORMAT.Format, and the size of what the drive
 * sends for it (SUB_Q_CURRENT_POSITION, _MEDIA_CATALOG_NUMBER, _TRACK_ISRC). */
enum { FORMAT_POSITION = 1, FORMAT_CATALOG = 2, FORMAT_ISRC = 3,
       POSITION_SIZE = 16, CATALOG_SIZE = 24, ISRC_SIZE = 24 };

/* MMC-3 6.31: READ SUB-CHANNEL in MSF form with the Q data. */
static void prepare_sub_channel(struct sim_command *command, uint8_t format,
                                uint8_t track, uint8_t size)
{
    sim_command_prepare(command, SIM_OP_READ_SUB_CHANNEL, 0);
    command->cdb[1] = 0x02;
    command->cdb[2] = 0x40;
    command->cdb[3] = format;
    command->cdb[6] = track;
    command->cdb[8] = size;
}

/* Any format tells it: the header is the same. A failure changes nothing. */
static void learn_playing(struct sim_drive *drive,
                          const struct sim_command *command,
                          const uint8_t *data)
{
    if (command->status == TJ_STATUS_SUCCESS)
        drive->play_active = command->data_size > 1 &&
                             data[1] == AUDIO_STATUS_IN_PROGRESS;
}

enum sim_progress sim_play_probe(struct sim_drive *drive,
                                 struct sim_request *request, bool *playing,
                                 struct sim_effects *effects)
{
    *playing = false;
    if (request->command.phase == SIM_COMMAND_IDLE) {
        if (!drive->play_active) /* Nothing is asked for nothing. */
            return SIM_FINISHED;
        prepare_sub_channel(&request->command, FORMAT_POSITION, 0,
                            POSITION_SIZE);
    }
    enum sim_progress progress =
        sim_command_run(drive, sim_actor_of(drive, request),
                        &request->command, effects->output, effects);
    if (progress != SIM_FINISHED)
        return progress;
    learn_playing(drive, &request->command, effects->output);
    *playing = request->command.status == TJ_STATUS_SUCCESS &&
               drive->play_active;
    return SIM_FINISHED;
}
