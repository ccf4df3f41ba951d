# Spec 2.6: pulling the cable ends the command that the drive had, with 55; what
# waited behind it goes on, and a request cancelled while it waits is the
# framework's: 995.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

busy 8s
start E D1 IOCTL_STORAGE_EJECT_MEDIA
start C D2 IOCTL_STORAGE_CHECK_VERIFY2
start Q D2 0x2C05C in=0000000000000000 out=65
cancel C
expect {"op":"cancel","win32":0}
wait C
expect {"t_ns":0,"id":"C","win32":995}
advance 1s
unplug
wait E
expect {"t_ns":1000000000,"id":"E","status":"0xc00000c0","win32":55}
wait Q
expect {"t_ns":1000000000,"id":"Q","win32":0,"info":65}
