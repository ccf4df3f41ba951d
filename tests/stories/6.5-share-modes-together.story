# Switch share_modes=together (6.5, INFERRED otherwise): who has a file open and
# lets nobody read keeps readers of the volume out, and the reverse.
drive disc=present fs=cdfs share_modes=together
open F1 file r share=w
expect {"win32":0}
open V1 volume r
expect {"status":"0xc0000043","win32":32}
close F1
expect {"op":"close"}
open V1 volume rw share=r
expect {"win32":0}
open F2 file r share=r
expect {"win32":32}
open F2 file r
expect {"win32":0}
