# X8, 1.4: a free drive is owned by who asks first: one event, no command to the
# drive, nothing else changes; a mounted volume is no obstacle with flag 0x1.
drive disc=present fs=cdfs
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK","data":""}
expect {"kind":"reply","status":"0x00000000","win32":0,"info":0,"out":""}
state
expect {"owner":"D1","name":"anna","known":1,"reported":1,"mcc":1,"mcn_disable":0,"simple":0,"prot":0,"verify":false,"vpb":"FS"}
# Flag 0x2 means nothing on a lock.
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=010000000300000062657274 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
state
expect {"owner":"D2","name":"bert","mcc":1}
