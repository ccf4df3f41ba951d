# Spec 4.6, second column: while somebody owns the drive nobody is polled for,
# but the sense of the owner's own commands is told to everybody.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
press play
take
advance 3s
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":3000000000,"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"reply","win32":21}
