# A drive that was unplugged and comes again is another device (2.6): who
# listened to the first hears of it no more, a new handle's listener does.
open D1 interface rw
expect {}
register R1 D1
unplug
event GUID_IO_VOLUME_CHANGE
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1"}
# Device start finds no disc (4.1).
replug
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
register R2 D1
expect {"op":"register","win32":55}
open D2 interface rw
expect {"win32":0}
register R3 D2
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R3","name":"GUID_IO_VOLUME_MOUNT"}
state
expect {"kind":"state"}
