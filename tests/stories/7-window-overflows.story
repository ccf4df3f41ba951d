# Spec 7.2: the queue of a window that hangs is bounded, and what does not fit
# is dropped; a service loses nothing. Here a window keeps 32.
open D1 interface rw
expect {}
register R1 D1
hang R1
register R2 D1 service
event GUID_IO_MEDIA_ARRIVAL count=1 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0100000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=2 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0200000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=3 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0300000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=4 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0400000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=5 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0500000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=6 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0600000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=7 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0700000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=8 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0800000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=9 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0900000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=10 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0a00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=11 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0b00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=12 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0c00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=13 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0d00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=14 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0e00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=15 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"0f00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=16 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1000000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=17 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1100000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=18 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1200000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=19 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1300000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=20 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1400000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=21 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1500000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=22 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1600000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=23 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1700000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=24 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1800000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=25 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1900000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=26 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1a00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=27 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1b00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=28 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1c00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=29 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1d00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=30 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1e00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=31 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"1f00000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=32 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"2000000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=33 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"2100000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=34 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2","data":"2200000001000000000000"}
state
expect {"kind":"state","dropped":2}
resume R1
expect {"kind":"delivery","registration":"R1","data":"0100000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0200000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0300000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0400000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0500000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0600000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0700000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0800000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0900000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0a00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0b00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0c00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0d00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0e00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"0f00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1000000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1100000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1200000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1300000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1400000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1500000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1600000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1700000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1800000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1900000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1a00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1b00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1c00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1d00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1e00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"1f00000001000000000000"}
expect {"kind":"delivery","registration":"R1","data":"2000000001000000000000"}
event GUID_IO_MEDIA_ARRIVAL count=99 state=1
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1","data":"6300000001000000000000"}
