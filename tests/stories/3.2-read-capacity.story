# Spec 3.2: STORAGE_READ_CAPACITY: version, size, block length, blocks, bytes.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=31
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=32
expect {"win32":0,"info":32,"out":"20000000200000000008000000000000c8140500000000000040a62800000000"}
# 5.4: three attempts.
sense 04 00 00 op=25 count=3
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=32
expect {"status":"0xc0000185","win32":1117,"info":0}
take
ioctl D1 IOCTL_STORAGE_READ_CAPACITY out=32
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"status":"0xc0000013","win32":21,"info":0}
