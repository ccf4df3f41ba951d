# R43: a secure lock taken before the exclusive lock stays. Its holder cannot
# release it by IOCTL, but by closing its handle, in the middle of the session;
# the same for MCN.
drive disc=present an=on
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"reply","handle":"D1","win32":170}
ioctl D2 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"reply","handle":"D2","win32":5}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"kind":"reply","handle":"D2","win32":5}
close D2
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"handle":"D2","op":"close"}
state
expect {"owner":"D1","prot":0,"mcn_disable":0}
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"kind":"scsi","cdb":"1b0000000200","status":0}
expect {"kind":"reply","win32":0}
