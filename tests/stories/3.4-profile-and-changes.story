# A profile is a whole drive; what follows changes it. Vendor MSFT is polled
# every 2 s (spec 4.3), so a disc put in at 0.2 s is found at 2.1 s.
drive profile=msft-virtual disc=none tolerance=0s
advance 200ms
insert disc=dvd
advance 3s
expect {"t_ns":2100000000,"name":"GUID_IO_MEDIA_ARRIVAL"}
