# X17, 1.7: CLOSE takes the secure tray locks back first, sending ALLOW for the
# last; then the handle's MCN disables, before the ownership ends, so that the
# synthetic media events are heard after all. Always with them: there is no
# flag to leave them out.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
state
expect {"owner":"D1","prot":2,"mcn_disable":1}
close D1
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D1","op":"close","win32":0}
state
expect {"owner":"none","prot":0,"mcn_disable":0,"mcc":2}
