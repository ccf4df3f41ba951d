# Spec 6.6: another disc is WRONG_VOLUME for the handles of the old one; a
# create mounts the new one beside it; the first disc again is a remount of the
# volume that its handle kept alive, and a remount is not announced.
drive disc=present fs=cdfs gesn=off poll=1h
open F1 file r
expect {"win32":0}
open V1 volume r
expect {"win32":0}
tray open
take
insert second
tray close
open D1 interface r
expect {}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"status":"0x80000016","win32":1110}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"status":"0xc0000012","win32":34}
read F1 0 2048
expect {"win32":34}
state
expect {"vpb":"none","verify":false}
open F2 file r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
read F2 0 2048
expect {"win32":0}
read F1 0 2048
expect {"win32":34}
# A lock of the new volume does not see handles of the old one.
close F2
expect {}
open V2 volume r
expect {"win32":0}
ioctl V2 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
close V2
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {}
tray open
take
insert third
tray close
# Nobody refers to the second volume any more: the create finds a new one.
open F3 file r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
close F3
expect {}
