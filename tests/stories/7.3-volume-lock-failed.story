# Spec 7.3, GUID_IO_VOLUME_LOCK_FAILED:
# another handle is open on the volume: LOCK, LOCK_FAILED, 5 (6.2, Z2).
# No data, and no tail: that is of the class driver (4.8).
drive disc=present fs=cdfs
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
open V2 volume r
expect {"win32":0}
register W D1
register X D1 window32
register S D1 service
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_LOCK","data":""}
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK_FAILED","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_LOCK_FAILED","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_LOCK_FAILED","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_LOCK_FAILED","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":5}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_LOCK_FAILED
expect {"kind":"event","guid":"ae2eed10-0ba8-11d2-8ffb-00a0c9a06d32","name":"GUID_IO_VOLUME_LOCK_FAILED","data":""}
expect {"kind":"delivery","registration":"W","guid":"ae2eed10-0ba8-11d2-8ffb-00a0c9a06d32","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000010ed2eaea80bd2118ffb00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"ae2eed10-0ba8-11d2-8ffb-00a0c9a06d32","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000010ed2eaea80bd2118ffb00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"ae2eed10-0ba8-11d2-8ffb-00a0c9a06d32","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000010ed2eaea80bd2118ffb00a0c9a06d32ffffffff"}
