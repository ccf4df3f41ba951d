# S2: a disc that was not there: one more, and ARRIVAL with the new count.
drive tolerance=0s
insert
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
state
expect {"known":1,"reported":1,"mcc":1}
