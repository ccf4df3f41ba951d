# Spec 5.1: 6F says which part of the copy protection failed; none is retried.
drive disc=present an=on
open D1 interface rw
expect {}
sense 05 6F 03 op=28
read D1 0 2048
expect {"t_ns":0,"status":"0xc0000309"}
sense 05 6F 04 op=28
read D1 0 2048
expect {"status":"0xc000030a"}
sense 05 6F 77 op=28
read D1 0 2048
expect {"status":"0xc0000305"}
