# A slow drive: the tray takes its time, the disc is becoming ready, and a
# CHECK_VERIFY meets that with retries of 10 s (F6).
drive disc=present open_time=2s load_time=3s spin_up=15s an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":2000000000,"win32":0}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
ioctl D1 IOCTL_STORAGE_LOAD_MEDIA
expect {"t_ns":5000000000,"win32":0}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":5000000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"t_ns":15000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":25000000000,"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"t_ns":25000000000,"op":"ioctl","win32":0}
