# Spec 7.3, GUID_IO_VOLUME_UNLOCK:
# after FSCTL_UNLOCK_VOLUME gave the lock up (6.2, Z3).
# No data, and no tail: that is of the class driver (4.8).
drive disc=present fs=cdfs
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
register W D1
register X D1 window32
register S D1 service
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":0,"info":0}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":0,"info":0}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_UNLOCK
expect {"kind":"event","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
