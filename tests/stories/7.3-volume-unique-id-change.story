# Spec 7.3, GUID_IO_VOLUME_UNIQUE_ID_CHANGE: by a volume manager; not for
# optical drives.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_UNIQUE_ID_CHANGE
expect {"kind":"event","guid":"af39da42-6622-41f5-970b-139d092fa3d9","name":"GUID_IO_VOLUME_UNIQUE_ID_CHANGE","data":""}
expect {"kind":"delivery","registration":"W","guid":"af39da42-6622-41f5-970b-139d092fa3d9","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000042da39af2266f541970b139d092fa3d9ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"af39da42-6622-41f5-970b-139d092fa3d9","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000042da39af2266f541970b139d092fa3d9ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"af39da42-6622-41f5-970b-139d092fa3d9","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000042da39af2266f541970b139d092fa3d9ffffffff"}
