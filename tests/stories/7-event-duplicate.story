# A planted duplicate: the report came twice; both copies are the same event
# and stay together.
open D1 interface rw
expect {}
register R1 D1
event_duplicate count=1 guid=GUID_IO_VOLUME_UNLOCK
event GUID_IO_VOLUME_LOCK
event GUID_IO_VOLUME_UNLOCK
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_LOCK"}
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_UNLOCK"}
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_MOUNT"}
