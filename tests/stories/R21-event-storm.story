# R21: a read of a disc that is becoming ready emits an event every 47 ms.
drive disc=present an=on
open D1 interface r
expect {}
sense 02 04 01 count=4 op=28
read D1 0 2048
expect {"t_ns":0,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
expect {"t_ns":47337300,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":94674600,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":142011900,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":189349200,"kind":"reply","win32":0}
# For ever: 160 s long, 3381 events, of which the printed ones are enough.
