# F2: 06/28 on an unmounted volume: one retry, ARRIVAL if the disc was not
# there. The count grows by one for the attention, by one more for the arrival.
drive an=on
open D1 interface rw
expect {}
sense 06 28 00 op=00
insert
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","win32":0,"info":4,"out":"03000000"}
take
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0300000002000000"}
sense 06 28 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0500000001000000"}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0500000002000000"}
expect {"kind":"reply","win32":21}
