# Spec 7: each registration gets each event once, in order, with the 3 zero
# bytes of 4.8; V handles register as well; unregister stops it.
open D1 interface rw
expect {}
open V1 volume rw
expect {}
register R1 D1
register R2 V1
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":""}
expect {"kind":"delivery","registration":"R1","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":"000000"}
expect {"kind":"delivery","registration":"R2","guid":"bc56c139-7a10-47ee-a294-4c6a38f0149a","data":"000000"}
expect {"kind":"reply","win32":0}
unregister R2
# Closing the handle does not end the registration.
close V1
expect {"op":"close"}
ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0000000003000000"}
expect {"kind":"delivery","registration":"R1","data":"0000000003000000000000"}
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0000000002000000"}
expect {"kind":"delivery","registration":"R1","data":"0000000002000000000000"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":""}
expect {"kind":"delivery","registration":"R1","data":"000000"}
expect {"kind":"reply"}
