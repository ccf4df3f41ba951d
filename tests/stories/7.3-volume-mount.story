# Spec 7.3, GUID_IO_VOLUME_MOUNT:
# a new mount, also of the same disc after DISMOUNT and close (6.6, Z12); a
# structure is declared for it, and no data is sent.
# No data, and no tail: that is of the class driver (4.8).
drive disc=present fs=cdfs
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
register W D1
register X D1 window32
register S D1 service
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_DISMOUNT","data":""}
expect {"kind":"reply","handle":"V1","op":"ioctl","win32":0,"info":0}
close V1
expect {"op":"close","win32":0}
open V1 volume r
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","registration":"W","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","registration":"X","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","registration":"S","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"reply","handle":"V1","op":"open","win32":0}
# The same on demand, as a 64-bit window, a 32-bit one and a service get it.
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","registration":"W","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window","broadcast":"3400000006000000000000000000000001000000000000000100000000000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"X","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"window32","broadcast":"2800000006000000000000000100000002000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
expect {"kind":"delivery","registration":"S","guid":"b5804878-1a96-11d2-8ffd-00a0c9a06d32","data":"","flavour":"service","broadcast":"3400000006000000000000000000000001000000000000000300000000000000784880b5961ad2118ffd00a0c9a06d32ffffffff"}
