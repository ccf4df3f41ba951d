# Spec 3.2: READ TOC in MSF form; Info is what the drive sent. One data track from
# 00:02:00, the lead-out at 74:02:00 (333000 + 150 frames).
drive disc=present
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_READ_TOC out=803
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC out=805
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_CDROM_READ_TOC out=804
expect {"kind":"scsi","cdb":"43020000000000032400","status":0}
expect {"win32":0,"info":20,"out":"0012010100140100000002000014aa00004a0200"}
# DATA_OVERRUN counts as success (5.2).
srb data_overrun op=43
ioctl D1 IOCTL_CDROM_READ_TOC out=804
expect {"kind":"scsi"}
expect {"win32":0}
take
ioctl D1 IOCTL_CDROM_READ_TOC out=804
expect {"kind":"scsi","status":2}
expect {"kind":"event"}
expect {"status":"0xc0000013","win32":21}
