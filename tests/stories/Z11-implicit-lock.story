# Spec 8.6 Z11: it passes, and holds an implicit lock, without an event. The
# VPB is not locked by it, and its end is told (R31).
drive disc=present fs=cdfs
open V1 volume rw share=0
expect {"kind":"reply","win32":0}
state
expect {"fs_lock":"implicit","vpb":"FS"}
close V1
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
state
expect {"fs_lock":"none"}
