# Spec 1.2 V2 to V6, in the caller's thread and in this order; also while
# somebody else owns the drive, because the code is on the allow list.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
# V2: fewer than 8 bytes.
ioctl D1 0x2C05C in=01000000000000 out=65
expect {"status":"0xc0000004","win32":24,"info":0}
ioctl D1 0x2C05C
expect {"win32":24}
# V3: a query with room for 64 bytes. The needed size is not shown (0.6).
ioctl D1 0x2C05C in=0000000000000000 out=64
expect {"status":"0xc0000023","win32":122,"info":0,"out":""}
# V4: a lock of 71 bytes.
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=71
expect {"win32":24}
# V5: an unlock needs no more than 8 (and then fails because nothing is
# locked); V6: any other type.
ioctl D1 0x2C05C in=0200000000000000
expect {"win32":1}
ioctl D1 0x2C05C in=0300000000000000 out=65
expect {"status":"0xc000000d","win32":87}
# R35: reserved flag bits and oversized buffers are fine.
ioctl D1 0x2C05C in=01000000fcffffff616e6e61 pad=200 out=500
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0,"info":0}
ioctl D2 0x2C05C in=00000000 out=65
expect {"win32":24}
ioctl D2 0x2C05C in=0000000000000000 out=10
expect {"win32":122}
ioctl D2 0x2C05C in=0100000000000000626572 pad=20
expect {"win32":24}
ioctl D2 0x2C05C in=ffffffff00000000
expect {"win32":87}
