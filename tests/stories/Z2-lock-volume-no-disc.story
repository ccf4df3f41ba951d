# Spec 8.6 Z2: the disc was taken. The first CHECK_VERIFY finds nothing, so the
# verify path is entered, and fails: one LOCK, one LOCK_FAILED, 21.
drive disc=present fs=cdfs poll=1h
open V1 volume rw
expect {"win32":0}
tray open
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"status":"0xc0000013","win32":21}
state
expect {"fs_lock":"none","verify":true,"vpb":"FS"}
