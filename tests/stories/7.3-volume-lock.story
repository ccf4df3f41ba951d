# Spec 7.3, GUID_IO_VOLUME_LOCK:
# FSCTL_LOCK_VOLUME says it before anything is checked; success says nothing more
# (6.2, Z1).
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
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_LOCK
expect {"kind":"event","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000074887050afc9d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000074887050afc9d1118fef00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"50708874-c9af-11d1-8fef-00a0c9a06d32","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000074887050afc9d1118fef00a0c9a06d32ffffffff"}
