# A tray that jams: the eject tries for as long as it takes and fails with
# 04/53/00. Key 4 is retried at once, five times (spec 5.2, 5.4), so the caller
# waits for six attempts of 2 s and gets IO_DEVICE_ERROR (1117).
drive disc=present open_time=2s tolerance=0s mcn=off
open D1 interface rw
expect {"win32":0}
jam tray
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":12000000000,"status":"0xc0000185","win32":1117}
state
expect {"tray":"closed","disc":true}
unjam tray
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"t_ns":14000000000,"win32":0}
state
expect {"tray":"open"}
