# Spec 3.2 ENABLE_STREAMING: per file object; it changes the command that
# carries reads. Not for volume handles (6); not what the disc lacks (1).
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open V1 volume rw
expect {"kind":"scsi","cdb":"000000000000"}
expect {}
ioctl D1 IOCTL_CDROM_ENABLE_STREAMING in=02000000
expect {"win32":0,"info":0}
read D1 2048 2048
expect {"kind":"scsi","cdb":"a80000000001000000018000","status":0}
expect {"handle":"D1","win32":0,"info":2048}
read D2 2048 2048
expect {"kind":"scsi","cdb":"28000000000100000100","status":0}
expect {"handle":"D2","win32":0}
ioctl D1 IOCTL_CDROM_ENABLE_STREAMING in=01000000
expect {"win32":0}
read D1 2048 2048
expect {"kind":"scsi","cdb":"28000000000100000100","status":0}
expect {"win32":0}
ioctl D1 IOCTL_CDROM_ENABLE_STREAMING in=0200
expect {"win32":24}
ioctl D1 IOCTL_CDROM_ENABLE_STREAMING in=05000000
expect {"win32":87}
ioctl V1 IOCTL_CDROM_ENABLE_STREAMING in=02000000
expect {"handle":"V1","status":"0xc0000008","win32":6}
# The disc goes, and streaming with it: W6 (e).
ioctl D1 IOCTL_CDROM_ENABLE_STREAMING in=02000000
expect {"win32":0}
take
write D1 0 2048
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"win32":1}
read D1 0 2048
expect {"status":"0xc0000010","win32":1}
ioctl D2 IOCTL_CDROM_ENABLE_STREAMING in=02000000
expect {"handle":"D2","status":"0xc0000010","win32":1}
