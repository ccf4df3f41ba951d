/* What the class driver does beside its queue: commands that no request waits
 * for (spec 4.7, 5.1, property 28). */
#include "sim/parts.h"

void sim_work_start(struct sim_drive *drive, enum sim_work work,
                    struct sim_effects *effects)
{
    struct sim_command *command = &drive->work[work];

    if (command->phase != SIM_COMMAND_IDLE)
        return;
    sim_command_prepare(command, SIM_OP_START_STOP_UNIT, 1);
    sim_ready(drive, (sim_actor)(SIM_ACTOR_WORK + work), effects);
}

void sim_work_step(struct sim_drive *drive, enum sim_work work,
                   struct sim_effects *effects)
{
    sim_actor actor = (sim_actor)(SIM_ACTOR_WORK + work);

    if (sim_command_run(drive, actor, &drive->work[work], NULL, effects) ==
        SIM_AGAIN)
        sim_ready(drive, actor, effects);
}
