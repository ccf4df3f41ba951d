# Appendix C, event loss as a property of the drive: rate 1000 loses them all.
drive event_loss=1000
open D1 interface rw
expect {}
register R1 D1
event GUID_IO_VOLUME_LOCK
expect {"kind":"event"}
advance 10s
state
expect {"kind":"state"}
