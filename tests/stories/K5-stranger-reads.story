# K5, W0 to W3: nothing to transfer: success; else DO_VERIFY beats playing
# audio, which beats the lock. Sleep sets DO_VERIFY.
drive disc=present playing=yes
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
read D2 0 0
expect {"op":"read","win32":0,"info":0}
read D2 0 2048
expect {"status":"0x80000011","win32":170,"info":0}
sleep
wake
read D2 0 2048
expect {"status":"0x80000016","win32":1110,"info":0}
write D2 0 2048
expect {"win32":1110}
write D2 0 0
expect {"win32":0}
