# R29, switched off: a failing ALLOW is given up after five retries.
drive disc=present an=on allow_retry=bounded
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
sense 0B 00 00 count=300 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"t_ns":5000000000,"status":"0xc0000185","win32":1117}
