# Spec 7.3, GUID_IO_VOLUME_LOCK: FSCTL_LOCK_VOLUME, by the file system,
# synchronous (6.2).
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_LOCK
expect {"kind":"event","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000074887050afc9d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000074887050afc9d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000074887050afc9d1118fef00a0c9a06d32ffffffff"}
