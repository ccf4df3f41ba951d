# Spec 2.6: D3 sets DO_VERIFY, mounted or not, and counts; the lock, tray counts
# and MCN counts survive. The queue is not power-managed (0.5 step 5), so
# requests run; the poll timer stops, and starts anew 100 ms after D0.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":5}
advance 500ms
sleep
state
expect {"owner":"D1","mcc":2,"prot":1,"verify":true,"known":1,"reported":1}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"out":"02000000"}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
# A second sleep is none.
sleep
take
advance 5s
wake
state
expect {"mcc":2,"verify":true,"prot":1}
advance 99ms
advance 1ms
expect {"t_ns":5600000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0200000002000000"}
sleep
state
expect {"mcc":3}
