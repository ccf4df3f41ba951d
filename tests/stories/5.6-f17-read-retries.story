# Spec 5.4: READ is retried every 47 ms for 160 s, whatever the table says; a
# medium error is final (F17); long write in progress ends as busy (F7).
drive disc=present an=on
open D1 interface r
expect {}
sense 03 11 05
read D1 0 2048
expect {"t_ns":0,"status":"0xc000009c","win32":23}
sense 04 09 00 count=100
read D1 0 2048
expect {"t_ns":236686500,"status":"0xc0000185","win32":1117}
sense 02 04 08 count=100000
read D1 0 2048
expect {"t_ns":160236760500,"status":"0x80000011","win32":170}
