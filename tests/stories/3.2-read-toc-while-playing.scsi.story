# Spec 3.2: while the driver believes that audio plays, the drive is asked first;
# really playing: 170. A failing probe counts as "not playing" and clears nothing.
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200100000
expect {"kind":"scsi"}
expect {"win32":0}
ioctl D1 IOCTL_CDROM_READ_TOC out=804
expect {"kind":"scsi","cdb":"42024001000000001000","status":0}
expect {"status":"0x80000011","win32":170,"info":0}
ioctl D1 IOCTL_CDROM_READ_TOC_EX in=00000000 out=804
expect {"kind":"scsi","cdb":"42024001000000001000","status":0}
expect {"win32":170}
ioctl D1 IOCTL_CDROM_GET_LAST_SESSION out=12
expect {"kind":"scsi","cdb":"42024001000000001000","status":0}
expect {"win32":170}
sense 05 20 00 op=42
ioctl D1 IOCTL_CDROM_READ_TOC out=804
expect {"kind":"scsi","cdb":"42024001000000001000","status":2}
expect {"kind":"scsi","cdb":"43020000000000032400"}
expect {"win32":0}
read D1 0 2048
expect {"kind":"reply","win32":170}
