# Spec 4.3, 4.7: TUR polling meets the unit attention of the new disc: key 6
# counts once, the transition to present once more.
drive gesn=off poll=2000ms
insert
advance 100ms
expect {"t_ns":100000000,"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
take
advance 2s
expect {"t_ns":2100000000,"name":"GUID_IO_MEDIA_REMOVAL","data":"0200000002000000"}
