# R45: ... GESN polls only pass on what the drive says of its own business: one
# event, with the time that is left.
drive spin_up=2500ms tolerance=0s
insert
advance 4s
expect {"t_ns":100000000,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000200000018000000"}
expect {"t_ns":3100000000,"name":"GUID_IO_MEDIA_ARRIVAL"}
