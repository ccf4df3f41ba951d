# Spec 7.3, GUID_IO_VOLUME_WEARING_OUT: too many errors, by a file system; not
# by CDFS.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_WEARING_OUT
expect {"kind":"event","guid":"873113ca-1486-4508-82ac-c3b2e5297aaa","name":"GUID_IO_VOLUME_WEARING_OUT","data":""}
expect {"kind":"delivery","registration":"W","guid":"873113ca-1486-4508-82ac-c3b2e5297aaa","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000ca1331878614084582acc3b2e5297aaaffffffff"}
expect {"kind":"delivery","registration":"X","guid":"873113ca-1486-4508-82ac-c3b2e5297aaa","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000ca1331878614084582acc3b2e5297aaaffffffff"}
expect {"kind":"delivery","registration":"S","guid":"873113ca-1486-4508-82ac-c3b2e5297aaa","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000ca1331878614084582acc3b2e5297aaaffffffff"}
