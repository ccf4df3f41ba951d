# Spec 1.7, R3, R47, X19: CLEANUP cancels what waits and leaves what executes;
# the lock stays until that completes, and CloseHandle does not wait for it.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
busy 2s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
start W D1 IOCTL_STORAGE_CHECK_VERIFY2
start T D1 0x2C05C in=0000000000000000 out=65
start Q D2 0x2C05C in=0000000000000000 out=65
close D1
expect {"t_ns":0,"handle":"D1","op":"close","win32":0}
state
expect {"owner":"D1"}
wait W
expect {"t_ns":0,"id":"W","status":"0xc0000120","win32":995}
wait T
expect {"t_ns":0,"id":"T","win32":995}
# The query of the stranger waits behind the executing eject, and still sees
# the owner: the CLOSE has only just begun.
wait Q
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":2000000000,"id":"Q","win32":0,"info":65,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
wait E
expect {"t_ns":2000000000,"id":"E","win32":0}
state
expect {"owner":"none","tray":"open"}
