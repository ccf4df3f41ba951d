# Spec 7.3, GUID_IO_MEDIA_EJECT_REQUEST: 4.2: the button under PREVENT; the
# drive tells the next poll.
drive disc=present
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
ioctl D1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"op":"ioctl","win32":0}
press eject
advance 100ms
expect {"kind":"event","t_ns":100000000,"name":"GUID_IO_MEDIA_EJECT_REQUEST","data":""}
expect {"kind":"delivery","t_ns":100000000,"registration":"W","name":"GUID_IO_MEDIA_EJECT_REQUEST","data":"000000"}
expect {"kind":"delivery","t_ns":100000000,"registration":"X","name":"GUID_IO_MEDIA_EJECT_REQUEST","data":"000000"}
expect {"kind":"delivery","t_ns":100000000,"registration":"S","name":"GUID_IO_MEDIA_EJECT_REQUEST","data":"000000"}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_MEDIA_EJECT_REQUEST
expect {"kind":"event","guid":"d07433d1-a98e-11d2-917a-00a0c9068ff3","name":"GUID_IO_MEDIA_EJECT_REQUEST","data":""}
expect {"kind":"delivery","registration":"W","guid":"d07433d1-a98e-11d2-917a-00a0c9068ff3","data":"000000","flavour":"window","broadcast":"3700000006000000000000000000000001000000000000000100000000000000d13374d08ea9d211917a00a0c9068ff3ffffffff000000"}
expect {"kind":"delivery","registration":"X","guid":"d07433d1-a98e-11d2-917a-00a0c9068ff3","data":"000000","flavour":"window32","broadcast":"2b00000006000000000000000100000002000000d13374d08ea9d211917a00a0c9068ff3ffffffff000000"}
expect {"kind":"delivery","registration":"S","guid":"d07433d1-a98e-11d2-917a-00a0c9068ff3","data":"000000","flavour":"service","broadcast":"3700000006000000000000000000000001000000000000000300000000000000d13374d08ea9d211917a00a0c9068ff3ffffffff000000"}
