# Appendix C, the default: the lock goes with the owner's handle, and the
# registration made with it hears of that.
open D1 interface rw
expect {}
register R1 D1
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"delivery"}
expect {"kind":"reply","win32":0}
event_loss count=2 guid=GUID_IO_MEDIA_REMOVAL
close D1
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"delivery","registration":"R1","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D1","op":"close","win32":0}
