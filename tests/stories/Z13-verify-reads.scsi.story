# Spec 8.6 Z13: the count moved, so the disc is read again; it is the same one.
# A verify emits nothing.
drive disc=present fs=cdfs mmc=no
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"verify":true,"mcc":2}
open F1 file r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"scsi"}
expect {"kind":"scsi","cdb":"28000000001000000100"}
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"reply","op":"open","win32":0}
state
expect {"verify":false,"vpb":"FS"}
