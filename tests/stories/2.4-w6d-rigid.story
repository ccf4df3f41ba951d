# Spec 2.4 W6 (d), the rigid form of restricted overwrite: whole blocks too.
drive disc=present disc_kind=dvd-rw burner=yes schema=rigid-restricted-overwrite blocking=16
open D1 interface rw
expect {}
write D1 32768 65536
expect {"win32":0,"info":65536}
write D1 32768 2048
expect {"status":"0xc0000010","win32":1}
write D1 34816 32768
expect {"win32":1}
read D1 34816 2048
expect {"win32":0}
