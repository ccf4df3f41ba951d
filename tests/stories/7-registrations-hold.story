# Appendix C: with registrations that hold the file object, CLOSE of a closed
# owner waits for the end of its registration, and the lock with it (1.7).
drive registrations_hold=yes
open D1 interface rw
expect {}
open D2 interface rw
expect {}
register R1 D1
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"delivery"}
expect {"kind":"reply","win32":0}
close D1
expect {"handle":"D1","op":"close","win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"handle":"D2","win32":5}
unregister R1
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"D2","win32":0}
