# R35: reserved flag bits and oversized buffers are accepted silently; types
# from 3 on are 87, short structures 24.
open D1 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=01000000fcffffff616e6e61 pad=4096 out=4096
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0,"info":0}
ioctl D1 0x2C05C in=00000000ffffffff out=4096
expect {"win32":0,"info":65,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
ioctl D1 0x2C05C in=02000000feffffff pad=500
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0300000000000000 out=65
expect {"win32":87}
ioctl D1 0x2C05C in=ffffffff00000000
expect {"win32":87}
ioctl D1 0x2C05C in=01000000000000 out=65
expect {"win32":24}
