# Spec 7.3, GUID_IO_VOLUME_NEED_CHKDSK: damage found, by a file system; not by
# CDFS.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_NEED_CHKDSK
expect {"kind":"event","guid":"799a0960-0a0b-4e03-ad88-2fa7c6ce748a","name":"GUID_IO_VOLUME_NEED_CHKDSK","data":""}
expect {"kind":"delivery","registration":"W","guid":"799a0960-0a0b-4e03-ad88-2fa7c6ce748a","data":"","flavour":"window","broadcast":"340000000600000000000000000000000100000000000000010000000000000060099a790b0a034ead882fa7c6ce748affffffff"}
expect {"kind":"delivery","registration":"X","guid":"799a0960-0a0b-4e03-ad88-2fa7c6ce748a","data":"","flavour":"window32","broadcast":"280000000600000000000000010000000200000060099a790b0a034ead882fa7c6ce748affffffff"}
expect {"kind":"delivery","registration":"S","guid":"799a0960-0a0b-4e03-ad88-2fa7c6ce748a","data":"","flavour":"service","broadcast":"340000000600000000000000000000000100000000000000030000000000000060099a790b0a034ead882fa7c6ce748affffffff"}
