# F6: three events 10 s apart, then the disc is ready. 04/07 gives the second
# reason.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 04 01 count=3 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":0,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"t_ns":10000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":20000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":30000000000,"kind":"reply","win32":0}
sense 02 04 07 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":30000000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000200000064000000"}
expect {"t_ns":40000000000,"kind":"reply","win32":0}
