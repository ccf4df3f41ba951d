# R24: the standard query of DeviceUniqueId never succeeds: 87 for a bad parameter,
# else 24, however long the output is.
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000000000000000000 out=1024
expect {"status":"0xc0000004","win32":24}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000000000001000000 out=1024
expect {"status":"0xc0000004","win32":24}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000000000002000000 out=1024
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000200000000000000 out=1024
expect {"status":"0xc00000bb","win32":50}
# To say whether it exists, it is built: 20 bytes, 52 of page 83h, 84 of the
# device's descriptor. Too little room is a warning without bytes.
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000100000000000000
expect {"status":"0xc0000023","win32":122}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000100000000000000 out=155
expect {"status":"0x80000005","win32":234,"info":0}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=030000000100000000000000 out=1024
expect {"status":"0x00000000","win32":0,"info":156}
