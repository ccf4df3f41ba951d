# Spec 1.2 V0, R41: EXCLUSIVE_ACCESS carries read and write access bits; the
# I/O manager refuses a handle without them before any driver runs.
open D1 interface r
expect {"op":"open","win32":0}
open D2 interface w
expect {"op":"open","win32":0}
open D3 volume 0
expect {"op":"open","win32":0}
ioctl D1 IOCTL_CDROM_EXCLUSIVE_ACCESS in=0000000000000000 out=65
expect {"handle":"D1","status":"0xc0000022","win32":5,"info":0,"out":""}
ioctl D2 IOCTL_CDROM_EXCLUSIVE_ACCESS in=0000000000000000 out=65
expect {"handle":"D2","win32":5}
ioctl D3 IOCTL_CDROM_EXCLUSIVE_ACCESS in=0000000000000000 out=65
expect {"handle":"D3","win32":5}
# Even a hopeless buffer gets 5: nobody has looked at it.
ioctl D3 IOCTL_CDROM_EXCLUSIVE_ACCESS
expect {"win32":5}
# The attributes-only handle is class D: a secure tray lock needs no access.
ioctl D3 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
state
expect {"owner":"none","prot":1}
