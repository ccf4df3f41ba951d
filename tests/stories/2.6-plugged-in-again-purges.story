# Spec 2.6: the queue is purged only when the device is finally removed: what
# waits then is cancelled. A retry delay is the class driver's own and does not
# end with the cable; the removal of the device ends it.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

sense 02 04 01 count=100 op=00
start C D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"name":"GUID_IO_DEVICE_BECOMING_READY"}
start Q D1 0x2C05C in=0000000000000000 out=65
start W D1 IOCTL_STORAGE_LOAD_MEDIA
unplug
advance 1s
replug
expect {"t_ns":1000000000,"name":"GUID_IO_MEDIA_ARRIVAL"}
wait C
expect {"t_ns":1000000000,"id":"C","status":"0xc00000c0","win32":55}
wait Q
expect {"id":"Q","status":"0xc0000120","win32":995}
wait W
expect {"id":"W","status":"0xc0000120","win32":995}
close D1
expect {"op":"close","win32":0}
