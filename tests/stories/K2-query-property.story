# K2, 2.3: the gate lets it pass, then: too short 24; the two descriptors from
# the cache; does a property exist: the normal path; all else 5.
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=0000000000000000000000 out=64
expect {"status":"0xc0000004","win32":24}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=7
expect {"win32":122,"info":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=010000000000000000000000
expect {"win32":0,"info":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000100000000000000
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=040000000000000000000000 out=64
expect {"status":"0xc0000022","win32":5,"info":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000200000000000000 out=64
expect {"win32":5}
