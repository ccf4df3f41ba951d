# Spec 7.1: unregister stops delivery; a new registration of the same name is
# another one and hears only what comes then.
open D1 interface rw
expect {}
register R1 D1
register R2 D1
unregister R1
event GUID_IO_VOLUME_CHANGE
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2"}
register R1 D1
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2"}
expect {"kind":"delivery","registration":"R1","name":"GUID_IO_VOLUME_MOUNT"}
