# Spec 7.3, GUID_IO_VOLUME_UNLOCK: the end of a volume lock, synchronous (6.2,
# 6.4).
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_UNLOCK
expect {"kind":"event","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","name":"GUID_IO_VOLUME_UNLOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000683d8c9acbd0d1118fef00a0c9a06d32ffffffff"}
