# Spec 8.6 Z4: NOT_LOCKED without an event. An implicit lock counts as none.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"kind":"reply","status":"0xc000002a","win32":158}
open F1 file r
expect {}
ioctl F1 FSCTL_UNLOCK_VOLUME
expect {"kind":"reply","win32":87}
close V1
expect {}
close F1
expect {}
open V2 volume rw share=0
expect {"win32":0}
state
expect {"fs_lock":"implicit"}
ioctl V2 FSCTL_UNLOCK_VOLUME
expect {"kind":"reply","win32":158}
state
expect {"fs_lock":"implicit"}
