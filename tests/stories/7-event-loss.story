# Spec 4.8, Appendix C: a report for which there was no memory is emitted and
# never arrives.
open D1 interface rw
expect {}
register R1 D1
event_loss count=1 guid=GUID_IO_CDROM_EXCLUSIVE_UNLOCK
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"reply"}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"kind":"delivery"}
expect {"kind":"reply"}
