# F5: six attempts 10 s apart, six events, and everybody waits behind them: also
# a query of the lock state.
drive disc=present an=on
open D1 interface rw
expect {}
sense 02 04 01 count=100 op=00
start V D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":0,"name":"GUID_IO_DEVICE_BECOMING_READY","data":"010000000100000064000000"}
ioctl D1 0x2C05C in=0000000000000000 out=65
expect {"t_ns":10000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":20000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":30000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":40000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":50000000000,"name":"GUID_IO_DEVICE_BECOMING_READY"}
expect {"t_ns":50000000000,"op":"ioctl","win32":0,"info":65}
wait V
expect {"t_ns":50000000000,"id":"V","status":"0xc00000a3","win32":21}
state
expect {"mcc":1,"known":1}
