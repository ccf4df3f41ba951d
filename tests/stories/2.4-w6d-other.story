# Spec 2.4 W6 (d): a schema that the driver does not know refuses every write,
# although writing is allowed; reads are as on any disc.
drive disc=present disc_kind=dvd-rw burner=yes schema=other
open D1 interface rw
expect {}
write D1 0 32768
expect {"status":"0xc0000010","win32":1}
read D1 0 2048
expect {"win32":0}
