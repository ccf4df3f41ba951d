# Spec 7.3, GUID_IO_VOLUME_NAME_CHANGE: a drive letter given or taken, by the
# mount manager.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_NAME_CHANGE
expect {"kind":"event","guid":"2de97f83-4c06-11d2-a532-00609713055a","name":"GUID_IO_VOLUME_NAME_CHANGE","data":""}
expect {"kind":"delivery","registration":"W","guid":"2de97f83-4c06-11d2-a532-00609713055a","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000837fe92d064cd211a53200609713055affffffff"}
expect {"kind":"delivery","registration":"X","guid":"2de97f83-4c06-11d2-a532-00609713055a","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000837fe92d064cd211a53200609713055affffffff"}
expect {"kind":"delivery","registration":"S","guid":"2de97f83-4c06-11d2-a532-00609713055a","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000837fe92d064cd211a53200609713055affffffff"}
