# F4: 06/29 counts twice and is no event; unmounted it is retried, mounted it
# is 1110.
drive disc=present an=on
open D1 interface rw
expect {}
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"kind":"reply","win32":0,"out":"03000000"}
state
expect {"known":1,"verify":false}
