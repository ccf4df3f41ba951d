# Spec 7.2: the queue of a window that hangs delays its messages; the other
# listeners go on, and when it goes on it gets its own in order.
open D1 interface rw
expect {}
register R1 D1
register R2 D1 service
hang R1
event GUID_IO_VOLUME_LOCK
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","t_ns":0}
advance 3s
event GUID_IO_VOLUME_UNLOCK
expect {"kind":"event","t_ns":3000000000}
expect {"kind":"delivery","registration":"R2","t_ns":3000000000}
advance 1s
resume R1
expect {"kind":"delivery","registration":"R1","t_ns":4000000000,"name":"GUID_IO_VOLUME_LOCK"}
expect {"kind":"delivery","registration":"R1","t_ns":4000000000,"name":"GUID_IO_VOLUME_UNLOCK"}
event GUID_IO_VOLUME_MOUNT
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"delivery","registration":"R2","name":"GUID_IO_VOLUME_MOUNT"}
