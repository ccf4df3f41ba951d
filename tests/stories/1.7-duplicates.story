# Spec 1.7: closing one of several duplicates changes nothing; the lock goes
# with the last one.
open D1 interface rw
expect {}
dup D1 D2
ioctl D1 0x2C05C in=0100000000000000616e6e61 pad=72
expect {}
expect {"win32":0}
close D1
expect {"kind":"reply","handle":"D1","op":"close"}
state
expect {"owner":"D2","name":"anna"}
# The duplicate is the owner: its requests pass, its second lock does not.
ioctl D2 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":21}
ioctl D2 0x2C05C in=0100000000000000616e6e61 pad=72
expect {"win32":5}
close D2
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"name":"GUID_IO_CDROM_EXCLUSIVE_UNLOCK"}
expect {"handle":"D2","op":"close","win32":0}
state
expect {"owner":"none"}
