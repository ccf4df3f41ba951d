# Spec 3.2: the size that the driver puts into Info when the output is too small
# (122); applications see it on an overlapped handle, if at all (0.6).
drive info_on_error=on disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=1
expect {"status":"0xc0000023","win32":122,"info":4}
ioctl D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"status":"0xc0000023","win32":122,"info":12}
ioctl D1 IOCTL_STORAGE_GET_HOTPLUG_INFO out=7
expect {"status":"0xc0000023","win32":122,"info":8}
ioctl D1 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=71
expect {"status":"0xc0000023","win32":122,"info":72}
ioctl D1 IOCTL_CDROM_GET_INQUIRY_DATA
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC out=803
expect {"status":"0xc0000023","win32":122,"info":804}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=1
expect {"status":"0xc0000023","win32":122,"info":2}
ioctl D1 IOCTL_CDROM_GET_LAST_SESSION out=11
expect {"status":"0xc0000023","win32":122,"info":12}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=23
expect {"status":"0xc0000023","win32":122,"info":24}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX out=31
expect {"status":"0xc0000023","win32":122,"info":32}
ioctl D1 IOCTL_DISK_GET_DRIVE_GEOMETRY out=23
expect {"status":"0xc0000023","win32":122,"info":24}
ioctl D1 IOCTL_DISK_GET_DRIVE_GEOMETRY_EX out=31
expect {"status":"0xc0000023","win32":122,"info":32}
ioctl D1 IOCTL_DISK_GET_LENGTH_INFO out=7
expect {"status":"0xc0000023","win32":122,"info":8}
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=31
expect {"status":"0xc0000023","win32":122,"info":32}
ioctl D1 IOCTL_CDROM_GET_CONFIGURATION out=7
expect {"status":"0xc0000023","win32":122,"info":8}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO out=31
expect {"status":"0xc0000023","win32":122,"info":32}
ioctl D1 IOCTL_DISK_GET_PARTITION_INFO_EX out=143
expect {"status":"0xc0000023","win32":122,"info":144}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT out=39
expect {"status":"0xc0000023","win32":122,"info":40}
ioctl D1 IOCTL_DISK_GET_DRIVE_LAYOUT_EX out=191
expect {"status":"0xc0000023","win32":122,"info":192}
ioctl D1 IOCTL_MOUNTDEV_QUERY_UNIQUE_ID out=3
expect {"status":"0xc0000023","win32":122,"info":4}
ioctl D1 IOCTL_MOUNTDEV_QUERY_DEVICE_NAME out=3
expect {"status":"0xc0000023","win32":122,"info":4}
ioctl D1 IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME out=5
expect {"status":"0xc0000023","win32":122,"info":6}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN out=8
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000100000000000000
expect {"status":"0xc0000023","win32":122,"info":0}
# The cached descriptor of a locked drive (2.3).
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=7
expect {"status":"0xc0000023","win32":122,"info":84}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=010000000000000000000000 out=7
expect {"status":"0xc0000023","win32":122,"info":32}
