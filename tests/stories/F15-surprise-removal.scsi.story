# F15, 0.6, 2.6: the drive was pulled out. What needs it fails without a command;
# every result of the class driver that is no success reads 55, warnings too;
# what needs no device still succeeds. Not the class driver's: the I/O manager's
# 5, the framework's success for nothing, FLUSH.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}
open D3 interface r
expect {"op":"open","win32":0}

ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi"}
expect {"win32":0}
unplug
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","status":"0xc00000c0","win32":55,"info":0}
read D1 0 2048
expect {"kind":"reply","status":"0xc00000c0","win32":55,"info":0}
read D1 0 0
expect {"kind":"reply","win32":0}
# Length errors, a tray lock's 170, an unknown code's 1.
ioctl D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"kind":"reply","win32":55}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","win32":55}
ioctl D1 0x2D1100
expect {"kind":"reply","win32":55}
# A warning that would bring data.
ioctl D1 IOCTL_CDROM_GET_INQUIRY_DATA out=4
expect {"kind":"reply","win32":55,"info":0,"out":""}
# What only counts, or only looks.
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"kind":"reply","win32":0,"info":12}
ioctl D2 0x2C05C in=0000000000000000 out=65
expect {"kind":"reply","win32":0,"info":65}
# The lowest lock of all must be sent, and is not.
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"reply","win32":55}
state
expect {"prot":1}
ioctl D3 0x2C05C in=0000000000000000 out=65
expect {"kind":"reply","status":"0xc0000022","win32":5}
flush D1
expect {"kind":"reply","op":"flush","status":"0xc000000e","win32":2}
# No timer polls any more.
advance 10s
# The drive's names are gone.
open D4 interface rw
expect {"kind":"reply","op":"open","win32":2}
