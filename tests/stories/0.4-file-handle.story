# Spec 0.4: CDFS refuses device requests on a file; a path needs a mounted
# file system, and fails 5 while the drive is owned (2.5).
drive disc=present fs=cdfs
open F1 file r
expect {"op":"open","win32":0}
ioctl F1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"status":"0xc000000d","win32":87}
ioctl F1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":87}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {}
expect {"win32":0}
open F2 file r
expect {"handle":"F2","op":"open","win32":5}
open V1 volume rw
expect {"win32":5}
open D2 volume 0
expect {"win32":0}
# What is in the cache already nobody can deny (R33).
read F1 0 2048
expect {"win32":0,"info":2048}
