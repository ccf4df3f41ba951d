# Appendix C, event loss by rate: 1000 of 1000 are lost, until it is taken back.
# Each of them was emitted all the same (4.8).
open D1 interface rw
expect {}
register R1 D1
event_loss rate=1000 guid=GUID_IO_MEDIA_REMOVAL
event GUID_IO_MEDIA_REMOVAL count=1 state=2
expect {"kind":"event"}
event GUID_IO_MEDIA_ARRIVAL count=2 state=1
expect {"kind":"event"}
expect {"kind":"delivery","name":"GUID_IO_MEDIA_ARRIVAL"}
event GUID_IO_MEDIA_REMOVAL count=2 state=2
expect {"kind":"event"}
event_loss rate=0
event GUID_IO_MEDIA_REMOVAL count=3 state=2
expect {"kind":"event"}
expect {"kind":"delivery","data":"0300000002000000000000"}
