# X20, R47: a process dies with a command on its way and a duplicate elsewhere.
# Its handles are cleaned up at once; what waits ends with 995 and nobody hears
# it; what executes runs on and keeps the file object, and with it the lock.
drive disc=present
open D1 interface rw by=burner
expect {"op":"open","win32":0}
open D2 interface rw by=other
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
busy 8s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
start W D1 IOCTL_STORAGE_CHECK_VERIFY2
start L D2 0x2C05C in=010000000000000062657274 pad=72
end burner
state
expect {"owner":"D1","name":"anna"}
# The stranger's lock waited behind the eject, and is too early even then (R4):
# the CLOSE has only begun.
wait L
expect {"t_ns":8000000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":8000000000,"id":"L","win32":5}
settle
state
expect {"owner":"none","tray":"open"}
