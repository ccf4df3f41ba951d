# Spec 3.2: the volume is a mode page; setting it reads the page first and
# keeps the channels.
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_GET_VOLUME out=4
expect {"kind":"scsi","cdb":"5a000e00000000004000","status":0}
expect {"win32":0,"info":4,"out":"ffff0000"}
ioctl D1 IOCTL_CDROM_SET_VOLUME in=10200000
expect {"kind":"scsi","cdb":"5a000e00000000004000","status":0}
expect {"kind":"scsi","cdb":"55100000000000001800","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_CDROM_GET_VOLUME out=8
expect {"kind":"scsi"}
expect {"win32":0,"info":4,"out":"10200000"}
ioctl D1 IOCTL_CDROM_GET_VOLUME out=3
expect {"win32":122,"info":0}
ioctl D1 IOCTL_CDROM_SET_VOLUME in=102030
expect {"win32":24,"info":0}
