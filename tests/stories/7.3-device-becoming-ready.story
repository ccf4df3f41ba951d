# Spec 7.3, GUID_IO_DEVICE_BECOMING_READY: 4.7: sense 02/04/01 of a command;
# version 1, reason 1, 100 units of 100 ms.
drive disc=present
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
sense 02 04 01
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"kind":"event","name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000000000"}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000000000"}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000000000"}
expect {"op":"ioctl","win32":0}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_DEVICE_BECOMING_READY reason=1 estimated=100
expect {"kind":"event","guid":"d07433f0-a98e-11d2-917a-00a0c9068ff3","name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"kind":"delivery","registration":"W","guid":"d07433f0-a98e-11d2-917a-00a0c9068ff3","data":"010000000100000064000000000000","flavour":"window","broadcast":"4300000006000000000000000000000001000000000000000100000000000000f03374d08ea9d211917a00a0c9068ff3ffffffff010000000100000064000000000000"}
expect {"kind":"delivery","registration":"X","guid":"d07433f0-a98e-11d2-917a-00a0c9068ff3","data":"010000000100000064000000000000","flavour":"window32","broadcast":"3700000006000000000000000100000002000000f03374d08ea9d211917a00a0c9068ff3ffffffff010000000100000064000000000000"}
expect {"kind":"delivery","registration":"S","guid":"d07433f0-a98e-11d2-917a-00a0c9068ff3","data":"010000000100000064000000000000","flavour":"service","broadcast":"4300000006000000000000000000000001000000000000000300000000000000f03374d08ea9d211917a00a0c9068ff3ffffffff010000000100000064000000000000"}
