# Spec 7.3, GUID_IO_VOLUME_CHANGE_SIZE: a format or an append, by a UDF file
# system.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_CHANGE_SIZE
expect {"kind":"event","guid":"3a1625be-ad03-49f1-8ef8-6bbac182d1fd","name":"GUID_IO_VOLUME_CHANGE_SIZE","data":""}
expect {"kind":"delivery","registration":"W","guid":"3a1625be-ad03-49f1-8ef8-6bbac182d1fd","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000be25163a03adf1498ef86bbac182d1fdffffffff"}
expect {"kind":"delivery","registration":"X","guid":"3a1625be-ad03-49f1-8ef8-6bbac182d1fd","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000be25163a03adf1498ef86bbac182d1fdffffffff"}
expect {"kind":"delivery","registration":"S","guid":"3a1625be-ad03-49f1-8ef8-6bbac182d1fd","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000be25163a03adf1498ef86bbac182d1fdffffffff"}
