# Spec 0.3 (INFERRED): a synchronous file object has one request under way, the
# others wait in the I/O manager, duplicates' too, first come first served; they
# are cancelled there, and the driver never sees them. Access bits come before.
drive disc=present
open D1 interface rw sync by=anna
expect {"op":"open","win32":0}
open D2 interface rw sync
expect {"op":"open","win32":0}

dup D1 C1 by=anna
busy 3s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start N D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
start M C1 IOCTL_STORAGE_MCN_CONTROL in=01 by=anna.second
start K D1 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
start T D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12 by=anna.third
# Another file object is not kept waiting by it.
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"t_ns":0,"handle":"D2","win32":0}
cancel K
expect {"op":"cancel","win32":0}
wait K
expect {"t_ns":0,"id":"K","status":"0xc0000120","win32":995}
end anna.third
wait T
expect {"t_ns":0,"id":"T","win32":995}
wait N
expect {"t_ns":3000000000,"id":"N","win32":0}
wait M
expect {"t_ns":3000000000,"id":"M","win32":0}
wait E
expect {"t_ns":3000000000,"id":"E","win32":0}
state
expect {"mcn_disable":1}
