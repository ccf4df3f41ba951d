# R29: one broken drive holds a close for as long as it is broken, and with it
# the eject lock; a bounded driver gives up after six tries.
drive disc=present an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"win32":0}
sense 0B 00 00 count=300 op=1E
close D1
expect {"t_ns":300000000000,"op":"close","win32":0}
