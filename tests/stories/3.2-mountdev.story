# Spec 3.2: what the mount manager asks is answered at once and never gated. A
# buffer for the structure but not for the name is a warning; Info is its size.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D2 IOCTL_MOUNTDEV_QUERY_DEVICE_NAME out=3
expect {"t_ns":0,"status":"0xc0000023","win32":122}
ioctl D2 IOCTL_MOUNTDEV_QUERY_DEVICE_NAME out=29
expect {"t_ns":0,"status":"0x80000005","win32":234,"info":4,"out":"1c000000"}
ioctl D2 IOCTL_MOUNTDEV_QUERY_DEVICE_NAME out=30
expect {"t_ns":0,"win32":0,"info":30,"out":"1c005c004400650076006900630065005c004300640052006f006d003000"}
ioctl D2 IOCTL_MOUNTDEV_QUERY_UNIQUE_ID out=3
expect {"t_ns":0,"win32":122}
ioctl D2 IOCTL_MOUNTDEV_QUERY_UNIQUE_ID out=4
expect {"t_ns":0,"win32":234,"info":4}
ioctl D2 IOCTL_MOUNTDEV_QUERY_UNIQUE_ID out=400
expect {"t_ns":0,"win32":0}
ioctl D2 IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME out=5
expect {"t_ns":0,"win32":122}
ioctl D2 IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME out=100
expect {"t_ns":0,"status":"0xc0000034","win32":2,"info":0}
