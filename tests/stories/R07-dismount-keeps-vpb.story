# Spec R7: after FSCTL_DISMOUNT the file handles are dead, but a flag-0 lock
# still meets a mounted VPB, until the dismounting handle is closed; the close
# of another handle changes nothing.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open V1 volume rw
expect {}
open V2 volume rw
expect {}
open F1 file r
expect {}
ioctl V1 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event"}
expect {"win32":0}
read F1 0 2048
expect {"win32":21}
close V2
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":22}
close V1
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
# The file handle outlives it all.
read F1 0 2048
expect {"win32":21}
close F1
expect {"win32":0}
