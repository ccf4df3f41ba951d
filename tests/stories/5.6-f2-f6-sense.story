# Spec 5.6 F2, F4, F5, F10-like: what CHECK_VERIFY makes of sense data.
drive an=on
open D1 interface rw
expect {}
# F2: 06/28 on an unmounted volume: one retry, ARRIVAL, count +2.
insert
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"out":"02000000"}
sense 06 28 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"out":"03000000"}
# F4: 06/29: count +2, no event.
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","win32":0,"out":"05000000"}
# F6: becoming ready three times, then ready after 30 s.
sense 02 04 01 count=3 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":0,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":10000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":20000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":30000000000,"kind":"reply","win32":0}
# F5: for ever: 6 attempts, 50 s, and everybody waits behind them.
sense 02 04 01 count=100 op=00
start V D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":30000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"t_ns":40000000000}
expect {"t_ns":50000000000}
expect {"t_ns":60000000000}
expect {"t_ns":70000000000}
expect {"t_ns":80000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":80000000000,"op":"ioctl","win32":0,"info":65}
wait V
expect {"t_ns":80000000000,"id":"V","status":"0xc00000a3","win32":21}
# F1 and 3A at key 5: the code counts, not the key.
sense 05 3A 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0500000002000000"}
expect {"win32":21}
# F16: the operator's eject request, six times: final status is busy.
sense 06 5A 01 count=6
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"name":"GUID_IO_MEDIA_EJECT_REQUEST"}
expect {"status":"0x80000011","win32":170}
state
expect {"mcc":17}
