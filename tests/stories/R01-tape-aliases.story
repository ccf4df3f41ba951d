# R1: eleven functions of the STORAGE type pass the gate as TAPE codes and are
# then executed as the STORAGE request: a stranger ejects a locked drive.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface r
expect {"op":"open","win32":0}
open D3 interface 0
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"win32":5}
# CHECK_VERIFY reads the change count; CHECK_VERIFY2 does not give it.
ioctl D2 0x1F4800 out=4
expect {"code":"0x001f4800","win32":0,"info":4,"out":"01000000"}
ioctl D2 0x1F0800 out=4
expect {"win32":0,"info":0,"out":""}
# MEDIA_REMOVAL and EJECTION_CONTROL.
ioctl D2 0x1F4804 in=01
expect {"win32":0}
ioctl D2 0x1F0940 in=01
expect {"win32":0}
state
expect {"owner":"D1","simple":1,"prot":1}
ioctl D2 0x1F4808
expect {"win32":170}
ioctl D2 0x1F0940 in=00
expect {"win32":0}
ioctl D2 0x1F4804 in=00
expect {"win32":0}
# EJECT, LOAD, LOAD2.
ioctl D2 0x1F4808
expect {"win32":0}
state
expect {"owner":"D1","tray":"open"}
ioctl D2 0x1F480C
expect {"win32":0}
ioctl D2 0x1F080C
expect {"win32":0}
state
expect {"owner":"D1","tray":"closed"}
# RESERVE, RELEASE.
ioctl D2 0x1F4810
expect {"win32":0}
ioctl D2 0x1F4814
expect {"win32":0}
# FIND_NEW_DEVICES passes the gate and then ends as for everybody (R27).
ioctl D2 0x1F4818
expect {"win32":5}
# MCN_CONTROL.
ioctl D2 0x1F0944 in=01
expect {"win32":0}
state
expect {"mcn_disable":1}
# The access bits still count.
ioctl D3 0x1F4808
expect {"win32":5}
ioctl D3 0x1F0944 in=01
expect {"win32":0}
