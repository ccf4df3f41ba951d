# Spec R5: the flag-0 check looks at the VPB at one instant. The open's mount
# has begun but waits behind the lock, so the lock is granted; then the mount
# ends, here by RAW since its own requests are denied: locked and mounted.
drive
open D1 interface rw
expect {}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start L D1 0x2C05C in=0100000000000000616e6e61 pad=72
open V1 volume rw
expect {"t_ns":1000000000,"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"handle":"V1","win32":0}
wait L
expect {"id":"L","win32":0}
state
expect {"owner":"D1","vpb":"RAW"}
