# Spec R12: the exchange under the lock is announced as one REMOVAL and one
# ARRIVAL with the next count, made up at the unlock without asking the drive.
# That count makes CDFS look, and it is another disc.
drive disc=present fs=cdfs gesn=off poll=1h
open F1 file r
expect {"win32":0}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
tray open
take
insert another
tray close
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000000000000000000000000000000000000000000000 out=56
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
read F1 0 2048
expect {"kind":"reply","win32":34}
open F2 file r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
