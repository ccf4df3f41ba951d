# R23, 4.8: 3 zero bytes follow the payload of every class-driver event, so that
# dbch_size (the first field) is 3 larger than offset and structure: 52 + 8 + 3
# is 0x3f on x64, 40 + 8 + 3 is 0x33 for a 32-bit window. A file system's
# events carry nothing: 52 is 0x34.
drive disc=present
open D1 interface rw
expect {}
register R1 D1
register R2 D1 window32
take
advance 100ms
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"kind":"delivery","registration":"R1","data":"0100000002000000000000","broadcast":"3f00000006000000000000000000000001000000000000000100000000000000c13374d08ea9d211917a00a0c9068ff3ffffffff0100000002000000000000"}
expect {"kind":"delivery","registration":"R2","data":"0100000002000000000000","broadcast":"3300000006000000000000000100000002000000c13374d08ea9d211917a00a0c9068ff3ffffffff0100000002000000000000"}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"kind":"event","data":""}
expect {"kind":"delivery","registration":"R1","data":"000000"}
expect {"kind":"delivery","registration":"R2","data":"000000"}
expect {"kind":"reply"}
unregister R2
event GUID_IO_VOLUME_DISMOUNT
expect {"kind":"event","data":""}
expect {"kind":"delivery","registration":"R1","data":"","broadcast":"3400000006000000000000000000000001000000000000000100000000000000e8556ad15910d2118ffd00a0c9a06d32ffffffff"}
