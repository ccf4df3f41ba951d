# S3: no disc any more: REMOVAL with state 2; the count stays.
drive disc=present tolerance=0s
take
advance 1s
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000002000000"}
state
expect {"known":2,"reported":2,"mcc":1}
