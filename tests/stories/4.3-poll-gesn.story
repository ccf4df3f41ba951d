# Spec 4.1 to 4.3: GESN polling finds a disc that comes and goes; the first
# tick is 100 ms after the start, then one a second.
insert
advance 100ms
expect {"t_ns":100000000,"kind":"event","name":"GUID_IO_MEDIA_ARRIVAL","data":"0100000001000000"}
take
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
# F20: both within one poll, back to back. R13: what comes and goes between
# two polls leaves its events in the drive all the same.
insert
take
advance 1s
expect {"t_ns":2100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
expect {"t_ns":2100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0200000002000000"}
advance 10s
state
expect {"kind":"state","t_ns":12100000000,"known":2,"mcc":2}
