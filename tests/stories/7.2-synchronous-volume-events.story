# Spec 7.2, Appendix C: LOCK and its like are synchronous. With the switch on,
# their emitter waits for a window that hangs; MOUNT never does.
drive disc=present sync_fs_events=yes
open D1 interface r
expect {}
register R D1 window
hang R
open V1 volume rw
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"op":"open","win32":0}
start L V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
advance 1s
state
expect {"fs_lock":"none"}
resume R
expect {"kind":"delivery","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_LOCK"}
wait L
expect {"id":"L","win32":0}
state
expect {"fs_lock":"explicit"}
# So does the UNLOCK inside the CloseHandle.
hang R
start C V1 close
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
advance 1s
state
expect {"fs_lock":"none"}
resume R
expect {"kind":"delivery","name":"GUID_IO_VOLUME_UNLOCK"}
wait C
expect {"id":"C","win32":0}
