# Spec 2.1: what a stranger gets while D1 owns the drive.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open V1 volume rw
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {}
expect {"win32":0}
# G1, the allow list.
ioctl D2 IOCTL_SCSI_GET_ADDRESS out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_STORAGE_GET_HOTPLUG_INFO out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
expect {"win32":0,"info":12,"out":"0200000000000000ffffffff"}
ioctl D2 IOCTL_STORAGE_GET_DEVICE_NUMBER out=11
expect {"win32":122}
ioctl D2 IOCTL_STORAGE_GET_MEDIA_TYPES_EX out=72
expect {"win32":0,"info":72}
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA out=96
expect {"win32":0,"info":96}
# A short inquiry is a warning with what fits (property 60).
ioctl D2 IOCTL_CDROM_GET_INQUIRY_DATA out=4
expect {"status":"0x80000005","win32":234,"info":4,"out":"05800502"}
# G2, restricted by 2.3: descriptors from the cache, all else 5.
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=000000000000000000000000 out=8
expect {"win32":0,"info":8}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=010000000000000000000000 out=4
expect {"win32":122}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=010000000000000000000000
expect {"win32":0,"info":0}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=030000000000000000000000 out=64
expect {"win32":5}
ioctl D2 IOCTL_STORAGE_QUERY_PROPERTY in=0000000000000000 out=64
expect {"win32":24}
# G3: five device types, whatever the code and the buffers.
ioctl D2 IOCTL_STORAGE_EJECT_MEDIA
expect {"status":"0xc0000022","win32":5,"info":0}
ioctl D2 0x24808
expect {"win32":5}
ioctl D2 0x74808
expect {"win32":5}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL
expect {"win32":5}
ioctl D2 IOCTL_CDROM_READ_TOC out=1
expect {"win32":5}
ioctl D2 IOCTL_SCSI_PASS_THROUGH
expect {"win32":5}
ioctl D2 0x330000
expect {"win32":5}
ioctl V1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"handle":"V1","win32":5}
# G4: other types pass, and mean nothing to this drive.
ioctl D2 0x30000
expect {"win32":1}
ioctl D2 0x300000
expect {"win32":1}
ioctl D2 0x80002000
expect {"win32":1}
ioctl D2 0x320000
expect {"win32":1}
# The owner passes.
ioctl D1 IOCTL_STORAGE_EJECT_MEDIA
expect {"handle":"D1","win32":0}
