# Spec 7.3, GUID_IO_VOLUME_FORCE_CLOSED: a disc closed by force; of ioevent.h,
# not on the page.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_FORCE_CLOSED
expect {"kind":"event","guid":"411ad84f-433e-4dc2-a5ae-4a2d1a2de654","name":"GUID_IO_VOLUME_FORCE_CLOSED","data":""}
expect {"kind":"delivery","registration":"W","guid":"411ad84f-433e-4dc2-a5ae-4a2d1a2de654","data":"","flavour":"window","broadcast":"34000000060000000000000000000000010000000000000001000000000000004fd81a413e43c24da5ae4a2d1a2de654ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"411ad84f-433e-4dc2-a5ae-4a2d1a2de654","data":"","flavour":"window32","broadcast":"28000000060000000000000001000000020000004fd81a413e43c24da5ae4a2d1a2de654ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"411ad84f-433e-4dc2-a5ae-4a2d1a2de654","data":"","flavour":"service","broadcast":"34000000060000000000000000000000010000000000000003000000000000004fd81a413e43c24da5ae4a2d1a2de654ffffffff"}
