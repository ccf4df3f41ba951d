# Spec 6.4: CLEANUP of a volume handle that wrote flushes the device and sets
# DO_VERIFY, unless it dismounts. A handle that only read does neither.
drive disc=present disc_kind=dvd-rw fs=cdfs burner=yes poll=1h
open V1 volume rw
expect {"kind":"scsi","cdb":"000000000000"}
expect {"op":"open","win32":0}
read V1 0 2048
expect {"kind":"scsi","cdb":"28000000000000000100"}
expect {"op":"read","win32":0}
close V1
expect {"kind":"reply","op":"close"}
state
expect {"verify":false}
open V2 volume rw
expect {"kind":"scsi","cdb":"000000000000"}
expect {"op":"open","win32":0}
write V2 0 2048
expect {"kind":"scsi","cdb":"2a000000000000000100","status":0}
expect {"op":"write","win32":0,"info":2048}
close V2
expect {"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"kind":"reply","op":"close","win32":0}
state
expect {"verify":true}
# The count is known: the next open looks at nothing (Z13).
open V3 volume rw
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"scsi","cdb":"000000000000"}
expect {"op":"open","win32":0}
write V3 0 2048
expect {"kind":"scsi"}
expect {"op":"write","win32":0}
ioctl V3 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event"}
expect {"win32":0}
close V3
expect {"kind":"reply","op":"close"}
state
expect {"verify":false,"vpb":"none"}
