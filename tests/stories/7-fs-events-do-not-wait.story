# Appendix C, the default: nobody waits for programs. The FSCTL ends at once,
# and the window that hangs hears of it when it goes on.
drive disc=present fs=cdfs
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
register R1 D1
hang R1
ioctl V1 FSCTL_LOCK_VOLUME
expect {"t_ns":0,"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"t_ns":0,"kind":"reply","handle":"V1","win32":0}
advance 5s
resume R1
expect {"t_ns":5000000000,"kind":"delivery","registration":"R1","name":"GUID_IO_VOLUME_LOCK"}
