# Spec 7.3, GUID_IO_VOLUME_MOUNT: a new mount, asynchronous; a structure is
# declared for it and no data
# is sent (6.6).
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","registration":"W","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
