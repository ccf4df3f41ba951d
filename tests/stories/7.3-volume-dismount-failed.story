# Spec 7.3, GUID_IO_VOLUME_DISMOUNT_FAILED:
# CDFS does not send it, not even for the dismount of a
# volume that is dismounted already (6.2, section 10); FAT and UDF may.
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
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":21}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_DISMOUNT_FAILED
expect {"kind":"event","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","name":"GUID_IO_VOLUME_DISMOUNT_FAILED","data":""}
expect {"kind":"delivery","registration":"W","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
