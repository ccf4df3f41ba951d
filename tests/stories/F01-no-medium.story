# F1: 02/3A is 21, and REMOVAL if the disc was there; the second time nothing
# is new. The code counts, not the key: 05/3A is the same.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 3A 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"kind":"reply","status":"0xc0000013","win32":21,"info":0}
sense 05 3A 01 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","status":"0xc0000013","win32":21}
state
expect {"known":2,"reported":2,"mcc":1}
