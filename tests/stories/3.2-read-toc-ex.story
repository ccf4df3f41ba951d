# Spec 3.2: validation in its order, then as requested. Input: Format and Msf,
# SessionTrack, two reserved bytes.
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=000000 out=0
expect {"status":"0xc0000004","win32":24}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=1
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=65536
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=3
expect {"win32":87}
# Reserved bits and bytes, format 6, a track for SESSION, PMA and ATIP.
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=10000000 out=4
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000100 out=4
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=06000000 out=4
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=01010000 out=4
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=03010000 out=4
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=04010000 out=4
expect {"win32":87}
# LBA form: the lead-out is sector 333000.
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=804
expect {"win32":0,"info":20,"out":"0012010100140100000000000014aa00000514c8"}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=80000000 out=804
expect {"win32":0,"info":20,"out":"0012010100140100000002000014aa00004a0200"}
# The table is longer than what is asked for.
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=4
expect {"win32":0,"info":4,"out":"00120101"}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=01000000 out=12
expect {"win32":0,"info":12,"out":"000a01010014010000000000"}
# A pressed disc has no ATIP: the drive says so.
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=04000000 out=28
expect {"status":"0xc0000010","win32":1,"info":0}
