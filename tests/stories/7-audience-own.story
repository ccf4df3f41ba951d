# Switch audience=own (7.1, INFERRED otherwise): a direct handle hears the driver
# and a volume's handle the file system; what neither says both hear.
drive disc=present fs=cdfs audience=own
open D1 interface rw
expect {}
open V1 volume rw
expect {}
register DIRECT D1
register VOLUME V1
ioctl V1 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"kind":"delivery","registration":"VOLUME","name":"GUID_IO_VOLUME_LOCK"}
expect {"kind":"reply","win32":0}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"delivery","registration":"DIRECT","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"reply","win32":0}
event GUID_IO_VOLUME_FVE_STATUS_CHANGE
expect {"kind":"event"}
expect {"kind":"delivery","registration":"DIRECT"}
expect {"kind":"delivery","registration":"VOLUME"}
