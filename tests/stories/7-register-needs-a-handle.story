# Spec 7.1: the handle is any D or V handle of the drive, and it must be one: a
# closed handle is refused. A D handle without any access will do.
open D1 interface 0
expect {"win32":0}
open V1 volume 0
expect {"win32":0}
open V2 volume r
expect {"win32":0}
open D2 interface rw
expect {"win32":0}
close D2
expect {"op":"close"}
register R1 D1
register R2 V1
register R3 V2
register R4 D2
expect {"kind":"reply","handle":"D2","op":"register","status":"0xc0000008","win32":6}
event GUID_IO_VOLUME_CHANGE
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1"}
expect {"kind":"delivery","registration":"R2"}
expect {"kind":"delivery","registration":"R3"}
state
expect {"kind":"state"}
