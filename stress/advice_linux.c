/* SPDX-License-Identifier: MIT */
/* What the kernel of Linux means by its answers (docs/LINUX.md). */
#include "stress/advice_rows.h"

#include "core/drive/codes.h"
#include "core/drive/encode.h"

#define TRAY (ON(EJECT) | ON(LOAD) | ON(LOAD2))
#define SECURE (ON(SECURE_PREVENT) | ON(SECURE_ALLOW))
#define MCN (ON(MCN_OFF) | ON(MCN_ON))
#define VOLUME (ON(VOLUME_LOCK) | ON(VOLUME_UNLOCK) | ON(DISMOUNT))

/* clang-format off */
const struct advice_row advice_linux[] = {
    /* --- Carried out --- */
    { ON(QUERY), TJ_STATUS_SUCCESS, WHO(NOBODY), 0,
      "Nobody has the drive open with O_EXCL: `trayjam lock` or `hold` would get "
      "it, unless its disc is mounted." },
    { ON(QUERY), TJ_STATUS_SUCCESS, WHO(ME), 0,
      "This handle has the drive open with O_EXCL: nobody else gets it so, or "
      "mounts its disc; plain opens, ioctls and ejects of others go through." },
    { ON(QUERY), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "@ has the drive open with O_EXCL: no other program gets it so, or mounts "
      "its disc; plain opens, ioctls and ejects of others go through." },
    { ON(LOCK), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "@ has the drive open with O_EXCL: others are refused that, and mounting, "
      "until it lets go; their ioctls and ejects go through." },
    { ON(UNLOCK), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The descriptor with O_EXCL is closed, so the drive is free again; Linux "
      "announces that to nobody." },
    { ON(EJECT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The drive took the command and reports no disc any more; the kernel "
      "announces it when it next looks, if it polls." },
    { ON(PREVENT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The door is locked, for everybody, and stays so when this program ends; "
      "one `trayjam allow` unlocks it, however often it was locked." },
    { ON(ALLOW), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The door is unlocked, whoever had locked it and however often." },

    /* --- Refused: who has it --- */
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, WHO(ME), 0,
      "This handle has the drive open with O_EXCL already, and that excludes "
      "itself, too; nothing to do, one unlock gives it back." },
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, WHO(ANOTHER), 0,
      "The drive was not had because @ has it open with O_EXCL; wait until that "
      "program is done, or end it." },
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, ANYBODY, 0,
      "The drive was not had because somebody had it open with O_EXCL a moment "
      "ago, and has let go since; ask again." },
    { ON(LOCK), TJ_STATUS_INVALID_DEVICE_STATE, ANYBODY, 0,
      "The drive was not had because its disc is mounted, which excludes O_EXCL "
      "as O_EXCL excludes it; unmount it (umount), then ask again." },
    { ON(LOCK), TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "The disc is mounted, and the kernel lets nobody take the drive over a "
      "mount; unmount it (umount), then ask again." },
    { ON(UNLOCK), TJ_STATUS_NOT_LOCKED, ANYBODY, 0,
      "This handle had not taken the drive, so there was nothing to give back; "
      "another's lock goes only with its own descriptor." },

    /* --- Refused: tray and door --- */
    { ON(EJECT), TJ_STATUS_INVALID_DEVICE_REQUEST, ANYBODY, 0,
      "The drive kept its tray shut because its door is locked (by a program, "
      "udev or a mount); `trayjam allow` unlocks it, then eject again." },
    { TRAY, TJ_STATUS_UNSUCCESSFUL, ANYBODY, 0,
      "The kernel said yes, twice, and the tray did not move: it takes a pending "
      "UNIT ATTENTION for success; ask again." },
    { ON(PREVENT), TJ_STATUS_UNSUCCESSFUL, ANYBODY, 0,
      "The kernel said yes, twice, and the door is not locked: a UNIT ATTENTION "
      "was pending, or the drive once refused to be locked." },
    { ON(ALLOW), TJ_STATUS_UNSUCCESSFUL, ANYBODY, 0,
      "The kernel said yes, twice, and the door is still locked; somebody else "
      "may hold it, or mount the disc." },
    { TRAY | ON(PREVENT) | ON(ALLOW), TJ_STATUS_IO_DEVICE_ERROR, ANYBODY, 0,
      "The drive refused with CHECK CONDITION, and the kernel keeps the sense "
      "data of such a request to itself; `dmesg` may have it." },
    { ON(ALLOW), TJ_STATUS_DEVICE_BUSY, ANYBODY, 0,
      "Others have the drive open, and then only root may unlock its door; it "
      "unlocks all the same when the last of them closes." },
    { TRAY, TJ_STATUS_DEVICE_BUSY, ANYBODY, 0,
      "The drive is busy with another request; ask again." },

    /* --- Not there --- */
    { SECURE, TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "Linux has no tray lock that goes with a handle; `trayjam prevent` locks "
      "the door for everybody." },
    { MCN, TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "Linux has no switch for media change notification; root sets how often "
      "the kernel looks in /sys/block/sr0/events_poll_msecs." },
    { VOLUME, TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "Volumes are not locked and dismounted through a drive here; unmount with "
      "umount(8)." },
    { TRAY | ON(WRITE), TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "This run was not admitted for what wears the drive, so the drive was not "
      "asked." },
    { ON(CANCEL), TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "A request in the kernel cannot be called back on Linux; it ends when the "
      "drive or the kernel's own timeout ends it." },
    { ANY_VERB, TJ_STATUS_NOT_SUPPORTED, ANYBODY, 0,
      "This request has no counterpart on Linux." },
    { ANY_VERB, TJ_STATUS_PRIVILEGE_NOT_HELD, ANYBODY, 0,
      "The kernel lets only the device's owner and group do this: become a "
      "member of its group (often cdrom), or root." },
    { ANY_VERB, TJ_STATUS_DEVICE_DOES_NOT_EXIST, ANYBODY, 0,
      "The drive is gone: it was unplugged; what was opened before stays dead "
      "when it comes back." },
    { ANY_VERB, TJ_STATUS_VERIFY_REQUIRED, ANYBODY, 0,
      "The disc may have been changed (UNIT ATTENTION); ask again." },
    { ANY_VERB, TJ_STATUS_INVALID_HANDLE, ANYBODY, 0,
      "The handle is closed, or it is one to the volume, which cannot own the "
      "drive." },
};
/* clang-format on */
const size_t advice_linux_count = sizeof advice_linux / sizeof *advice_linux;
