# R45: TUR polls tell once a second that the disc is becoming ready ...
drive disc=present gesn=off tolerance=0s
sense 02 04 01 count=3 op=00
advance 4s
expect {"t_ns":100000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"t_ns":1100000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":2100000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
state
expect {"kind":"state","known":1}
