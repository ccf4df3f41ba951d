# Spec 7.3, GUID_IO_VOLUME_BACKGROUND_FORMAT: a format in the background; of
# ioevent.h, not on the page.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_BACKGROUND_FORMAT
expect {"kind":"event","guid":"a2e5fc86-d5cd-4038-b2e3-4445065c2377","name":"GUID_IO_VOLUME_BACKGROUND_FORMAT","data":""}
expect {"kind":"delivery","registration":"W","guid":"a2e5fc86-d5cd-4038-b2e3-4445065c2377","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000086fce5a2cdd53840b2e34445065c2377ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"a2e5fc86-d5cd-4038-b2e3-4445065c2377","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000086fce5a2cdd53840b2e34445065c2377ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"a2e5fc86-d5cd-4038-b2e3-4445065c2377","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000086fce5a2cdd53840b2e34445065c2377ffffffff"}
