# Spec 8.6 Z10, 6.5: a volume open that lets nobody read needs the volume for
# itself: no handle, no reference that survives a purge.
drive disc=present fs=cdfs
open F1 file r
expect {"win32":0}
open V1 volume r share=w
expect {"status":"0xc0000043","win32":32}
close F1
expect {}
reference count=1
open V2 volume r share=w
expect {"win32":32}
reference count=0
open V3 volume r share=w
expect {"win32":0}
state
expect {"fs_lock":"implicit"}
# Somebody else's lock is 5 before any 32.
open V4 volume r share=0
expect {"win32":5}
