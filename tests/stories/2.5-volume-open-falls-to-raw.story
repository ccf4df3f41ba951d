# Spec 2.5, 6.6: under the lock with DO_VERIFY set, CDFS's own CHECK_VERIFY is
# denied: a path fails 5, but for the volume itself the failure becomes
# WRONG_VOLUME, the old volume is left behind, and RAW mounts.
drive disc=present fs=cdfs
open F1 file r
expect {}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
sleep
wake
state
expect {"verify":true,"vpb":"FS"}
open F2 file r
expect {"win32":5}
ioctl F1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":5}
state
expect {"vpb":"FS"}
open V1 volume r
expect {"kind":"reply","win32":0}
state
expect {"vpb":"RAW","verify":false}
# The file's volume is not the one in the drive any more.
read F1 0 2048
expect {"status":"0xc0000012","win32":34}
