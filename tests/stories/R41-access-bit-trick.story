# R41: a drive letter opened with no data access is a direct handle: it cannot
# ask for exclusive access (5, before the driver), but has secure tray locks of
# its own, and CLOSE gives them back.
drive disc=present fs=cdfs
open D1 volume 0
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"status":"0xc0000022","win32":5}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"win32":5}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
# The file system never saw it (6.1).
ioctl D1 FSCTL_LOCK_VOLUME
expect {"win32":1}
state
expect {"prot":1,"mcn_disable":1,"fs_lock":"none"}
close D1
expect {"op":"close","win32":0}
state
expect {"prot":0,"mcn_disable":0}
