# Spec 2.6, R2: at shutdown the queue stops, behind what executes; SYNCHRONIZE
# CACHE, and if it succeeded ALLOW MEDIUM REMOVAL, whatever the counters say.
# Not gated: it needs no owner's leave.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"win32":0}
busy 1s
start T D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=24
shutdown
start Q D1 0x2C05C in=0000000000000000 out=65
wait Q
expect {"t_ns":1000000000,"kind":"scsi","cdb":"25000000000000000000"}
expect {"t_ns":1000000000,"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"id":"Q","win32":0}
wait T
expect {"id":"T","t_ns":1000000000}
state
expect {"owner":"D1","prot":1}
