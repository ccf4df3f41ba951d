# Spec R20, 2.4 W1, 3.2 RAW_READ: after a power-down direct reads and RAW_READ
# fail 1110 for everyone, also the owner, and a stranger sees 1110 before 5.
# RAW_READ is gated first (5), and looks at the disc before it fails.
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
sleep
wake
read D2 0 2048
expect {"handle":"D2","status":"0x80000016","win32":1110,"info":0}
read D1 0 2048
expect {"handle":"D1","win32":1110}
read D2 0 0
expect {"handle":"D2","win32":0}
ioctl D2 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2352
expect {"handle":"D2","win32":5}
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000100000002000000 out=2352
expect {"kind":"scsi","cdb":"25000000000000000000","status":0}
expect {"handle":"D1","status":"0x80000016","win32":1110,"info":0}
# Its input is checked before all that.
ioctl D1 IOCTL_CDROM_RAW_READ in=00000000000000000000000002000000 out=2352
expect {"handle":"D1","win32":87}
