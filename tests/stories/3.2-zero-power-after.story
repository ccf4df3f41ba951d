# Switch zpodd_after (3.2, INFERRED 0s): the drive must have been seen empty for
# so long, without a break, before it switches itself off. That is D3 (S9).
drive zpodd=on tolerance=0s zpodd_after=2s
advance 2s
state
expect {"t_ns":2000000000,"mcc":0,"verify":false}
advance 100ms
state
expect {"mcc":1,"verify":true}
tray open
expect {"name":"GUID_IO_DEVICE_BECOMING_READY"}
tray close
advance 2s
state
expect {"mcc":1}
advance 1s
state
expect {"mcc":2}
