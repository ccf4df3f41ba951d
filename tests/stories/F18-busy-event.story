# F18: a busy event of 100 ms is nothing, of 200 ms BECOMING_READY with the
# drive's own status, 0 too.
drive disc=present poll=1000ms tolerance=0s
gesn 06 01 01 01
advance 1s
gesn 06 01 01 02
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000002000000"}
gesn 06 01 00 02
advance 1s
expect {"t_ns":2100000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000000000002000000"}
state
expect {"t_ns":3000000000,"known":1,"mcc":1}
