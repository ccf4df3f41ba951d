# Spec 3.3: a bus reset clears the prevention in the drive, silently; the
# driver's counts stay, so that its next lock sends nothing.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}

ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"win32":0}
reset
state
expect {"prot":1,"tray":"closed"}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","win32":170}
press eject
settle
state
expect {"prot":2,"tray":"open"}
