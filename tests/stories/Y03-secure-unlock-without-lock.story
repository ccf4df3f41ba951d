# Y3: nobody takes off a secure lock that is not his own.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"status":"0xc0000184","win32":22}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"status":"0xc0000184","win32":22}
state
expect {"prot":1}
