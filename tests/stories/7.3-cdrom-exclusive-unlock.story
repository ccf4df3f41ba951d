# Spec 7.3, GUID_IO_CDROM_EXCLUSIVE_UNLOCK: 1.5 step 4: an unlock by the owner
# (flag 2: no media events before it).
open D1 interface rw
expect {}
register W D1
register X D1 window32
register S D1 service
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"delivery"}
expect {"kind":"delivery"}
expect {"kind":"delivery"}
expect {"op":"ioctl","win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":"000000"}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":"000000"}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":"000000"}
expect {"op":"ioctl","win32":0}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_CDROM_EXCLUSIVE_UNLOCK
expect {"kind":"event","guid":"a3b6d27d-5e35-4885-81e5-ee18c00ed779","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK","data":""}
expect {"kind":"delivery","registration":"W","guid":"a3b6d27d-5e35-4885-81e5-ee18c00ed779","data":"000000","flavour":"window","broadcast":"37000000060000000000000000000000010000000000000001000000000000007dd2b6a3355e854881e5ee18c00ed779ffffffff000000"}
expect {"kind":"delivery","registration":"X","guid":"a3b6d27d-5e35-4885-81e5-ee18c00ed779","data":"000000","flavour":"window32","broadcast":"2b000000060000000000000001000000020000007dd2b6a3355e854881e5ee18c00ed779ffffffff000000"}
expect {"kind":"delivery","registration":"S","guid":"a3b6d27d-5e35-4885-81e5-ee18c00ed779","data":"000000","flavour":"service","broadcast":"37000000060000000000000000000000010000000000000003000000000000007dd2b6a3355e854881e5ee18c00ed779ffffffff000000"}
