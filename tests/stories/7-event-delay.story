# Spec 7.2: delivery may come any time after the emission, and the causing
# request does not wait for it; nothing overtakes in the drive's one queue.
open D1 interface rw
expect {}
register R1 D1
event_delay 40ms count=1
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"t_ns":0,"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"t_ns":0,"kind":"reply","win32":0}
advance 10ms
ioctl D1 0x2C05C in=0200000002000000
expect {"t_ns":10000000,"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":10000000,"kind":"reply","win32":0}
settle
expect {"t_ns":40000000,"kind":"delivery","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"t_ns":40000000,"kind":"delivery","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
