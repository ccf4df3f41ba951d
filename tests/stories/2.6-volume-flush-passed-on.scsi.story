# Switch volume_flush=passed-on (2.6, INFERRED otherwise): a volume's handle
# flushes the device as a direct one does. A file's handle does not.
drive disc=present fs=cdfs volume_flush=passed-on
open V1 volume rw
expect {"kind":"scsi"}
expect {"win32":0}
flush V1
expect {"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"kind":"reply","op":"flush","win32":0}
open F1 file w
expect {"kind":"scsi"}
expect {"win32":0}
flush F1
expect {"kind":"reply","win32":1}
