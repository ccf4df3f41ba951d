# Spec 6.5, property 55: explicit lock 5, then the verify, then an implicit lock
# 5, then 32. A verify that fails beats both of the latter.
drive disc=present fs=cdfs poll=1h
open V1 volume rw share=w
expect {"win32":0}
open V2 volume r share=0
expect {"win32":5}
tray open
open F1 file r
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"win32":21}
tray close
open F2 file r
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"win32":5}
# The disc was looked at, so the next one need not.
open F3 file r
expect {"win32":5}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
tray open
open F4 file r
expect {"kind":"reply","win32":5}
