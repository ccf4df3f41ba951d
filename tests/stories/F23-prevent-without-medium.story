# F23: 02/3A on PREVENT: 21, counters unchanged; its sense is interpreted like
# any other, so REMOVAL.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 3A 00 op=1E
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"kind":"reply","status":"0xc0000013","win32":21}
state
expect {"simple":0,"known":2}
