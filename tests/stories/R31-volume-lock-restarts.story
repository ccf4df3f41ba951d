# Spec R31: one LOCK_VOLUME can say LOCK more than once. An overlapped handle
# that finds the volume resource taken starts over without LOCK_FAILED; a volume
# that must be verified first, with it.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
open V1 volume rw overlapped
expect {"win32":0}
contention count=1
start A V1 FSCTL_LOCK_VOLUME
wait A
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"id":"A","win32":0}
ioctl V1 FSCTL_UNLOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_UNLOCK"}
expect {"win32":0}
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":1110}
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"win32":0}
# Both, and it fails in the end.
sense 06 29 00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":1110}
contention count=1
ioctl V1 FSCTL_LOCK_VOLUME
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"name":"GUID_IO_VOLUME_LOCK"}
expect {"name":"GUID_IO_VOLUME_LOCK_FAILED"}
expect {"win32":5}
