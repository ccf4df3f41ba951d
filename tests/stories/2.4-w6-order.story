# Spec 2.4 W6: alignment (b) and the right to write (c) on a disc that cannot
# be written; a burner takes a read beyond the end and the sense decides (27).
drive disc=present burner=yes
open D1 interface rw
expect {}
read D1 1 2048
expect {"status":"0xc0000010","win32":1}
read D1 0 2049
expect {"win32":1}
write D1 0 2048
expect {"win32":1}
read D1 681981952 2048
expect {"win32":0,"info":2048}
read D1 681984000 2048
expect {"status":"0xc0000015","win32":27,"info":0}
read D1 681981952 4096
expect {"win32":27}
