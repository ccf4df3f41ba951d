# Switch other_disc=mounted (6.6, INFERRED otherwise): the FSCTL that finds
# another disc fails 34 all the same, and leaves that disc mounted.
drive disc=present fs=cdfs gesn=off poll=1h other_disc=mounted
open V1 volume r
expect {"win32":0}
tray open
take
insert second
tray close
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":1110}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"reply","status":"0xc0000012","win32":34}
state
expect {"vpb":"FS","verify":false}
# So that a lock without flag 0x1 fails, and an open mounts nothing.
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"reply","win32":22}
open F1 file r
expect {"kind":"reply","win32":0}
# A blank disc is mounted by nobody.
tray open
take
insert disc=blank-cd
tray close
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":1110}
read F1 0 2048
expect {"kind":"reply","win32":34}
state
expect {"vpb":"none"}
