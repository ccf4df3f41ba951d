# Spec 7.1: each registration gets each event once; registering twice delivers
# twice, also on the same handle.
open D1 interface rw
expect {}
register R1 D1
register R2 D1
event GUID_IO_MEDIA_EJECT_REQUEST
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1"}
expect {"kind":"delivery","registration":"R2"}
state
expect {"kind":"state"}
