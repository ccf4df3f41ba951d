# A hand's press moves the tray for as long as a command does; what is asked
# meanwhile meets a drive that is becoming ready (02/04/01, spec 5.1), and an
# eject waits for the rest of the way.
drive disc=present open_time=4s tolerance=0s mcn=off
open D1 interface rw
expect {"win32":0}
press eject
state
expect {"tray":"opening"}
advance 1s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
wait E
expect {"id":"E","t_ns":4000000000,"win32":0}
state
expect {"tray":"open"}
# The disc was in when it began to move; now there is none.
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":21}
