# Spec 4.6, third column: without the MCN machinery there is no arrival and no
# removal at all, not even a count; sense still says its two.
drive disc=present mcn=off
open D1 interface rw
expect {}
take
advance 3s
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":3000000000,"kind":"reply","win32":21}
sense 06 5A 01
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"event","name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"kind":"reply","win32":0}
state
expect {"known":0,"reported":0,"mcc":2}
