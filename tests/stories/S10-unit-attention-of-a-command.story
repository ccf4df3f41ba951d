# S10: the sense of any command of the class driver counts: of a read too.
drive disc=present an=on
open D1 interface r
expect {}
sense 06 28 00 op=28
read D1 0 2048
expect {"t_ns":47337300,"win32":0}
state
expect {"known":1,"mcc":2}
sense 06 2A 01 op=28
read D1 0 2048
expect {"win32":0}
state
expect {"mcc":4}
