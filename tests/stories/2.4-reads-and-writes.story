# Spec 2.4 W0 to W6: judged at dequeue.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open D3 interface w
expect {}
read D1 0 2048
expect {"op":"read","win32":0,"info":2048}
read D1 1 2048
expect {"status":"0xc0000010","win32":1,"info":0}
# W6 (d): beyond the end, on a drive that is not a writer.
read D1 681984000 2048
expect {"status":"0xc0000010","win32":1}
read D3 0 2048
expect {"win32":5}
write D1 0 2048
expect {"op":"write","win32":1}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
read D2 0 2048
expect {"handle":"D2","win32":5,"info":0}
write D2 0 2048
expect {"handle":"D2","win32":5}
read D2 0 0
expect {"handle":"D2","win32":0}
read D1 2048 4096
expect {"handle":"D1","win32":0,"info":4096}
take
read D1 0 2048
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"status":"0xc0000013","win32":21,"info":0}
