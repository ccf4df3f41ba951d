/* SPDX-License-Identifier: MIT */
#include "backends/attach/words.h"

#include <errno.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/sg.h>

/* Of the kernel's scsi_ioctl.h; the C library's has them not. */
#define SCSI_IOCTL_GET_IDLUN      0x5382
#define SCSI_IOCTL_GET_BUS_NUMBER 0x5386

/* The mechanism as the kernel asks it once, when it meets a drive: a tray, a
 * door lock, sound, and writing. */
enum { CAPABILITY = CDC_CLOSE_TRAY | CDC_OPEN_TRAY | CDC_LOCK |
                    CDC_SELECT_SPEED | CDC_MULTI_SESSION | CDC_MCN |
                    CDC_MEDIA_CHANGED | CDC_DRIVE_STATUS |
                    CDC_GENERIC_PACKET | CDC_CD_R | CDC_CD_RW | CDC_DVD |
                    CDC_DVD_R,
       SG_VERSION = 30536, SG_BUFFER = 65536, SG_TIMEOUT = 6000,
       SECTOR = 2048, BUS_NUMBER = 0 };

#define PLAIN(x, verb, means) { x, #x, ATTACH_PLAIN, verb, 0, means }
#define OWN(x, how, means)    { x, #x, how, TJ_VERB_COUNT, 0, means }
#define LOCAL(x, how, value, means) \
    { x, #x, how, TJ_VERB_COUNT, value, means }

static const struct attach_request requests[] = {
    PLAIN(CDROMEJECT, TJ_EJECT, "EJECT"),
    PLAIN(CDROMCLOSETRAY, TJ_LOAD, "LOAD"),
    OWN(CDROM_LOCKDOOR, ATTACH_DOOR, "1: PREVENT, 0: ALLOW"),
    OWN(CDROM_DRIVE_STATUS, ATTACH_DRIVE_STATUS,
        "VERIFY2; without a disc also GET EVENT STATUS, as the kernel does"),
    OWN(CDROM_MEDIA_CHANGED, ATTACH_CHANGED, "VERIFY and its change count"),
    OWN(CDROM_DISC_STATUS, ATTACH_DISC_STATUS, "READ_TOC"),
    OWN(SG_IO, ATTACH_SCSI, "SCSI_PASS_THROUGH, sense and all"),
    OWN(CDROM_SEND_PACKET, ATTACH_PACKET, "SCSI_PASS_THROUGH"),
    OWN(CDROMREADTOCHDR, ATTACH_TOC_HEADER, "READ_TOC"),
    OWN(CDROMREADTOCENTRY, ATTACH_TOC_ENTRY, "READ_TOC"),
    OWN(CDROM_GET_MCN, ATTACH_MCN, "READ_Q_CHANNEL, format 2"),
    OWN(CDROMMULTISESSION, ATTACH_SESSION, "GET_LAST_SESSION"),
    OWN(CDROM_SELECT_SPEED, ATTACH_SPEED, "SET_SPEED"),
    OWN(BLKGETSIZE64, ATTACH_LENGTH, "DISK_GET_LENGTH_INFO"),
    OWN(BLKGETSIZE, ATTACH_SECTORS, "DISK_GET_LENGTH_INFO"),
    LOCAL(CDROM_GET_CAPABILITY, ATTACH_RESULT, CAPABILITY, "the kernel's own"),
    LOCAL(CDROM_SET_OPTIONS, ATTACH_OPTIONS, 1, "the kernel's own"),
    LOCAL(CDROM_CLEAR_OPTIONS, ATTACH_OPTIONS, 0, "the kernel's own"),
    LOCAL(CDROMEJECT_SW, ATTACH_RESULT, 0, "the kernel's own"),
    LOCAL(BLKSSZGET, ATTACH_GIVE, SECTOR, "the kernel's own"),
    LOCAL(BLKROGET, ATTACH_GIVE, 1, "the kernel's own"),
    LOCAL(BLKFLSBUF, ATTACH_RESULT, 0, "the kernel's own"),
    LOCAL(BLKRRPART, ATTACH_REFUSE, EINVAL, "no partitions, as with sr"),
    LOCAL(SG_GET_VERSION_NUM, ATTACH_GIVE, SG_VERSION, "the kernel's own"),
    LOCAL(SG_GET_RESERVED_SIZE, ATTACH_GIVE, SG_BUFFER, "the kernel's own"),
    LOCAL(SG_SET_RESERVED_SIZE, ATTACH_RESULT, 0, "the kernel's own"),
    LOCAL(SG_SET_TIMEOUT, ATTACH_RESULT, 0, "the kernel's own"),
    LOCAL(SG_GET_TIMEOUT, ATTACH_RESULT, SG_TIMEOUT, "the kernel's own"),
    LOCAL(SG_EMULATED_HOST, ATTACH_GIVE, 1, "the kernel's own"),
    LOCAL(SCSI_IOCTL_GET_IDLUN, ATTACH_ADDRESS, 0, "the kernel's own"),
    LOCAL(SCSI_IOCTL_GET_BUS_NUMBER, ATTACH_GIVE, BUS_NUMBER,
          "the kernel's own"),
    LOCAL(SG_GET_SCSI_ID, ATTACH_REFUSE, EINVAL, "not on sr"),
    LOCAL(HDIO_GET_IDENTITY, ATTACH_REFUSE, ENOTTY, "not an ATA disk"),
};
enum { REQUESTS = sizeof requests / sizeof *requests };

size_t attach_request_count(void)
{
    return REQUESTS;
}

const struct attach_request *attach_request_at(size_t index)
{
    return &requests[index];
}

/* A request is 32 bits to the kernel: a sign may have come in front of them. */
const struct attach_request *attach_request_of(unsigned long request)
{
    for (size_t i = 0; i < REQUESTS; i++)
        if ((requests[i].request & 0xffffffff) == (request & 0xffffffff))
            return &requests[i];
    return NULL;
}

/* --- Refusals --- */

static const struct attach_errno errnos[] = {
    { TJ_STATUS_ACCESS_DENIED, EBUSY, "somebody else owns the drive: to a Linux "
      "program the drive is in use, as after another's O_EXCL" },
    { TJ_STATUS_SHARING_VIOLATION, EBUSY, "opened by somebody who does not "
      "share" },
    { TJ_STATUS_DEVICE_BUSY, EBUSY, "a tray lock, a disc being written, audio "
      "playing" },
    { TJ_STATUS_NO_MEDIA_IN_DEVICE, ENOMEDIUM, "no disc" },
    { TJ_STATUS_UNRECOGNIZED_MEDIA, EMEDIUMTYPE, "a disc nobody can read" },
    { TJ_STATUS_NO_SUCH_DEVICE, ENODEV, "the drive is gone" },
    { TJ_STATUS_DEVICE_DOES_NOT_EXIST, ENODEV, "the drive is gone" },
    { TJ_STATUS_DEVICE_NOT_CONNECTED, ENODEV, "the drive is gone" },
    { TJ_STATUS_FILE_CLOSED, ENODEV, "the drive is gone" },
    { TJ_STATUS_INVALID_HANDLE, EBADF, "the handle is closed" },
    { TJ_STATUS_INVALID_PARAMETER, EINVAL, "not a request for this drive" },
    { TJ_STATUS_INVALID_DEVICE_REQUEST, EINVAL, "the drive does not do it" },
    { TJ_STATUS_NONEXISTENT_SECTOR, EIO, "behind the end of the disc" },
    { TJ_STATUS_MEDIA_WRITE_PROTECTED, EROFS, "a disc that is read only" },
    { TJ_STATUS_INSUFFICIENT_RESOURCES, ENOMEM, "no memory in the driver, or "
      "too many handles" },
    { TJ_STATUS_PRIVILEGE_NOT_HELD, EPERM, "not without a privilege" },
    { TJ_STATUS_NOT_SUPPORTED, EOPNOTSUPP, "not of this drive" },
    { TJ_STATUS_IO_TIMEOUT, EIO, "no answer in time: the kernel resets the "
      "drive and says EIO" },
    { TJ_STATUS_CANCELLED, EINTR, "taken back" },
};

size_t attach_errno_count(void)
{
    return sizeof errnos / sizeof *errnos;
}

const struct attach_errno *attach_errno_at(size_t index)
{
    return &errnos[index];
}

int attach_errno_of(enum tj_verb verb, uint32_t status)
{
    /* 5/53/02, "medium removal prevented", is an invalid function to the class
     * driver; cdrom.c calls it busy. */
    if (verb == TJ_EJECT && status == TJ_STATUS_INVALID_DEVICE_REQUEST)
        return EBUSY;
    for (size_t i = 0; i < attach_errno_count(); i++)
        if (errnos[i].status == status)
            return errnos[i].error;
    return EIO;
}

bool attach_is_empty(uint32_t status)
{
    return status == TJ_STATUS_NO_MEDIA_IN_DEVICE ||
           status == TJ_STATUS_DEVICE_NOT_READY;
}

int attach_drive_status(uint32_t status, bool tray_open)
{
    switch (status) {
    case TJ_STATUS_SUCCESS:
    case TJ_STATUS_VERIFY_REQUIRED: /* There is a disc; another one. */
    case TJ_STATUS_UNRECOGNIZED_MEDIA:
        return CDS_DISC_OK;
    case TJ_STATUS_NO_MEDIA_IN_DEVICE:
        return tray_open ? CDS_TRAY_OPEN : CDS_NO_DISC;
    case TJ_STATUS_DEVICE_NOT_READY:
        return CDS_DRIVE_NOT_READY;
    default:
        return -1;
    }
}

/* --- The table of contents --- */

enum { TOC_HEAD = 4, TOC_ROW = 8, CONTROL_DATA = 4 };

bool attach_toc_ends(const uint8_t *toc, uint32_t size, uint8_t *first,
                     uint8_t *last)
{
    if (size < TOC_HEAD)
        return false;
    *first = toc[2];
    *last = toc[3];
    return true;
}

bool attach_toc_track(const uint8_t *toc, uint32_t size, unsigned track,
                      struct attach_track *found)
{
    for (uint32_t at = TOC_HEAD; at + TOC_ROW <= size; at += TOC_ROW) {
        const uint8_t *row = toc + at;

        if (row[2] != track)
            continue;
        *found = (struct attach_track){
            .adr = (uint8_t)(row[1] >> 4),
            .control = row[1] & 0xf,
            .minute = row[5], .second = row[6], .frame = row[7],
        };
        return true;
    }
    return false;
}

int32_t attach_block_of(const struct attach_track *track)
{
    return (track->minute * CD_SECS + track->second) * CD_FRAMES +
           track->frame - CD_MSF_OFFSET;
}

int attach_disc_status(const uint8_t *toc, uint32_t size)
{
    struct attach_track track;
    uint8_t             first = 0, last = 0;
    bool                data = false, audio = false;

    if (!attach_toc_ends(toc, size, &first, &last) || first == 0)
        return CDS_NO_INFO;
    for (unsigned i = first; i <= last; i++) {
        if (!attach_toc_track(toc, size, i, &track))
            continue;
        data = data || (track.control & CONTROL_DATA) != 0;
        audio = audio || (track.control & CONTROL_DATA) == 0;
    }
    if (data && audio)
        return CDS_MIXED;
    return data ? CDS_DATA_1 : audio ? CDS_AUDIO : CDS_NO_INFO;
}
