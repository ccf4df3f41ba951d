# Spec 2.3: while D1 owns the drive, D2 gets descriptors from the cache, at once.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
busy 2s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=0000000000000000000000 out=64
expect {"t_ns":0,"win32":24}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000
expect {"t_ns":0,"win32":0,"info":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=7
expect {"t_ns":0,"status":"0xc0000023","win32":122}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=8
expect {"t_ns":0,"win32":0,"info":8,"out":"2800000054000000"}
# 44: cut right before the NUL of the vendor, which keeps its offset; the others
# lose theirs. 43: the vendor too.
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=44
expect {"info":44,"out":"280000005400000005000100240000000000000000000000000000000b00000000000000545241594a414d20"}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=43
expect {"info":43}
# 12: no offset fits.
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=12
expect {"info":12,"out":"280000005400000005000100"}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=010000000000000000000000 out=100
expect {"t_ns":0,"info":32,"out":"2000000020000000000001001100000001000000000000000b00000000000000"}
# Step 4: other properties and other kinds of query.
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=030000000000000000000000 out=64
expect {"t_ns":0,"win32":5}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000200000000000000 out=64
expect {"t_ns":0,"win32":5}
# Step 2: whether it exists may be asked, through the queue.
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000100000000000000 out=64
expect {"t_ns":2000000000,"win32":0,"info":0}
