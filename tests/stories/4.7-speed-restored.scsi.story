# Spec 4.7, 28/xx: a work item restores the default speed, beside the queue, and
# whether a program changed it or not (INFERRED, switch speed_restore=always).
drive disc=present mcn=off
open D1 interface rw
expect {}
sense 06 28 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"scsi","cdb":"bb00ffffffff000000000000","status":0}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0}
