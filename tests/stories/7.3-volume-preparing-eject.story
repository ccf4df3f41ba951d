# Spec 7.3, GUID_IO_VOLUME_PREPARING_EJECT: write-once media closed before an
# eject, by a UDF file system.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_PREPARING_EJECT
expect {"kind":"event","guid":"c79eb16e-0dac-4e7a-a86c-b25ceeaa88f6","name":"GUID_IO_VOLUME_PREPARING_EJECT","data":""}
expect {"kind":"delivery","registration":"W","guid":"c79eb16e-0dac-4e7a-a86c-b25ceeaa88f6","data":"","flavour":"window","broadcast":"34000000060000000000000000000000010000000000000001000000000000006eb19ec7ac0d7a4ea86cb25ceeaa88f6ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"c79eb16e-0dac-4e7a-a86c-b25ceeaa88f6","data":"","flavour":"window32","broadcast":"28000000060000000000000001000000020000006eb19ec7ac0d7a4ea86cb25ceeaa88f6ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"c79eb16e-0dac-4e7a-a86c-b25ceeaa88f6","data":"","flavour":"service","broadcast":"34000000060000000000000000000000010000000000000003000000000000006eb19ec7ac0d7a4ea86cb25ceeaa88f6ffffffff"}
