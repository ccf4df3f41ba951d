# F20: Removal and NewMedia in two replies of one poll: two events back to back.
drive disc=present tolerance=0s
take
insert
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
