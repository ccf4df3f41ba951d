# X18, 0.5 steps 6 and 7: a token that waits for its turn is cancelled by
# CancelIoEx, and by the end of the thread that waits in it: 995, no event, no
# change of state.
drive disc=present
open D1 interface rw by=anna
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

busy 3s
start E D2 IOCTL_STORAGE_LOAD_MEDIA
start L D2 0x2C05C in=010000000000000062657274 pad=72
start T D1 0x2C05C in=0100000000000000616e6e61 pad=72 by=anna.waiter
start U D1 0x2C05C in=0000000000000000 out=65 by=anna.other
cancel L
expect {"op":"cancel","id":"L","win32":0}
wait L
expect {"t_ns":0,"id":"L","status":"0xc0000120","win32":995,"info":0}
end anna.waiter
wait T
expect {"t_ns":0,"id":"T","status":"0xc0000120","win32":995}
# The other thread's query still waits, and finds nobody.
wait U
expect {"t_ns":3000000000,"id":"U","win32":0,"out":"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}
wait E
expect {"t_ns":3000000000,"id":"E","win32":0}
