# R47: at CLEANUP of a dead owner what waits is cancelled, what executes is not:
# its last command may end long after its death, and moves the tray.
drive disc=present timeout=600s
open D1 interface rw overlapped by=burner
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"kind":"pending"}
expect {"win32":0}
busy 300s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"pending","id":"E"}
start W D1 read 0 2048
expect {"kind":"pending","id":"W"}
advance 1s
end burner
# The queue behind it is free of the dead, and waits for the living.
start Q D2 0x2C05C in=0000000000000000 out=65
advance 298s
state
expect {"owner":"D1","tray":"closed"}
wait Q
expect {"t_ns":300000000000,"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"t_ns":300000000000,"id":"Q","win32":0,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
settle
state
expect {"owner":"none","tray":"open"}
