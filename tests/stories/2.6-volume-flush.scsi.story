# Spec 2.6, INFERRED, switch volume_flush=refused: CDFS has no flush routine.
drive disc=present fs=cdfs
open V1 volume rw
expect {"kind":"scsi"}
expect {"win32":0}
flush V1
expect {"kind":"reply","op":"flush","status":"0xc0000010","win32":1}
open D1 interface rw
expect {"win32":0}
flush D1
expect {"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"win32":0}
