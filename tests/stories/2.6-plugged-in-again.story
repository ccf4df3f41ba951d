# Spec 2.6, 4.1, 1.7: plugged in again it is a new device. It starts as every
# device does: Unknown, then what the first READ CAPACITY finds. The old lock, counts and handles went with
# the old device object: nobody hears an UNLOCK, and nothing but a close gets
# through on its handles (55, INFERRED).
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
unplug
advance 10s
replug
expect {"t_ns":10000000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
state
expect {"owner":"none","name":"","known":1,"reported":1,"mcn_disable":0,"prot":0,"verify":false,"vpb":"none"}
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"kind":"reply","status":"0xc00000c0","win32":55}
ioctl D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"win32":55}
read D2 0 0
expect {"win32":55}
open D3 interface rw
expect {"win32":0}
ioctl D3 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
close D1
expect {"kind":"reply","op":"close","win32":0}
close D2
expect {"kind":"reply","op":"close","win32":0}
state
expect {"owner":"D3"}
# The timer runs again: the first tick 100 ms after the start.
ioctl D3 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
take
advance 100ms
expect {"t_ns":10100000000,"name":"GUID_IO_MEDIA_REMOVAL"}
