# K6: the owner's reads are normal reads, 1110 included (R20).
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
read D1 2048 2048
expect {"win32":0,"info":2048}
read D1 1 2048
expect {"win32":1}
read D2 2048 2048
expect {"win32":5}
sleep
wake
read D1 2048 2048
expect {"status":"0x80000016","win32":1110}
read D1 0 0
expect {"win32":0}
