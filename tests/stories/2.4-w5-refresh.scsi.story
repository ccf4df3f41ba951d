# Spec 2.4 W5, 3.1: a write to what may not be written asks the drive again
# first. A failed refresh leaves the wish for one: the next request of route Q
# repeats it, whether it needs it or not; direct ones and tokens never do.
drive disc=present burner=yes
open D1 interface rw
expect {}
write D1 0 2048
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"status":"0xc0000010","win32":1,"info":0}
sense 5 20 0 op=46 count=2
write D1 0 2048
expect {"kind":"scsi","cdb":"46010000000000040000","status":2}
expect {"win32":1}
ioctl D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"win32":0}
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY
expect {"kind":"scsi","cdb":"46010000000000040000","status":2}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"win32":0}
read D1 0 2048
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"kind":"scsi","cdb":"28000000000000000100","status":0}
expect {"win32":0}
read D1 0 2048
expect {"kind":"scsi","cdb":"28000000000000000100","status":0}
expect {"win32":0}
# A zero-length write is nobody's business (W0).
write D1 0 0
expect {"win32":0}
