# Spec 2.4 W7: what is longer than the adapter takes (64 KiB) is sent in parts,
# and every sector is asked for. A part that fails ends the request: Info 0.
drive disc=present burner=yes
open D1 interface rw
expect {}
read D1 4096 135168
expect {"kind":"scsi","cdb":"28000000000200002000","status":0}
expect {"kind":"scsi","cdb":"28000000002200002000","status":0}
expect {"kind":"scsi","cdb":"28000000004200000200","status":0}
expect {"win32":0,"info":135168}
# The disc has 333000 sectors; the last 32 and then none.
read D1 681918464 131072
expect {"kind":"scsi","cdb":"2800000514a800002000","status":0}
expect {"kind":"scsi","cdb":"2800000514c800002000","status":2}
expect {"win32":27,"info":0}
