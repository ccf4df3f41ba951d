# Spec 3.2, DVD group: structures, with the length and the addresses turned
# round for the caller; the region from disc and drive; read-ahead.
drive disc=present disc_kind=dvd
open D1 interface rw
expect {}
# Physical format: 19 bytes follow the length; the data area begins at 30000h.
ioctl D1 IOCTL_DVD_READ_STRUCTURE pad=17 out=12
expect {"kind":"scsi","cdb":"ad00000000000000000c0000","status":0}
expect {"win32":0,"info":12,"out":"130000000102010000000300"}
ioctl D1 IOCTL_DVD_READ_STRUCTURE pad=16 out=12
expect {"win32":87}
ioctl D1 IOCTL_DVD_READ_STRUCTURE pad=17 out=3
expect {"win32":122,"info":0}
ioctl D1 IOCTL_DVD_READ_STRUCTURE pad=17 out=65536
expect {"win32":87}
ioctl D1 IOCTL_DVD_GET_REGION out=4
expect {"kind":"scsi","cdb":"ad0000000000000100080000","status":0}
expect {"kind":"scsi","cdb":"a40000000000000000080800","status":0}
expect {"win32":0,"info":4,"out":"00000005"}
ioctl D1 IOCTL_DVD_GET_REGION out=3
expect {"win32":122,"info":0}
ioctl D1 IOCTL_STORAGE_SET_READ_AHEAD in=00080000000000000010000000000000
expect {"kind":"scsi","cdb":"a70000000001000000020000","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_DVD_SET_READ_AHEAD in=00080000000000000010000000000000
expect {"kind":"scsi","cdb":"a70000000001000000020000","status":0}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_SET_READ_AHEAD in=0008
expect {"win32":87}
