# Spec 6.5, INFERRED, switch share_modes=apart: handles of the volume and of
# files on it have share modes of their own.
drive disc=present fs=cdfs
open F1 file r share=w
expect {"win32":0}
open F2 file r
expect {"status":"0xc0000043","win32":32}
open V1 volume r
expect {"win32":0}
