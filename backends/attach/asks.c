/* SPDX-License-Identifier: MIT */
#include "backends/attach/asks.h"

#include "backends/attach/scsi.h"
#include "backends/attach/words.h"
#include "core/drive/bytes.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <scsi/sg.h>
#include <string.h>

enum { SECTOR = 2048, READ_MAX = 64 * 1024, OPTIONS = 0xd };

/* --- Sizes and reads --- */

int64_t asks_size(struct guest_file *file)
{
    struct tj_op        op = { .verb = TJ_IOCTL, .code = ATTACH_CODE_LENGTH,
                               .output_size = 8 };
    struct guest_answer answer;

    if (file->sized)
        return (int64_t)file->size;
    if (!guest_ask(file, &op, &answer))
        return -answer.error;
    file->size = answer.reply.info >= 8 ? tj_get_u64(answer.reply.output) : 0;
    file->sized = true;
    return (int64_t)file->size;
}

/* One request: whole sectors around what is wanted. */
static int64_t read_part(struct guest_file *file, uint8_t *bytes, size_t size,
                         uint64_t at)
{
    uint64_t            begin = at - at % SECTOR;
    uint64_t            end = (at + size + SECTOR - 1) / SECTOR * SECTOR;
    struct tj_op        op = { .verb = TJ_READ, .offset = begin,
                               .arg = (uint32_t)(end - begin) };
    struct guest_answer answer;

    if (!guest_ask(file, &op, &answer))
        return -answer.error;
    uint64_t there = answer.reply.info < TJ_OUTPUT_MAX ? answer.reply.info
                                                       : TJ_OUTPUT_MAX;
    memset(bytes, 0, size);
    if (at - begin < there) {
        uint64_t known = there - (at - begin);
        memcpy(bytes, answer.reply.output + (at - begin),
               known < size ? (size_t)known : size);
    }
    return (int64_t)size;
}

int64_t asks_read(struct guest_file *file, void *bytes, size_t size,
                  uint64_t at)
{
    int64_t  length = asks_size(file);
    uint64_t done = 0;

    if (length < 0)
        return length;
    if (at >= (uint64_t)length)
        return 0;
    if (size > (uint64_t)length - at)
        size = (size_t)((uint64_t)length - at);
    while (done < size) {
        uint64_t room = READ_MAX - (at + done) % SECTOR;
        size_t   part = size - done < room ? (size_t)(size - done)
                                           : (size_t)room;
        int64_t  got = read_part(file, (uint8_t *)bytes + done, part, at + done);
        if (got < 0)
            return done > 0 ? (int64_t)done : got;
        done += (uint64_t)got;
    }
    return (int64_t)done;
}

/* --- Commands passed through --- */

/* False: the answer is an errno. */
static bool pass(struct guest_file *file, const struct attach_command *command,
                 struct guest_answer *answer, struct attach_result *result)
{
    struct tj_op op = { .verb = TJ_IOCTL };

    answer->error = EINVAL;
    if (!attach_pack_scsi(command, &op) || !guest_ask(file, &op, answer))
        return false;
    answer->error = EIO;
    return attach_unpack_scsi(&answer->reply, result);
}

/* Zeros stand for what the reply does not carry. */
static void take_data(const struct attach_result *result, uint8_t *to)
{
    if (result->moved == 0)
        return;
    memset(to, 0, result->moved);
    if (result->carried > 0)
        memcpy(to, result->data, result->carried);
}

static long scsi_io(struct guest_file *file, sg_io_hdr_t *header)
{
    struct guest_answer   answer;
    struct attach_result  result;
    struct attach_command command = {
        .cdb = header->cmdp, .cdb_size = header->cmd_len,
        .direction = header->dxfer_direction == SG_DXFER_TO_DEV
                         ? ATTACH_TO_DRIVE
                     : header->dxfer_direction == SG_DXFER_NONE
                         ? ATTACH_NO_DATA : ATTACH_FROM_DRIVE,
        .size = header->dxfer_len, .data = header->dxferp,
        .timeout_ms = header->timeout,
    };

    if (header->interface_id != 'S' || header->cmdp == NULL ||
        header->iovec_count != 0)
        return -EINVAL;
    if (!pass(file, &command, &answer, &result))
        return -answer.error;
    if (command.direction == ATTACH_FROM_DRIVE)
        take_data(&result, header->dxferp);
    header->status = result.status;
    header->masked_status = result.status >> 1 & 0x1f;
    header->host_status = 0;
    header->driver_status = result.sense_size > 0 ? 8 : 0; /* DRIVER_SENSE */
    header->msg_status = 0;
    header->info = result.status != 0 ? SG_INFO_CHECK : SG_INFO_OK;
    header->duration = 0;
    header->resid = command.direction == ATTACH_FROM_DRIVE
                        ? (int)(header->dxfer_len - result.moved) : 0;
    header->sb_len_wr = result.sense_size < header->mx_sb_len
                            ? result.sense_size : header->mx_sb_len;
    if (header->sbp == NULL)
        header->sb_len_wr = 0;
    else if (header->sb_len_wr > 0)
        memcpy(header->sbp, result.sense, header->sb_len_wr);
    return 0;
}

static long packet(struct guest_file *file, struct cdrom_generic_command *cgc)
{
    struct guest_answer   answer;
    struct attach_result  result;
    struct attach_command command = {
        .cdb = cgc->cmd, .cdb_size = CDROM_PACKET_SIZE,
        .direction = cgc->data_direction == CGC_DATA_WRITE ? ATTACH_TO_DRIVE
                     : cgc->data_direction == CGC_DATA_READ ? ATTACH_FROM_DRIVE
                                                            : ATTACH_NO_DATA,
        .size = cgc->buflen, .data = cgc->buffer,
        .timeout_ms = cgc->timeout > 0 ? (uint32_t)cgc->timeout * 10 : 0,
    };

    if (!pass(file, &command, &answer, &result))
        return -answer.error;
    if (command.direction == ATTACH_FROM_DRIVE)
        take_data(&result, cgc->buffer);
    cgc->stat = result.status;
    if (cgc->sense != NULL && result.sense_size > 0) {
        memset(cgc->sense, 0, sizeof *cgc->sense);
        memcpy(cgc->sense, result.sense,
               result.sense_size < sizeof *cgc->sense ? result.sense_size
                                                      : sizeof *cgc->sense);
    }
    return result.status == 0 ? 0 : -EIO;
}

/* --- Status --- */

/* GET EVENT STATUS NOTIFICATION, media class, polled: as the kernel asks. */
static bool tray_is_open(struct guest_file *file)
{
    static const uint8_t cdb[10] = { 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8, 0 };
    const struct attach_command command = {
        .cdb = cdb, .cdb_size = sizeof cdb, .direction = ATTACH_FROM_DRIVE,
        .size = 8, .timeout_ms = 5000 };
    struct guest_answer  answer;
    struct attach_result result;

    return pass(file, &command, &answer, &result) && result.status == 0 &&
           result.carried >= 6 && (result.data[2] & 7) == 4 &&
           (result.data[5] & 1) != 0;
}

static long drive_status(struct guest_file *file)
{
    struct guest_answer answer;
    bool                good = guest_ask_verb(file, TJ_VERIFY2, &answer);

    if (answer.reply.outcome == TJ_UNKNOWN)
        return -answer.error;
    bool open = !good && attach_is_empty(answer.reply.status) &&
                tray_is_open(file);
    int  status = attach_drive_status(answer.reply.status, open);
    return status < 0 ? -answer.error : status;
}

static long media_changed(struct guest_file *file)
{
    struct guest_answer answer;

    if (!guest_ask_verb(file, TJ_VERIFY, &answer))
        return attach_is_empty(answer.reply.status) ||
                       answer.reply.status == TJ_STATUS_VERIFY_REQUIRED
                   ? 1 : -answer.error;
    uint32_t changes = answer.reply.info >= 4 ? tj_get_u32(answer.reply.output)
                                              : 0;
    bool changed = !file->counted || changes != file->changes;
    file->counted = true;
    file->changes = changes;
    return changed;
}

/* --- The table of contents --- */

static bool read_toc(struct guest_file *file, struct guest_answer *answer)
{
    struct tj_op op = { .verb = TJ_IOCTL, .code = TJ_IOCTL_CDROM_READ_TOC,
                        .output_size = ATTACH_TOC_SIZE };

    return guest_ask(file, &op, answer);
}

static long disc_status(struct guest_file *file)
{
    struct guest_answer answer;

    if (read_toc(file, &answer))
        return attach_disc_status(answer.reply.output, answer.reply.info);
    if (answer.reply.outcome == TJ_REFUSED &&
        attach_is_empty(answer.reply.status))
        return CDS_NO_DISC;
    return -answer.error;
}

static long toc_header(struct guest_file *file, struct cdrom_tochdr *header)
{
    struct guest_answer answer;

    if (!read_toc(file, &answer))
        return -answer.error;
    return attach_toc_ends(answer.reply.output, answer.reply.info,
                           &header->cdth_trk0, &header->cdth_trk1) ? 0 : -EIO;
}

static long toc_entry(struct guest_file *file, struct cdrom_tocentry *entry)
{
    struct guest_answer answer;
    struct attach_track track;

    if (entry->cdte_format != CDROM_MSF && entry->cdte_format != CDROM_LBA)
        return -EINVAL;
    if (!read_toc(file, &answer))
        return -answer.error;
    if (!attach_toc_track(answer.reply.output, answer.reply.info,
                          entry->cdte_track, &track))
        return -EINVAL;
    entry->cdte_adr = track.adr & 0xfu;
    entry->cdte_ctrl = track.control & 0xfu;
    entry->cdte_datamode = (track.control & 4) != 0;
    if (entry->cdte_format == CDROM_LBA)
        entry->cdte_addr.lba = attach_block_of(&track);
    else
        entry->cdte_addr.msf = (struct cdrom_msf0){ track.minute, track.second,
                                                    track.frame };
    return 0;
}

static long catalog_number(struct guest_file *file, struct cdrom_mcn *mcn)
{
    enum { SIZE = 24, VALID_AT = 8, DIGITS_AT = 9, DIGITS = 13 };
    struct tj_op        op = { .verb = TJ_IOCTL, .code = ATTACH_CODE_READ_Q,
                               .input_size = 2, .input = { 2, 0 },
                               .output_size = SIZE };
    struct guest_answer answer;

    if (!guest_ask(file, &op, &answer))
        return -answer.error;
    memset(mcn, 0, sizeof *mcn);
    if (answer.reply.info >= SIZE && (answer.reply.output[VALID_AT] & 0x80))
        memcpy(mcn->medium_catalog_number, answer.reply.output + DIGITS_AT,
               DIGITS);
    return 0;
}

static long last_session(struct guest_file *file,
                         struct cdrom_multisession *session)
{
    enum { SIZE = 12, FIRST_AT = 2, LAST_AT = 3, BLOCK_AT = 8 };
    struct tj_op        op = { .verb = TJ_IOCTL,
                               .code = ATTACH_CODE_LAST_SESSION,
                               .output_size = SIZE };
    struct guest_answer answer;

    if (!guest_ask(file, &op, &answer))
        return -answer.error;
    if (answer.reply.info < SIZE)
        return -EIO;
    const uint8_t *row = answer.reply.output;
    uint32_t block = (uint32_t)row[BLOCK_AT] << 24 |
                     (uint32_t)row[BLOCK_AT + 1] << 16 |
                     (uint32_t)row[BLOCK_AT + 2] << 8 | row[BLOCK_AT + 3];
    uint32_t frames = block + CD_MSF_OFFSET;

    session->xa_flag = row[LAST_AT] > row[FIRST_AT];
    if (session->addr_format == CDROM_LBA) {
        session->addr.lba = (int)block;
        return 0;
    }
    session->addr.msf = (struct cdrom_msf0){
        (uint8_t)(frames / CD_FRAMES / CD_SECS), (uint8_t)(frames / CD_FRAMES % CD_SECS),
        (uint8_t)(frames % CD_FRAMES) };
    return 0;
}

static long set_speed(struct guest_file *file, unsigned long times)
{
    enum { KILOBYTES = 177, SIZE = 12 };
    uint16_t speed = times == 0 || times > 370 ? 0xffff
                                               : (uint16_t)(times * KILOBYTES);
    struct tj_op        op = { .verb = TJ_IOCTL, .code = ATTACH_CODE_SET_SPEED,
                               .input_size = SIZE };
    struct guest_answer answer;

    tj_put_u16(op.input + 4, speed);
    tj_put_u16(op.input + 6, speed);
    return guest_ask(file, &op, &answer) ? 0 : -answer.error;
}

/* --- ioctl(2) --- */

static long plain(struct guest_file *file, enum tj_verb verb)
{
    struct guest_answer answer;

    return guest_ask_verb(file, verb, &answer) ? 0 : -answer.error;
}

static long size_into(struct guest_file *file, bool sectors, void *argument)
{
    file->sized = false; /* Asked again: the disc may be another one. */
    int64_t size = asks_size(file);

    if (size < 0)
        return (long)size;
    if (sectors)
        *(unsigned long *)argument = (unsigned long)size / 512;
    else
        *(uint64_t *)argument = (uint64_t)size;
    return 0;
}

/* What the kernel knows without the drive. */
static long local(const struct attach_request *row, void *argument)
{
    unsigned long bits = (unsigned long)(uintptr_t)argument;

    switch ((int)row->how) {
    case ATTACH_GIVE:
        *(int *)argument = row->value;
        return 0;
    case ATTACH_RESULT:
        return row->value;
    case ATTACH_OPTIONS:
        return (long)(row->value != 0 ? OPTIONS | bits : OPTIONS & ~bits);
    case ATTACH_ADDRESS:
        ((int *)argument)[0] = 0;
        ((int *)argument)[1] = 0;
        return 0;
    default:
        return -row->value;
    }
}

long asks_ioctl(struct guest_file *file, unsigned long request, void *argument)
{
    const struct attach_request *row = attach_request_of(request);

    if (row == NULL) {
        guest_asked_for(request & 0xffffffff);
        return -ENOTTY;
    }
    switch ((int)row->how) {
    case ATTACH_PLAIN:
        return plain(file, row->verb);
    case ATTACH_DOOR:
        return plain(file, argument != NULL ? TJ_PREVENT : TJ_ALLOW);
    case ATTACH_DRIVE_STATUS:
        return drive_status(file);
    case ATTACH_CHANGED:
        return media_changed(file);
    case ATTACH_DISC_STATUS:
        return disc_status(file);
    case ATTACH_SPEED:
        return set_speed(file, (unsigned long)(uintptr_t)argument);
    case ATTACH_RESULT:
    case ATTACH_OPTIONS:
    case ATTACH_REFUSE:
        return local(row, argument);
    default:
        break;
    }
    if (argument == NULL)
        return -EFAULT;
    switch ((int)row->how) {
    case ATTACH_SCSI:
        return scsi_io(file, argument);
    case ATTACH_PACKET:
        return packet(file, argument);
    case ATTACH_TOC_HEADER:
        return toc_header(file, argument);
    case ATTACH_TOC_ENTRY:
        return toc_entry(file, argument);
    case ATTACH_MCN:
        return catalog_number(file, argument);
    case ATTACH_SESSION:
        return last_session(file, argument);
    case ATTACH_LENGTH:
    case ATTACH_SECTORS:
        return size_into(file, row->how == ATTACH_SECTORS, argument);
    default:
        return local(row, argument);
    }
}
