# Spec 2.2, 3.2: both are the port driver's, behind the queue; the address is on
# the allow list of the gate, the capabilities are not.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 IOCTL_SCSI_GET_ADDRESS out=7
expect {"status":"0xc0000023","win32":122}
ioctl D1 IOCTL_SCSI_GET_ADDRESS out=8
expect {"win32":0,"info":8,"out":"0800000000000000"}
ioctl D1 IOCTL_SCSI_GET_CAPABILITIES out=23
expect {"status":"0xc0000023","win32":122}
# 64 KB in 17 pages, words.
ioctl D1 IOCTL_SCSI_GET_CAPABILITIES out=24
expect {"win32":0,"info":24,"out":"180000000000010011000000000000000100000000000000"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
ioctl D2 IOCTL_SCSI_GET_CAPABILITIES out=24
expect {"win32":5}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
ioctl D2 IOCTL_SCSI_GET_ADDRESS out=8
expect {"t_ns":1000000000,"win32":0,"info":8}
