# Spec 7.3, GUID_IO_VOLUME_INFO_MAKE_COMPAT: a disc made readable for players;
# of ioevent.h, not on the page.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_INFO_MAKE_COMPAT
expect {"kind":"event","guid":"3ab9a0d2-ef80-45cf-8cdc-cbe02a212906","name":"GUID_IO_VOLUME_INFO_MAKE_COMPAT","data":""}
expect {"kind":"delivery","registration":"W","guid":"3ab9a0d2-ef80-45cf-8cdc-cbe02a212906","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000d2a0b93a80efcf458cdccbe02a212906ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"3ab9a0d2-ef80-45cf-8cdc-cbe02a212906","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000d2a0b93a80efcf458cdccbe02a212906ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"3ab9a0d2-ef80-45cf-8cdc-cbe02a212906","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000d2a0b93a80efcf458cdccbe02a212906ffffffff"}
