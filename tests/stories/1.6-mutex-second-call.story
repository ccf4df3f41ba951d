# R11: only the second synthetic call of the unlock is lost: REMOVAL went out,
# the state stays unavailable without an ARRIVAL, and the next TUR poll repairs
# it. A step costs time here, so that the loss can be planted between the two.
drive disc=present gesn=off step=1us
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
start U D1 0x2C05C in=0200000000000000
advance 4us
expect {"name":"GUID_IO_MEDIA_REMOVAL","data":"0100000003000000"}
state_mutex_loss count=1
wait U
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"kind":"reply","win32":0}
state
expect {"known":3,"reported":3}
advance 200ms
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0200000001000000"}
state
expect {"known":1,"reported":1}
