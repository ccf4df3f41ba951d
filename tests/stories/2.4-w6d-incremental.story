# Spec 2.4 W6 (d): a blank CD in a burner is written as a stream. The driver
# checks nothing, not even reads; the drive's own rules and its sense decide.
drive disc=present disc_kind=blank-cd burner=yes
open D1 interface rw
expect {}
read D1 0 2048
expect {"status":"0x80000022","win32":1104,"info":0}
write D1 0 6144
expect {"win32":0,"info":6144}
read D1 4096 2048
expect {"win32":0,"info":2048}
# Not where the last write ended.
write D1 0 2048
expect {"status":"0xc0000015","win32":27}
write D1 6144 2048
expect {"win32":0}
