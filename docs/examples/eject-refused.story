# Somebody else owns the drive: what an eject is told, and what it is told once
# the owner is dead.
drive disc=present
open nero interface rw
expect {"win32": 0}
open ripper interface rw
expect {"win32": 0}
ioctl nero IOCTL_CDROM_EXCLUSIVE_ACCESS in=01000000010000004e65726f pad=72
expect {"name": "GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"status": "0x00000000"}
ioctl ripper IOCTL_STORAGE_EJECT_MEDIA
expect {"status": "0xc0000022", "win32": 5}
kill nero
expect {"name": "GUID_IO_MEDIA_REMOVAL"}
expect {"name": "GUID_IO_MEDIA_ARRIVAL"}
expect {"name": "GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
ioctl ripper IOCTL_STORAGE_EJECT_MEDIA
expect {"status": "0x00000000"}
