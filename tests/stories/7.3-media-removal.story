# Spec 7.3, GUID_IO_MEDIA_REMOVAL: 4.1, 4.3: a poll finds the disc gone; the
# count stays, state NotPresent.
drive disc=present
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
take
advance 100ms
expect {"kind":"event","t_ns":100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"kind":"delivery","t_ns":100000000,"registration":"W","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000000000"}
expect {"kind":"delivery","t_ns":100000000,"registration":"X","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000000000"}
expect {"kind":"delivery","t_ns":100000000,"registration":"S","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000000000"}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_MEDIA_REMOVAL count=7 state=3
expect {"kind":"event","guid":"d07433c1-a98e-11d2-917a-00a0c9068ff3","name":"GUID_IO_MEDIA_REMOVAL","data":"0700000003000000"}
expect {"kind":"delivery","registration":"W","guid":"d07433c1-a98e-11d2-917a-00a0c9068ff3","data":"0700000003000000000000","flavour":"window","broadcast":"3f00000006000000000000000000000001000000000000000100000000000000c13374d08ea9d211917a00a0c9068ff3ffffffff0700000003000000000000"}
expect {"kind":"delivery","registration":"X","guid":"d07433c1-a98e-11d2-917a-00a0c9068ff3","data":"0700000003000000000000","flavour":"window32","broadcast":"3300000006000000000000000100000002000000c13374d08ea9d211917a00a0c9068ff3ffffffff0700000003000000000000"}
expect {"kind":"delivery","registration":"S","guid":"d07433c1-a98e-11d2-917a-00a0c9068ff3","data":"0700000003000000000000","flavour":"service","broadcast":"3f00000006000000000000000000000001000000000000000300000000000000c13374d08ea9d211917a00a0c9068ff3ffffffff0700000003000000000000"}
