# Spec 3.2: StorageDeviceWriteCacheProperty is built from SYNCHRONIZE CACHE and mode
# page 8: current values, then what could be changed.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000000000000000000 out=7
expect {"status":"0xc0000004","win32":24}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000100000000000000 out=7
expect {"win32":24}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000200000000000000 out=64
expect {"status":"0xc00000bb","win32":50}
# Only the header fits: no command.
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000000000000000000 out=27
expect {"kind":"reply","win32":0,"info":8,"out":"1c0000001c000000"}
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000000000000000000 out=28
expect {"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"kind":"scsi","cdb":"5a00080000000000c000","status":0}
expect {"kind":"scsi","cdb":"5a00480000000000c000","status":0}
expect {"win32":0,"info":28}
# Whatever fails at the drive is "unknown", not an error.
sense 05 20 00 count=3
ioctl D1 IOCTL_STORAGE_QUERY_PROPERTY in=040000000000000000000000 out=28
expect {"kind":"scsi","status":2}
expect {"kind":"scsi","status":2}
expect {"kind":"scsi","status":2}
expect {"win32":0,"info":28,"out":"1c0000001c0000000000000000000000000000000100000000000000"}
