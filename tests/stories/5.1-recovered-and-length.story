# Spec 5.1, 5.2: recovered data is data, unless the length did not fit.
drive disc=present an=on
open D1 interface rw
expect {}
sense 01 18 00 op=28
read D1 0 2048
expect {"t_ns":0,"win32":0,"info":2048}
sense 01 18 00 op=28 ili
read D1 0 2048
expect {"t_ns":0,"status":"0xc0000173","win32":1106,"info":0}
sense 00 00 00 op=28 ili
read D1 0 2048
expect {"t_ns":0,"status":"0xc0000173","win32":1106}
sense 02 30 03 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"status":"0x80000027","win32":4340}
