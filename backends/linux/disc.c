/* Is there a disc, and what is on it. */
#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/requests.h"
#include "core/drive/bytes.h"

#include <string.h>

#define MS UINT64_C(1000000)

static int send(const struct linux_call *call, struct linux_command *command)
{
    const struct linux_door *door = call->host->door;
    uint64_t ms = call->host->target.real.deadline_ns / MS;

    command->timeout_ms = ms > UINT32_MAX ? UINT32_MAX : (uint32_t)(ms | 1);
    return door->scsi(door->context, call->file->file, command);
}

static void finish(const struct linux_call *call, int result,
                   const struct linux_command *command)
{
    uint32_t status = linux_status_of_command(command);

    if (result < 0)
        linux_refuse_errno(call->answer, result);
    else if (status != TJ_STATUS_SUCCESS)
        linux_refuse(call->answer, status,
                     linux_native_of_result(command->result));
}

/* --- VERIFY, VERIFY2 --- */

static uint32_t status_of_tray(int tray)
{
    switch (tray) {
    case LINUX_NO_DISC:
    case LINUX_TRAY_OPEN:
        return TJ_STATUS_NO_MEDIA_IN_DEVICE;
    case LINUX_NOT_READY:
        return TJ_STATUS_DEVICE_NOT_READY;
    case LINUX_NO_INFO:
        return TJ_STATUS_NOT_SUPPORTED;
    default:
        return TJ_STATUS_SUCCESS;
    }
}

static void look_at_tray(const struct linux_call *call)
{
    int tray = linux_tray(call->host->door, call->file->file);

    if (tray < 0)
        linux_refuse_errno(call->answer, tray);
    else if (status_of_tray(tray) != TJ_STATUS_SUCCESS)
        linux_refuse(call->answer, status_of_tray(tray), 0);
}

/* The kernel numbers the discs it has seen since 5.15. */
static void give_count(const struct linux_call *call)
{
    const struct linux_door *door = call->host->door;
    uint64_t                 sequence = 0;

    if (call->op->output_size < 4 || call->answer->status != TJ_STATUS_SUCCESS)
        return;
    if (door->ioctl(door->context, call->file->file, LINUX_BLKGETDISKSEQ,
                    (uintptr_t)&sequence) != 0)
        return;
    tj_put_u32(call->output, (uint32_t)sequence);
    call->answer->info = 4;
}

/* VERIFY asks the drive (TEST UNIT READY), VERIFY2 the kernel. Who may not send
 * commands asks the kernel, too. */
void linux_verify(const struct linux_call *call)
{
    struct linux_command command = mmc_test_unit_ready();
    int                  result = -LINUX_EPERM;

    if (call->verb == TJ_VERIFY)
        result = send(call, &command);
    if (result == -LINUX_EPERM || result == -LINUX_EACCES)
        look_at_tray(call);
    else
        finish(call, result, &command);
    give_count(call);
}

/* --- READ, FLUSH --- */

static void read_blocks(const struct linux_call *call, uint32_t block,
                        uint16_t blocks)
{
    uint8_t              data[MMC_BLOCK * MMC_BLOCKS_MAX];
    struct linux_command command = mmc_read(block, blocks);
    uint32_t             given = call->answer->info;

    command.data = data;
    int result = send(call, &command);
    finish(call, result, &command);
    if (call->answer->status != TJ_STATUS_SUCCESS)
        return;
    if (given < TJ_OUTPUT_MAX) {
        uint32_t room = TJ_OUTPUT_MAX - given;
        memcpy(call->output + given, data,
               command.came < room ? command.came : room);
    }
    call->answer->info += command.came;
}

/* By READ (10): a read() would be answered out of the page cache. */
void linux_read(const struct linux_call *call)
{
    uint64_t block = call->op->offset / MMC_BLOCK;
    uint32_t left = call->op->arg / MMC_BLOCK;

    if (call->op->offset % MMC_BLOCK != 0 || call->op->arg % MMC_BLOCK != 0 ||
        block + left > UINT32_MAX) {
        linux_refuse(call->answer, TJ_STATUS_INVALID_PARAMETER, 0);
        return;
    }
    while (left > 0 && call->answer->status == TJ_STATUS_SUCCESS) {
        uint32_t now = left < MMC_BLOCKS_MAX ? left : MMC_BLOCKS_MAX;

        read_blocks(call, (uint32_t)block, (uint16_t)now);
        block += now;
        left -= now;
    }
    if (call->answer->status != TJ_STATUS_SUCCESS)
        call->answer->info = 0;
}

void linux_flush(const struct linux_call *call)
{
    struct linux_command command = mmc_synchronize_cache();
    int                  result = send(call, &command);

    finish(call, result, &command);
}
