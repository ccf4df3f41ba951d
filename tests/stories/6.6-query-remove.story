# Spec 6.6, last line: PnP asks whether the drive may be removed. The file
# system locks the volume for itself; nobody hears of it. 170: it could not.
drive disc=present fs=cdfs
# Any handle of the volume or of a file on it is in the way.
open V1 volume rw
expect {"op":"open","win32":0}
query_remove
expect {"kind":"reply","op":"query_remove","status":"0x80000011","win32":170}
state
expect {"kind":"state","vpb":"FS","fs_lock":"none"}
close V1
expect {"op":"close"}
open F1 file r
expect {"win32":0}
query_remove
expect {"win32":170}
close F1
expect {"op":"close"}
# So is anything in the system that refers to it.
reference count=1
query_remove
expect {"win32":170}
reference count=0
# A direct handle is not, nor is a lock of the drive: nothing is asked of it.
open D1 interface rw
expect {"win32":0}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_LOCK"}
expect {"win32":0}
query_remove
expect {"kind":"reply","op":"query_remove","win32":0}
state
expect {"kind":"state","vpb":"none","verify":false}
# The volume is gone, and nothing is mounted before the answer is taken back.
open V2 volume rw
expect {"kind":"reply","win32":5}
open F2 file r
expect {"win32":5}
query_remove
expect {"win32":0}
# Called off: the same disc is a new mount.
cancel_remove
ioctl D1 0x2C05C in=0200000002000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
open V2 volume rw
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"reply","win32":0}
close V2
expect {"op":"close"}
# Or it goes. What is not there any more is not asked.
query_remove
expect {"win32":0}
unplug
query_remove
expect {"win32":55}
replug
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
open V3 volume rw
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
settle
state
expect {"vpb":"FS"}
