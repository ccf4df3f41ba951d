# Spec 7.2, Appendix C: with synchronous file-system events that wait for
# programs, the FSCTL goes no further until every listener took its event. Here
# one window hangs for 5 seconds; a MOUNT is asynchronous and waits for nobody.
drive disc=present fs=cdfs sync_fs_events=yes
open D1 interface rw
expect {"win32":0}
open V1 volume rw
expect {"win32":0}
register R1 D1
register R2 D1 service
hang R1
start A V1 FSCTL_LOCK_VOLUME
expect {"t_ns":0,"kind":"event","name":"GUID_IO_VOLUME_LOCK"}
expect {"t_ns":0,"kind":"delivery","registration":"R2","name":"GUID_IO_VOLUME_LOCK"}
advance 5s
state
expect {"t_ns":5000000000,"kind":"state","fs_lock":"none"}
resume R1
expect {"t_ns":5000000000,"kind":"delivery","registration":"R1","name":"GUID_IO_VOLUME_LOCK"}
wait A
expect {"t_ns":5000000000,"kind":"reply","handle":"V1","win32":0}
state
expect {"kind":"state","fs_lock":"explicit"}
