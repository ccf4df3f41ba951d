# Spec 3.2: SEND_OPC_INFORMATION and GET_PERFORMANCE are MMC commands behind
# checks of length (24, 122) and values (87).
drive disc=present disc_kind=dvd-rw burner=yes
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_SEND_OPC_INFORMATION in=0100000000010000
expect {"kind":"scsi","cdb":"54010200000000000000","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_CDROM_SEND_OPC_INFORMATION in=01000000000100
expect {"win32":24}
ioctl D1 IOCTL_CDROM_SEND_OPC_INFORMATION in=0200000000010000
expect {"win32":87}
# Read performance, nominal, from sector 0: three descriptors of 16 bytes fit.
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=0100000001000000010000000100000000000000 out=63
expect {"kind":"scsi","cdb":"ac1000000000000000030000","status":0}
expect {"win32":0,"info":24}
# Write, only exceptions, of 6 bytes each, from sector 16.
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=0100000002000000030000000100000010000000 out=20
expect {"kind":"scsi","cdb":"ac1600000010000000020000"}
expect {"win32":0}
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=02000000 out=24
expect {"kind":"scsi","cdb":"ac0000000000000000010300","status":0}
expect {"win32":0,"info":24}
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=02000000 out=7
expect {"win32":122,"info":0}
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=0300 out=64
expect {"win32":24}
ioctl D1 IOCTL_CDROM_GET_PERFORMANCE in=03000000 out=64
expect {"win32":87}
