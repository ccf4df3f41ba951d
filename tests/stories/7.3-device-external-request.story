# Spec 7.3, GUID_IO_DEVICE_EXTERNAL_REQUEST: a panel button, by GET EVENT
# STATUS only (4.2). 24 bytes: version, class, button, request, padding and a
# time that means nothing (R22).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
press play
advance 100ms
expect {"kind":"event","t_ns":100000000,"name":"GUID_IO_DEVICE_EXTERNAL_REQUEST"}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_DEVICE_EXTERNAL_REQUEST"}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_DEVICE_EXTERNAL_REQUEST"}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_DEVICE_EXTERNAL_REQUEST"}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_DEVICE_EXTERNAL_REQUEST class=0 button=1 request=258 time=77
expect {"kind":"event","guid":"d07433d0-a98e-11d2-917a-00a0c9068ff3","name":"GUID_IO_DEVICE_EXTERNAL_REQUEST","data":"010000000000000001000201000000004d00000000000000"}
expect {"kind":"delivery","registration":"W","guid":"d07433d0-a98e-11d2-917a-00a0c9068ff3","data":"010000000000000001000201000000004d00000000000000000000","flavour":"window","broadcast":"4f00000006000000000000000000000001000000000000000100000000000000d03374d08ea9d211917a00a0c9068ff3ffffffff010000000000000001000201000000004d00000000000000000000"}
expect {"kind":"delivery","registration":"X","guid":"d07433d0-a98e-11d2-917a-00a0c9068ff3","data":"010000000000000001000201000000004d00000000000000000000","flavour":"window32","broadcast":"4300000006000000000000000100000002000000d03374d08ea9d211917a00a0c9068ff3ffffffff010000000000000001000201000000004d00000000000000000000"}
expect {"kind":"delivery","registration":"S","guid":"d07433d0-a98e-11d2-917a-00a0c9068ff3","data":"010000000000000001000201000000004d00000000000000000000","flavour":"service","broadcast":"4f00000006000000000000000000000001000000000000000300000000000000d03374d08ea9d211917a00a0c9068ff3ffffffff010000000000000001000201000000004d00000000000000000000"}
