# Spec 2.4 W2 and 5.1: music cannot be read as data. 05/64 has no row in 5.1,
# so key 5 decides: INVALID_DEVICE_REQUEST (1).
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {"win32":0}
read D1 0 2048
expect {"status":"0xc0000010","win32":1}
# Another disc, with data, can be read; a blank one has none (key 8: 1104).
take
insert disc=data-cd
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
read D1 0 2048
expect {"win32":0}
take
insert disc=blank-cd
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
read D1 0 2048
expect {"status":"0x80000022","win32":1104}
