# X15a: not Present and MCN disabled: the UNLOCK event alone, the count stays.
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
state
expect {"owner":"none","mcc":0,"known":2,"reported":2,"mcn_disable":1}
