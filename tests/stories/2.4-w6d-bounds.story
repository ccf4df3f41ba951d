# Spec 2.4 W6 (d): on a drive that is not a writer bounds are those of the
# cached partition length, and nothing is sent. A drive that started empty has
# the default length of 2 GB until READ CAPACITY tells another one.
drive disc=none mcn=off
open D1 interface rw
expect {}
insert disc=data-cd
read D1 681984000 2048
expect {"status":"0xc0000015","win32":27}
ioctl D1 IOCTL_CDROM_GET_DRIVE_GEOMETRY out=24
expect {"win32":0,"info":24}
read D1 681981952 2048
expect {"win32":0,"info":2048}
read D1 681984000 2048
expect {"status":"0xc0000010","win32":1,"info":0}
read D1 681981952 4096
expect {"win32":1}
# Another, larger disc: the old length still counts.
take
insert disc=bd
read D1 681984000 2048
expect {"win32":1}
