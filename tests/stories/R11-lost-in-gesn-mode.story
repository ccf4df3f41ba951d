# R11: with GESN, what a poll lost is lost for good, because the drive has said
# it already; and an empty reply does not make a disc present.
drive disc=present tolerance=0s
take
state_mutex_loss count=1
advance 10s
state
expect {"t_ns":10000000000,"known":1,"reported":1,"disc":false}
# The first synthetic call of an unlock lost: Unknown is written, and stays.
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
state_mutex_loss count=1
ioctl D1 0x2C05C in=0200000000000000
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"win32":0}
advance 10s
state
expect {"t_ns":20000000000,"known":0,"reported":1}
# Only the drive's next event repairs it; Present was the last thing reported.
insert
advance 1s
state
expect {"t_ns":21000000000,"known":1,"reported":1,"mcc":2}
