# Spec R12, 2.5: the disc is exchanged under the lock and its unit attention is
# eaten by pass-through. Unlock with flag 0x2 moves no count, so CDFS does not
# look: the verify succeeds blindly, and the old file handle reads on, from
# another disc.
drive disc=present fs=cdfs gesn=off poll=1h
open F1 file r uncached
expect {"win32":0}
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
tray open
take
insert another
tray close
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=380000000000060002000000000000000a000000000000000000000000000000380000000000000000000000000000000000000000000000 out=56
expect {"kind":"reply","win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"mcc":1,"verify":true,"vpb":"FS"}
read F1 0 2048
expect {"win32":0,"info":2048}
state
expect {"verify":false,"mcc":1}
