# F13: an ALLOW that fails retryably is never given up: the close does not end,
# whoever needs the eject lock waits, and the queue behind him, until the
# device goes: the next ALLOW fails for good, and so does what waited.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"reply","win32":0}
sense 0B 00 00 count=1000000 op=1E
start C D1 close
start E D2 IOCTL_STORAGE_EJECT_MEDIA
start Q D2 0x2C05C in=0000000000000000 out=65
advance 1000s
unplug
wait C
expect {"t_ns":1001000000000,"id":"C","op":"close","win32":0}
wait E
expect {"id":"E","status":"0xc00000c0","win32":55}
wait Q
expect {"id":"Q","win32":0,"info":65}
