# Spec 8.6 Z13, 6.6: DO_VERIFY is set, but the count is the one that the volume
# knows: the verify succeeds blindly, nothing is read. Unlock with flag 0x2 is
# how DO_VERIFY comes without a count.
drive disc=present fs=cdfs mmc=no
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"kind":"event"}
expect {"win32":0}
state
expect {"verify":true,"mcc":1,"vpb":"FS"}
open F1 file r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"reply","op":"open","win32":0}
state
expect {"verify":false}
