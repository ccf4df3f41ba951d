# Appendix C, event order by bounded delay: whatever the order, each event is
# there when the bound has passed.
drive event_delay=10ms
open D1 interface rw
expect {}
register R1 D1
event GUID_IO_VOLUME_LOCK
expect {"kind":"event"}
advance 10ms
expect {"kind":"delivery","name":"GUID_IO_VOLUME_LOCK"}
event GUID_IO_VOLUME_UNLOCK
expect {"kind":"event","t_ns":10000000}
settle
expect {"kind":"delivery","name":"GUID_IO_VOLUME_UNLOCK"}
