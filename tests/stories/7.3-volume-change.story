# Spec 7.3, GUID_IO_VOLUME_CHANGE: a new label, by the file system; not by
# CDFS, which writes none.
# No data, and no tail: that is of the class driver (4.8).
# As a 64-bit window, a 32-bit one and a service get it (7.2).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
event GUID_IO_VOLUME_CHANGE
expect {"kind":"event","guid":"7373654a-812a-11d0-bec7-08002be2092f","name":"GUID_IO_VOLUME_CHANGE","data":""}
expect {"kind":"delivery","registration":"W","guid":"7373654a-812a-11d0-bec7-08002be2092f","data":"","flavour":"window","broadcast":"34000000060000000000000000000000010000000000000001000000000000004a6573732a81d011bec708002be2092fffffffff"}
expect {"kind":"delivery","registration":"X","guid":"7373654a-812a-11d0-bec7-08002be2092f","data":"","flavour":"window32","broadcast":"28000000060000000000000001000000020000004a6573732a81d011bec708002be2092fffffffff"}
expect {"kind":"delivery","registration":"S","guid":"7373654a-812a-11d0-bec7-08002be2092f","data":"","flavour":"service","broadcast":"34000000060000000000000000000000010000000000000003000000000000004a6573732a81d011bec708002be2092fffffffff"}
