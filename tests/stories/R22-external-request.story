# R22, spec 4.7: Play is pressed: version 1, class 0, button down, request 1,
# and a time multiplied by the length of a tick: 100 ms after the start that is
# 1 000 000 x 156 250 = 0x246139CA80. The key going up is no event.
drive disc=present tolerance=0s
press play
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_DEVICE_EXTERNAL_REQUEST","data":"0100000000000000010001000000000080ca396124000000"}
gesn 03 02 07 00
advance 1s
gesn 03 01 07 00
advance 1s
expect {"t_ns":2100000000,"name":"GUID_IO_DEVICE_EXTERNAL_REQUEST","data":"01000000000000000100070000000000809cbdf9fb020000"}
