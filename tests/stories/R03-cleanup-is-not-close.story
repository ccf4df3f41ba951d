# R3, properties 16 and 17: the owner closed its handle while an overlapped
# request is under way: queries still show its name, others' locks still fail.
drive disc=present
open D1 interface rw overlapped
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"pending","op":"ioctl"}
expect {"kind":"reply","win32":0}
sense 02 04 01 count=1 op=00
start E D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"pending","id":"E"}
expect {"name":"GUID_IO_DEVICE_BECOMING_READY"}
close D1
expect {"t_ns":0,"handle":"D1","op":"close","win32":0}
state
expect {"owner":"D1","name":"anna"}
# It waits behind it, and comes too early even then: the CLOSE only begins.
start L D2 0x2C05C in=010000000000000062657274 pad=72
wait L
expect {"t_ns":10000000000,"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":10000000000,"id":"L","win32":5}
wait E
expect {"t_ns":10000000000,"id":"E","win32":0}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"D2","win32":0}
