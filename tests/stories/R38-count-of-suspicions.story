# R38: the count moves without any change of the disc, and does not move with a
# change that the drive reports only as NewMedia.
drive disc=present tolerance=0s
open D1 interface rw
expect {}
sense 06 29 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"out":"03000000"}
sleep
wake
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY out=4
expect {"win32":0,"out":"04000000"}
gesn 04 02 02 00
advance 2s
state
expect {"kind":"state","mcc":4,"known":1}
