# F14: a selection timeout is final, 1167; only ALLOW is forced to four more
# tries, 2 s apart.
drive disc=present an=on
open D1 interface rw
expect {}
srb selection_timeout
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"t_ns":0,"status":"0xc000009d","win32":1167}
srb selection_timeout op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"t_ns":0,"win32":1167}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"t_ns":0,"win32":0}
srb selection_timeout count=5 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"t_ns":8000000000,"win32":1167}
state
expect {"prot":1}
