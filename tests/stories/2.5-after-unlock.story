# Spec 2.5: unlock without flag 0x2 moves the count, so the next operation of
# the file system reads the disc again; the same disc, and all goes on.
drive disc=present fs=cdfs
open F1 file r
expect {}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {}
expect {}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
# Direct reads feel DO_VERIFY until the file system has verified (R20).
read D1 0 2048
expect {"win32":1110}
read F1 0 2048
expect {"win32":0}
read D1 0 2048
expect {"win32":0}
