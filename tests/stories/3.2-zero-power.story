# Spec 3.2, 4.7: a zero-power drive with nothing in it is off: CHECK_VERIFY is
# 21, after the look at the buffer; waking up is BECOMING_READY in 200 ms.
drive zpodd=on tolerance=0s
open D1 interface rw
expect {}
advance 500ms
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=3
expect {"win32":122}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"status":"0xc0000013","win32":21}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":21}
state
expect {"mcc":1,"verify":true}
insert
expect {"t_ns":500000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000002000000"}
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
