# Spec 2.6, 2.4 W6 (d): after surprise removal the cached length is 0 and every
# read fails, as 55; verify, set by the loss of power, comes first (W1).
drive disc=present
open D1 interface rw
expect {}
unplug
read D1 0 2048
expect {"status":"0xc00000c0","win32":55,"info":0}
read D1 0 0
expect {"win32":0}
flush D1
expect {"op":"flush","status":"0xc000000e","win32":2}
