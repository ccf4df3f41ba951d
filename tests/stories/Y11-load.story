# Y11: a load is no event either: TUR polls meet the disc becoming ready, once
# each, and then its unit attention: ARRIVAL, counted twice.
drive disc=present tray=open gesn=off spin_up=1500ms tolerance=0s
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"t_ns":0,"kind":"reply","win32":0,"info":0}
advance 3s
expect {"t_ns":100000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"t_ns":1100000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":2100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
state
expect {"tray":"closed","known":1}
