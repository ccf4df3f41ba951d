# Switch raw=bare (2.5, INFERRED otherwise): RAW has no LOCK, UNLOCK, DISMOUNT.
drive raw=bare
open V1 volume rw
expect {"kind":"reply","op":"open","win32":0}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"reply","status":"0xc0000010","win32":1}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"kind":"reply","win32":1}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"reply","win32":1}
state
expect {"vpb":"RAW","fs_lock":"none"}
