# Spec 7.3, GUID_IO_CDROM_EXCLUSIVE_LOCK: 1.4 step 3: a lock that is granted,
# and no other.
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":"000000"}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":"000000"}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":"000000"}
expect {"op":"ioctl","win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"op":"ioctl","win32":5}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_CDROM_EXCLUSIVE_LOCK
expect {"kind":"event","guid":"bc56c139-7a10-47ee-a294-4c6a38f0149a","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"bc56c139-7a10-47ee-a294-4c6a38f0149a","data":"000000","flavour":"window","broadcast":"370000000600000000000000000000000100000000000000010000000000000039c156bc107aee47a2944c6a38f0149affffffff000000"}
expect {"kind":"delivery","registration":"X","guid":"bc56c139-7a10-47ee-a294-4c6a38f0149a","data":"000000","flavour":"window32","broadcast":"2b0000000600000000000000010000000200000039c156bc107aee47a2944c6a38f0149affffffff000000"}
expect {"kind":"delivery","registration":"S","guid":"bc56c139-7a10-47ee-a294-4c6a38f0149a","data":"000000","flavour":"service","broadcast":"370000000600000000000000000000000100000000000000030000000000000039c156bc107aee47a2944c6a38f0149affffffff000000"}
