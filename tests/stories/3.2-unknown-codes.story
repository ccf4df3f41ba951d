# Spec 3.2, 0.5: what nobody knows goes through the queue to the port driver
# (INFERRED: 1); ACPI codes are forwarded at once.
open D1 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D1 0x320000
expect {"t_ns":0,"status":"0xc0000010","win32":1,"info":0}
ioctl D1 0x80002000
expect {"t_ns":1000000000,"status":"0xc0000010","win32":1,"info":0}
# A user's polling token is an unknown code (4.3), and other access bits make
# another code: 0x2D0808 is not EJECT.
ioctl D1 0x7C0C8
expect {"win32":1}
ioctl D1 0x2D0808
expect {"win32":1}
state
expect {"tray":"closed"}
# On a direct handle the disk type is unknown too.
ioctl D1 IOCTL_CDROM_DISK_TYPE out=4
expect {"status":"0xc0000010","win32":1}
