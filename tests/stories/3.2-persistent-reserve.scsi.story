# Spec 3.2: what is refused before the command, in its order; IN returns no data
# to a buffered caller. PERSISTENT_RESERVE_COMMAND: Version, Size, action.
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN out=8
expect {"status":"0xc0000023","win32":122,"info":0}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000c0000000000 out=8
expect {"win32":24}
# The Size field is below 12.
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000b00000000000800 out=8
expect {"win32":24}
# More allocated than the output holds; less than the list's header; action 2.
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000c00000000000900 out=8
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000c00000000000700 out=8
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000c00000002000800 out=8
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_IN in=000000000c00000001000801 out=264
expect {"kind":"scsi","cdb":"5e010000000000010800","status":0}
expect {"win32":0,"info":0}
# OUT: unknown action, a scope of 1 for RESERVE, type 2, no parameter list, a
# Size below the input's length.
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=00000000240000000700 pad=36
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=00000000240000000113 pad=36
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=00000000240000000102 pad=36
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=00000000240000000000 pad=35
expect {"win32":87}
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=00000000240000000000 pad=37
expect {"win32":87}
# Scope and type mean nothing to REGISTER. The list's second key is the new one.
ioctl D1 IOCTL_STORAGE_PERSISTENT_RESERVE_OUT in=000000002400000000ff00000000000000000000000000000001 pad=36
expect {"kind":"scsi","cdb":"5f00ff00000000001800"}
expect {"win32":0,"info":0}
