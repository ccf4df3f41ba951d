# Spec 7.3, GUID_IO_VOLUME_DISMOUNT:
# FSCTL_DISMOUNT_VOLUME says it first (6.2, Z5).
# No data, and no tail: that is of the class driver (4.8).
drive disc=present fs=cdfs
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
register W D1
register X D1 window32
register S D1 service
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":0,"info":0}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_DISMOUNT
expect {"kind":"event","guid":"d16a55e8-1059-11d2-8ffd-00a0c9a06d32","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"W","guid":"d16a55e8-1059-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000e8556ad15910d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"d16a55e8-1059-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000e8556ad15910d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"d16a55e8-1059-11d2-8ffd-00a0c9a06d32","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000e8556ad15910d2118ffd00a0c9a06d32ffffffff"}
