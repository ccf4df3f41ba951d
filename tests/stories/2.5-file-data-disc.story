# Switch file_data=disc (2.5, INFERRED otherwise): no file is in the cache, so
# that a read of one is denied while somebody owns the drive.
drive disc=present fs=cdfs file_data=disc
open F1 file r
expect {"win32":0}
read F1 0 2048
expect {"win32":0,"info":2048}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
read F1 0 2048
expect {"kind":"reply","win32":5,"info":0}
