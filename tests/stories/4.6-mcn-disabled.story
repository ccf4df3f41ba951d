# Spec 4.6, first column: with MCN disabled nothing is polled and no arrival or
# removal told, but what sense says of the drive itself still is.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
press play
take
advance 3s
sense 06 5A 01 op=1B
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":3000000000,"kind":"event","name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","win32":0}
sense 02 04 07 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"event","name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":13000000000,"kind":"reply","win32":21}
