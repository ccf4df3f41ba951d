# Spec 7.3, GUID_IO_VOLUME_WORM_NEAR_FULL: write-once media nearly full; of
# ioevent.h, not on the page.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_WORM_NEAR_FULL
expect {"kind":"event","guid":"f3bfff82-f3de-48d2-af95-457f80b763f2","name":"GUID_IO_VOLUME_WORM_NEAR_FULL","data":""}
expect {"kind":"delivery","registration":"W","guid":"f3bfff82-f3de-48d2-af95-457f80b763f2","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000082ffbff3def3d248af95457f80b763f2ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"f3bfff82-f3de-48d2-af95-457f80b763f2","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000082ffbff3def3d248af95457f80b763f2ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"f3bfff82-f3de-48d2-af95-457f80b763f2","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000082ffbff3def3d248af95457f80b763f2ffffffff"}
