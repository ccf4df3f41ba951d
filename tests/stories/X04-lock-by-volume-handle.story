# Spec 1.4 L1, property 5: a V handle can never own, and that comes before a
# bad name.
open V1 volume rw
expect {"op":"open","win32":0}
ioctl V1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"status":"0xc0000008","win32":6}
ioctl V1 0x2C05C in=0100000000000000ff pad=72
expect {"win32":6}
state
expect {"owner":"none","vpb":"RAW"}
