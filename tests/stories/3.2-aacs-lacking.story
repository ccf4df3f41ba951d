# Spec 3.2: a drive without AACS refuses the group before any length is looked
# at; only END_SESSION fetches its input first.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_AACS_START_SESSION
expect {"status":"0xc0000010","win32":1}
ioctl D1 IOCTL_AACS_READ_VOLUME_ID in=00
expect {"win32":1}
ioctl D1 IOCTL_AACS_END_SESSION
expect {"win32":122}
ioctl D1 IOCTL_AACS_END_SESSION in=00
expect {"win32":1}
