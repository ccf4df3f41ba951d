# F7: a read is tried again every 47.3373 ms for 160 s, whatever the table's
# interval says, and ends as busy: the 3381st attempt is the first after that.
drive disc=present an=on
open D1 interface r
expect {}
sense 02 04 08 count=100000
read D1 0 2048
expect {"t_ns":160000074000,"status":"0x80000011","win32":170}
# A servo failure has a count instead: five retries.
sense 04 09 00 count=100
read D1 0 2048
expect {"t_ns":160236760500,"status":"0xc0000185","win32":1117}
