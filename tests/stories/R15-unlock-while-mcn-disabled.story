# R15, X15, X15a: no REMOVAL and no ARRIVAL, but the count still moves.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
state
expect {"mcc":2,"known":1,"reported":1,"mcn_disable":1}
