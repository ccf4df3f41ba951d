# Spec 3.2: one partition is invented, as long as the disc was when its capacity
# was last read; no command is sent. After a failed READ CAPACITY: 0x7fffffff.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO out=31
expect {"win32":122}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO out=32
expect {"kind":"reply","win32":0,"info":32,"out":"00000000000000000040a6280000000000000000000000000b00010000000000"}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO_EX out=143
expect {"win32":122}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO_EX out=144
expect {"kind":"reply","win32":0,"info":144}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT out=39
expect {"win32":122}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT out=40
expect {"win32":0,"info":40,"out":"010000000100000000000000000000000040a6280000000000000000000000000b00010000000000"}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT_EX out=191
expect {"win32":122}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT_EX out=192
expect {"win32":0,"info":192}
take
ioctl D1 IOCTL_DISK_GET_LENGTH_INFO out=8
expect {"kind":"scsi","cdb":"25000000000000000000","status":2}
expect {"kind":"event"}
expect {"win32":21}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO out=32
expect {"kind":"reply","win32":0,"out":"0000000000000000ffffff7f0000000000000000000000000b00010000000000"}
