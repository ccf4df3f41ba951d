# Spec 7.3, GUID_IO_VOLUME_FVE_STATUS_CHANGE: by BitLocker.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_FVE_STATUS_CHANGE
expect {"kind":"event","guid":"062998b2-ee1f-4b6a-b857-e76cbbe9a6da","name":"GUID_IO_VOLUME_FVE_STATUS_CHANGE","data":""}
expect {"kind":"delivery","registration":"W","guid":"062998b2-ee1f-4b6a-b857-e76cbbe9a6da","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000b29829061fee6a4bb857e76cbbe9a6daffffffff"}
expect {"kind":"delivery","registration":"X","guid":"062998b2-ee1f-4b6a-b857-e76cbbe9a6da","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000b29829061fee6a4bb857e76cbbe9a6daffffffff"}
expect {"kind":"delivery","registration":"S","guid":"062998b2-ee1f-4b6a-b857-e76cbbe9a6da","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000b29829061fee6a4bb857e76cbbe9a6daffffffff"}
