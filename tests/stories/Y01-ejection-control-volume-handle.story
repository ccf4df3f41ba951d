# Y1: a V handle has no file object that could own a secure lock; handed both
# ways. MEDIA_REMOVAL needs none.
drive disc=present fs=cdfs
open V1 volume rw
expect {}
ioctl V1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"status":"0xc0000008","win32":6}
ioctl V1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"status":"0xc0000008","win32":6}
ioctl V1 IOCTL_STORAGE_MEDIA_REMOVAL in=01
expect {"win32":0}
state
expect {"simple":1,"prot":0}
