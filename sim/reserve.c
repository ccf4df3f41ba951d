/* Reservations (spec 3.2, 5.4): RESERVE and RELEASE, PERSISTENT RESERVE IN and
 * OUT. The drive keeps them; a conflict is its answer (170). */
#include "sim/requests.h"

#include "core/drive/bytes.h"

/* A drive that does not know the 6-byte command is sent the 10-byte one, now
 * and from then on (sim/retry.c). */
static enum sim_progress reserve(struct sim_drive *drive,
                                 struct sim_request *request,
                                 enum sim_opcode opcode,
                                 struct sim_effects *effects)
{
    enum sim_progress progress =
        sim_request_command(drive, request, opcode, 0, effects);

    request->status = request->command.status;
    return progress;
}

enum sim_progress sim_reserve_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    return reserve(drive, request, SIM_OP_RESERVE_6, effects);
}

enum sim_progress sim_release_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    return reserve(drive, request, SIM_OP_RELEASE_6, effects);
}

/* --- Persistent reservations --- */

/* PERSISTENT_RESERVE_COMMAND: Version, Size, then for IN ServiceAction and at
 * 10 AllocationLength, for OUT ServiceAction, at 9 Type:4 and Scope:4, and at
 * 10 a parameter list of 24 bytes. Lists that IN can give begin with 8. */
enum { COMMAND_SIZE = 12, ACTION = 8, TYPE_AND_SCOPE = 9, ALLOCATION = 10,
       PARAMETERS = 10, PARAMETERS_SIZE = 24, LIST_SIZE = 8,
       ACTION_MASK = 0x1f };
/* SPC-4 6.13, 6.14. */
enum { IN_READ_KEYS, IN_READ_RESERVATIONS };
enum { OUT_REGISTER, OUT_RESERVE, OUT_RELEASE, OUT_CLEAR, OUT_PREEMPT,
       OUT_PREEMPT_ABORT, OUT_REGISTER_IGNORE };

static uint8_t action_of(const struct sim_request *request)
{
    return request->buffer[ACTION] & ACTION_MASK;
}

static uint32_t command_fits(const struct sim_request *request)
{
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (request->input_size < COMMAND_SIZE ||
        tj_get_u32(request->buffer + 4) < COMMAND_SIZE)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    return TJ_STATUS_SUCCESS;
}

uint32_t sim_persistent_in_validate(const struct sim_drive *drive,
                                    struct sim_request *request)
{
    uint32_t status = command_fits(request);

    (void)drive;
    if (status != TJ_STATUS_SUCCESS)
        return status;
    uint16_t allocation = tj_get_u16(request->buffer + ALLOCATION);
    bool good = request->output_size >= allocation &&
                action_of(request) <= IN_READ_RESERVATIONS &&
                allocation >= LIST_SIZE;
    return good ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_PARAMETER;
}

/* Scope: the unit or an element. Type: the four kinds a drive may know. */
static bool scope_and_type_good(uint8_t both)
{
    uint8_t scope = both >> 4, type = both & 0x0f;

    return (scope == 0 || scope == 2) &&
           (type == 1 || type == 3 || type == 5 || type == 6);
}

uint32_t sim_persistent_out_validate(const struct sim_drive *drive,
                                     struct sim_request *request)
{
    uint32_t status = command_fits(request);
    uint8_t action = action_of(request);

    (void)drive;
    if (status != TJ_STATUS_SUCCESS)
        return status;
    bool whole = action == OUT_REGISTER || action == OUT_REGISTER_IGNORE ||
                 action == OUT_CLEAR;
    bool good = action <= OUT_REGISTER_IGNORE &&
                (whole || scope_and_type_good(
                              request->buffer[TYPE_AND_SCOPE])) &&
                request->input_size >= COMMAND_SIZE + PARAMETERS_SIZE &&
                tj_get_u32(request->buffer + 4) >= request->input_size;
    return good ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_PARAMETER;
}

/* What the drive sends never reaches the caller: Info is 0. */
enum sim_progress sim_persistent_in_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    struct sim_command *command = &request->command;

    if (command->phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(command, SIM_OP_PERSISTENT_IN, 0);
        command->cdb[1] = action_of(request);
        command->cdb[7] = request->buffer[ALLOCATION + 1];
        command->cdb[8] = request->buffer[ALLOCATION];
    }
    return sim_request_exchange(drive, request, effects);
}

enum sim_progress sim_persistent_out_handle(struct sim_drive *drive,
                                            struct sim_request *request,
                                            struct sim_effects *effects)
{
    struct sim_command *command = &request->command;

    if (command->phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(command, SIM_OP_PERSISTENT_OUT, 0);
        command->cdb[1] = action_of(request);
        command->cdb[2] = request->buffer[TYPE_AND_SCOPE];
        command->cdb[8] = PARAMETERS_SIZE;
    }
    for (unsigned i = 0; i < PARAMETERS_SIZE; i++)
        effects->output[i] = request->buffer[PARAMETERS + i];
    return sim_request_exchange(drive, request, effects);
}
