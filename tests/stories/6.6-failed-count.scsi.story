# Spec 6.6: DO_VERIFY is set while the change count stands (1.5, flag 0x2). The
# verify path cannot ask: its copy of the count is 0 then, so that the next
# verify reads the disc. INFERRED, switch failed_count=zero.
drive disc=present fs=cdfs mmc=no
open D1 interface rw
expect {}
open V1 volume r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"win32":0}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event"}
expect {"win32":0}
sense 05 20 00 op=00
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"kind":"reply","win32":1}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"scsi","cdb":"43020000000000032400","status":0}
expect {"kind":"scsi","cdb":"28000000001000000100","status":0}
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"kind":"reply","win32":0}
