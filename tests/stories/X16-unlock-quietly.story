# Spec 1.5, property 48: flag 0x2 leaves out the synthetic media events and
# nothing else: DO_VERIFY is set, the change count stays.
drive disc=present fs=cdfs
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
state
expect {"owner":"none","mcc":1,"known":1,"reported":1,"verify":true,"vpb":"FS"}
# R20: direct reads meet it for ever on this path.
read D1 0 2048
expect {"op":"read","status":"0x80000016","win32":1110,"info":0}
# W0: a read of nothing succeeds anyway.
read D1 0 0
expect {"win32":0,"info":0}
