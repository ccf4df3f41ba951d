# Appendix C: an emitter that waits for a window that hangs goes on when that
# window's registration goes; here with the process it belongs to.
drive disc=present fs=cdfs sync_fs_events=yes
open D1 interface rw by=player
expect {"win32":0}
open V1 volume rw by=burner
expect {"win32":0}
register R1 D1
hang R1
start A V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT"}
advance 1s
end player
wait A
expect {"kind":"reply","handle":"V1","win32":0}
