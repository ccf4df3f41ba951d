# Spec 3.2: CDROM and DISK forms alike: READ CAPACITY, then 64 tracks of 32 sectors
# a cylinder; 333000 sectors of 2048 bytes.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=23
expect {"win32":122}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=24
expect {"kind":"scsi","cdb":"25000000000000000000"}
expect {"win32":0,"info":24,"out":"a2000000000000000b000000400000002000000000080000"}
ioctl D1 IOCTL_DISK_GET_DRIVE_GEOMETRY out=100
expect {"kind":"scsi"}
expect {"win32":0,"info":24,"out":"a2000000000000000b000000400000002000000000080000"}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX out=31
expect {"win32":122}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX out=32
expect {"kind":"scsi"}
expect {"win32":0,"info":32,"out":"a2000000000000000b0000004000000020000000000800000040a62800000000"}
ioctl D1 IOCTL_DISK_GET_DRIVE_GEOMETRY_EX out=32
expect {"kind":"scsi"}
expect {"win32":0,"info":32}
ioctl D1 IOCTL_DISK_GET_LENGTH_INFO out=7
expect {"win32":122}
ioctl D1 IOCTL_DISK_GET_LENGTH_INFO out=8
expect {"kind":"scsi"}
expect {"win32":0,"info":8,"out":"0040a62800000000"}
