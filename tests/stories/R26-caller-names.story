# R26: every byte that is allowed, 63 of them; the name survives internally.
open D1 interface rw
expect {}
open D2 interface rw
expect {}
ioctl D1 0x2C05C in=0100000000000000303941 pad=72
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=0200000002000000
expect {}
expect {"win32":0}
ioctl D1 0x2C05C in=01000000000000005a617a202e2c3a3b5f2d pad=72
expect {}
expect {"win32":0}
state
expect {"name":"Zaz .,:;_-"}
ioctl D1 0x2C05C in=0200000002000000
expect {}
expect {"win32":0}
ioctl D2 0x2C05C in=010000000000000061616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616100
expect {}
expect {"win32":0}
state
expect {"owner":"D2","name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
ioctl D2 0x2C05C in=0200000002000000
expect {}
expect {"win32":0}
# R48: the same name for another application is fine.
ioctl D1 0x2C05C in=01000000000000006100ff pad=72
expect {}
expect {"win32":0}
state
expect {"owner":"D1","name":"a"}
# '/', '@', tab and umlaut are not.
ioctl D1 0x2C05C in=010000000000000061622f pad=72
expect {"win32":87}
ioctl D1 0x2C05C in=010000000000000040 pad=72
expect {"win32":87}
ioctl D1 0x2C05C in=01000000000000006109 pad=72
expect {"win32":87}
ioctl D1 0x2C05C in=0100000000000000e4 pad=72
expect {"win32":87}
