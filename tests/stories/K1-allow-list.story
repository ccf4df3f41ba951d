# K1, G1: what a stranger may do as if nobody owned the drive: the exclusive
# requests with their usual answers, and what needs no device.
drive disc=present
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
ioctl D2 0x2C05C in=0000000000000000 out=65
expect {"win32":0,"info":65,"out":"01616e6e61000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
ioctl D2 0x2C05C in=010000000000000062657274 pad=72
expect {"win32":5}
ioctl D2 0x2C05C in=0200000000000000
expect {"win32":6}
ioctl D2 0x2C05C in=02000000
expect {"win32":24}
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"win32":0,"info":12}
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"win32":122}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_SCSI_GET_ADDRESS out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA out=96
expect {"win32":0,"info":96}
# Looks empty, because nobody asked the drive (R17).
ioctl D2 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"win32":0,"info":72}
