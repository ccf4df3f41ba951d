# Spec 4.3, property 29: nobody's polls run while the drive is locked; the
# unlock announces the cached state, and the next poll what is true.
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
insert
advance 5s
ioctl D1 0x2C05C in=0200000000000000
expect {"t_ns":5000000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000003000000"}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0000000002000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply"}
advance 1s
expect {"t_ns":5100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
