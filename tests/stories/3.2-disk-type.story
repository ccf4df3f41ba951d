# Spec 3.2: CDFS answers DISK_TYPE itself, after a verify; a direct handle's
# goes to the port driver. READ_TOC verifies and goes on to the class driver.
drive disc=present fs=cdfs
open V1 volume r
expect {}
ioctl V1 IOCTL_CDROM_DISK_TYPE out=3
expect {"status":"0xc0000023","win32":122}
ioctl V1 IOCTL_CDROM_DISK_TYPE out=4
expect {"win32":0,"info":4,"out":"02000000"}
ioctl V1 IOCTL_CDROM_READ_TOC out=803
expect {"win32":122}
ioctl V1 IOCTL_CDROM_READ_TOC out=804
expect {"win32":0}
open F1 file r
expect {}
ioctl F1 IOCTL_CDROM_DISK_TYPE out=4
expect {"win32":87}
