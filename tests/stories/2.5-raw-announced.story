# Switch raw=announced (2.5, INFERRED otherwise): a RAW mount is told like any.
drive raw=announced
open V1 volume rw
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"reply","op":"open","win32":0}
open V2 volume rw
expect {"kind":"reply","op":"open","win32":0}
close V1
expect {"op":"close"}
ioctl V2 FSCTL_LOCK_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
close V2
expect {"kind":"event","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"op":"close"}
open V3 volume r
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
