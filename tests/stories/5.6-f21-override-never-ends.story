# Spec 5.6 F21, 5.2, R29: a unit attention on every attempt, with a mounted
# volume: CDFS's override CHECK_VERIFY never ends and blocks the queue. Each
# attempt counts.
drive disc=present fs=cdfs step=1ms
open V1 volume rw
expect {"win32":0}
open D1 interface rw
expect {}
sense 06 28 00 count=4000000000 op=00
start A V1 FSCTL_IS_VOLUME_MOUNTED
advance 1s
start Q D1 0x2C05C in=0000000000000000 out=65
advance 60s
state
expect {"verify":true}
sense 06 28 00 count=1 op=00
wait A
expect {"id":"A","win32":0}
wait Q
expect {"id":"Q","win32":0}
