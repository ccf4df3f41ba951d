# Spec 1.2 V7: no memory for a token's context: 1450, after every other check,
# also for other tokens; what only queues needs none.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

no_memory count=2
ioctl D1 0x2C05C in=00
expect {"win32":24}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"reply","status":"0xc000009a","win32":1450,"info":0}
ioctl D1 0x2D1100
expect {"kind":"reply","win32":1450}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
