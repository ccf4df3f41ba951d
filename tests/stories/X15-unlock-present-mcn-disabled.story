# X15: somebody keeps MCN disabled, so the unlock announces no media; the count
# moves all the same (R15). The owner itself may be that somebody.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000000000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
state
expect {"owner":"none","mcc":2,"known":1,"reported":1,"mcn_disable":1}
# Forgotten, not caught up with (M5).
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"kind":"reply","win32":0}
state
expect {"mcc":2,"known":1,"reported":1,"mcn_disable":0}
