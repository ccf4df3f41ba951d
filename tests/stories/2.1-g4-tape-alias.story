# Spec R1: TAPE-typed codes pass the gate and are then executed as STORAGE
# requests: a stranger ejects a locked drive.
drive disc=present
open D1 interface rw
expect {}
open D2 interface r
expect {}
open D3 interface 0
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":5}
ioctl D2 0x1F4800 out=4
expect {"code":"0x001f4800","win32":0,"info":4,"out":"01000000"}
ioctl D2 0x1F4808
expect {"win32":0}
state
expect {"owner":"D1","tray":"open"}
ioctl D2 0x1F0944 in=01
expect {"win32":0}
state
expect {"mcn_disable":1}
# The access bits still count.
ioctl D3 0x1F4808
expect {"win32":5}
ioctl D3 0x1F0944 in=01
expect {"win32":0}
