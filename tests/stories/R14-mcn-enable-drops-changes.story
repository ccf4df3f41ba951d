# R14: what sense showed while MCN was disabled is dropped at enable; what the
# drive still has to report is found by the first poll.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
sense 02 3A 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"reply","win32":21}
state
expect {"known":2,"reported":1}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"win32":0}
state
expect {"known":2,"reported":2}
advance 3s
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"t_ns":3000000000,"kind":"reply","win32":0}
take
insert
advance 3s
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"t_ns":6000000000,"kind":"reply","win32":0}
advance 1s
expect {"t_ns":6100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
