# Spec 3.2, play group: playActive is set by PLAY and RESUME and cleared by
# PAUSE and STOP; while it is set, reads and writes fail 170 outright (2.4 W2).
# A failing one leaves it as it was; SEEK says nothing about it.
drive disc=present disc_kind=audio-cd
open D1 interface rw
expect {}
read D1 0 2048
expect {"status":"0xc0000010","win32":1}
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200003200
expect {"win32":0,"info":0,"out":""}
read D1 0 2048
expect {"status":"0x80000011","win32":170,"info":0}
write D1 0 2048
expect {"win32":170}
ioctl D1 IOCTL_CDROM_PAUSE_AUDIO
expect {"win32":0}
ioctl D1 IOCTL_CDROM_RESUME_AUDIO
expect {"win32":0}
read D1 0 2048
expect {"win32":170}
ioctl D1 IOCTL_CDROM_PAUSE_AUDIO
expect {"win32":0}
# It reaches the drive, whose audio ends with it.
read D1 0 2048
expect {"win32":1}
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200003200
expect {"win32":0}
# From the end to the start: the drive refuses, nothing changes.
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=003200000200
expect {"win32":1}
read D1 0 2048
expect {"win32":170}
ioctl D1 IOCTL_CDROM_STOP_AUDIO
expect {"win32":0}
read D1 0 2048
expect {"win32":1}
# What neither plays nor pauses cannot pause or resume.
ioctl D1 IOCTL_CDROM_RESUME_AUDIO
expect {"win32":1}
read D1 0 2048
expect {"win32":1}
ioctl D1 IOCTL_CDROM_PLAY_AUDIO_MSF in=000200003200
expect {"win32":0}
ioctl D1 IOCTL_CDROM_SEEK_AUDIO_MSF in=000300
expect {"win32":0}
read D1 0 2048
expect {"win32":170}
