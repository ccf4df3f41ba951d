# R14, spec 4.5: the token of a tick that came before the disable was carried
# out still polls: it takes the drive's event while nobody may hear of it, so
# that nothing is left to be found after the enable.
drive tolerance=0s
open D1 interface rw
expect {}
busy 3s
start L D1 IOCTL_STORAGE_LOAD_MEDIA
start M D1 IOCTL_STORAGE_MCN_CONTROL in=01
advance 500ms
gesn 04 02 02 00
wait L
expect {"t_ns":3000000000,"id":"L","win32":0}
wait M
expect {"t_ns":3000000000,"id":"M","win32":0}
state
expect {"known":1,"reported":2,"mcc":1,"mcn_disable":1}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"kind":"reply","win32":0}
advance 5s
state
expect {"kind":"state","t_ns":8000000000,"known":1,"reported":1,"mcc":1}
