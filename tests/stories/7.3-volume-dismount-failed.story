# Spec 7.3, GUID_IO_VOLUME_DISMOUNT_FAILED: a failed dismount, by a file
# system; never by CDFS (section 10).
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_DISMOUNT_FAILED
expect {"kind":"event","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","name":"GUID_IO_VOLUME_DISMOUNT_FAILED","data":""}
expect {"kind":"delivery","registration":"W","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"e3c5b178-105d-11d2-8ffd-00a0c9a06d32","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000078b1c5e35d10d2118ffd00a0c9a06d32ffffffff"}
