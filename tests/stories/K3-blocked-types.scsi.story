# K3, G3: five device types are refused before anybody looks at the buffers,
# without a command to the drive, an event or a change. One exception: on AN
# hardware a refused EVENT_NOTIFICATION is remembered, and polls at the unlock.
drive disc=present an=on
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
# CDROM, SCSI, DISK, STORAGE, DVD; known or not, buffers or none.
ioctl D2 0x24000
expect {"kind":"reply","status":"0xc0000022","win32":5,"info":0,"out":""}
ioctl D2 0x4D004
expect {"kind":"reply","win32":5}
ioctl D2 0x70000
expect {"kind":"reply","win32":5}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL
expect {"kind":"reply","win32":5}
ioctl D2 0x335000
expect {"kind":"reply","win32":5}
ioctl D2 0x2CFF0
expect {"kind":"reply","win32":5}
ioctl D2 IOCTL_STORAGE_EVENT_NOTIFICATION
expect {"kind":"reply","win32":5}
state
expect {"owner":"D1","mcc":1,"mcn_disable":0,"simple":0,"prot":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
expect {"kind":"scsi"}
