# Spec 3.2: READ_Q of any format tells the driver whether audio plays; it sets
# and clears playActive. Position, catalogue number and ISRC have 16, 24 and 24
# bytes (ntddcdrm.h).
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {}
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200003200
expect {"win32":0}
# In progress; track 1, index 1, at 00:02:00 of the disc and 00:00:00 of it.
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0100 out=16
expect {"win32":0,"info":16,"out":"0011000c011001010000020000000000"}
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0200 out=64
expect {"win32":0,"info":24}
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0301 out=24
expect {"win32":0,"info":24}
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0400 out=0
expect {"win32":87}
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0100 out=15
expect {"win32":122,"info":0}
read D1 0 2048
expect {"win32":170}
# Nobody notices the end of the track until somebody asks.
advance 100s
read D1 0 2048
expect {"win32":170}
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0200 out=24
expect {"win32":0,"info":24}
read D1 0 2048
expect {"win32":1}
# Playing behind the driver's back is found out the same way.
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200003200
expect {"win32":0}
ioctl D1 IOCTL_CDROM_PAUSE_AUDIO
expect {"win32":0}
sense 4 44 0 op=42 count=6
ioctl D1 IOCTL_CDROM_READ_Q_CHANNEL in=0100 out=16
expect {"win32":1117}
read D1 0 2048
expect {"win32":1}
