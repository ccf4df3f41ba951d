/* Numbers of the Linux kernel's interface, for every host: what decides about
 * them is tested where there is no such kernel. door_linux.c holds each against
 * the system's headers at compile time. */
#ifndef TJ_BACKENDS_LINUX_KERNEL_H
#define TJ_BACKENDS_LINUX_KERNEL_H

/* include/uapi/linux/cdrom.h, include/uapi/linux/fs.h */
enum {
    LINUX_CDROMEJECT = 0x5309,
    LINUX_CDROMCLOSETRAY = 0x5319,
    LINUX_CDROM_MEDIA_CHANGED = 0x5325,
    LINUX_CDROM_DRIVE_STATUS = 0x5326,
    LINUX_CDROM_LOCKDOOR = 0x5329,
    LINUX_CDROM_GET_CAPABILITY = 0x5331,
};
#define LINUX_BLKGETDISKSEQ 0x80081280u /* Of a 64-bit word; since 5.15. */
enum { LINUX_SLOT_CURRENT = 0x7fffffff }; /* CDSL_CURRENT */

/* What CDROM_DRIVE_STATUS gives. */
enum linux_tray {
    LINUX_NO_INFO, LINUX_NO_DISC, LINUX_TRAY_OPEN, LINUX_NOT_READY,
    LINUX_DISC_OK
};

/* include/uapi/asm-generic/fcntl.h; the same on x86 and arm. */
enum {
    LINUX_O_RDONLY = 0, LINUX_O_RDWR = 02, LINUX_O_EXCL = 0200,
    LINUX_O_NONBLOCK = 04000,
};

/* include/uapi/asm-generic/errno*.h */
enum {
    LINUX_EPERM = 1, LINUX_ENOENT = 2, LINUX_EINTR = 4, LINUX_EIO = 5,
    LINUX_ENXIO = 6, LINUX_EBADF = 9, LINUX_ENOMEM = 12, LINUX_EACCES = 13,
    LINUX_EFAULT = 14, LINUX_EBUSY = 16, LINUX_ENODEV = 19, LINUX_EINVAL = 22,
    LINUX_ENFILE = 23, LINUX_EMFILE = 24, LINUX_ENOTTY = 25, LINUX_EROFS = 30,
    LINUX_ENOSYS = 38, LINUX_EOPNOTSUPP = 95, LINUX_ENOBUFS = 105,
    LINUX_ETIMEDOUT = 110, LINUX_ENOMEDIUM = 123, LINUX_EMEDIUMTYPE = 124,
};

/* include/scsi/scsi_status.h: the host byte of a SCSI result, and the status. */
enum { LINUX_DID_NO_CONNECT = 1, LINUX_DID_BUS_BUSY = 2, LINUX_DID_TIME_OUT = 3,
       LINUX_DID_BAD_TARGET = 4 };
enum { SCSI_CHECK_CONDITION = 2, SCSI_BUSY = 8, SCSI_RESERVED = 0x18 };

enum { LINUX_CDROM_MAJOR = 11 };

#endif
