# Spec 3.2, DVD group: own length checks (ntddcdvd.h), then REPORT KEY and SEND
# KEY. The disc is not protected and the drive has no region.
drive disc=present disc_kind=dvd
open D1 interface rw
expect {}
ioctl D1 IOCTL_DVD_START_SESSION out=4
expect {"kind":"scsi","cdb":"a40000000000000000080000","status":0}
expect {"win32":0,"info":4,"out":"00000000"}
ioctl D1 IOCTL_DVD_START_SESSION out=3
expect {"win32":122,"info":0}
# The region of the drive (RPC): header of 24 bytes and four more.
ioctl D1 IOCTL_DVD_READ_KEY in=000000000000000008 pad=24 out=28
expect {"kind":"scsi","cdb":"a40000000000000000080800","status":0}
expect {"win32":0,"info":28,"out":"1c000000000000000800000000000000000000000000000025ff0100"}
ioctl D1 IOCTL_DVD_READ_KEY in=000000000000000008 pad=24 out=27
expect {"win32":122}
ioctl D1 IOCTL_DVD_READ_KEY in=000000000000000008 pad=23 out=28
expect {"win32":87}
# A title key of a disc without protection: 05/6F.
ioctl D1 IOCTL_DVD_READ_KEY in=000000000100000004000000000000000008000000000000 out=32
expect {"kind":"scsi","cdb":"a400000000010000000c4400","status":2}
expect {}
# The challenge: SEND_KEY lets through what does no harm; its length counts.
ioctl D1 IOCTL_DVD_SEND_KEY in=240000000000000001 pad=36
expect {"kind":"scsi","cdb":"a30000000000000000100100","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_DVD_SEND_KEY in=230000000000000001 pad=36
expect {"win32":87}
ioctl D1 IOCTL_DVD_SEND_KEY in=1c0000000000000006 pad=28
expect {"win32":87}
ioctl D1 IOCTL_DVD_SEND_KEY2 in=1c0000000000000006 pad=28
expect {"kind":"scsi","cdb":"a30000000000000000080600","status":0}
expect {"win32":0}
ioctl D1 IOCTL_DVD_END_SESSION in=01000000
expect {"kind":"scsi","cdb":"a30000000000000000007f00","status":0}
expect {"win32":0,"info":0}
# All sessions, one after the other.
ioctl D1 IOCTL_DVD_END_SESSION in=ffffffff
expect {"kind":"scsi","cdb":"a30000000000000000003f00"}
expect {"kind":"scsi","cdb":"a30000000000000000007f00"}
expect {"kind":"scsi","cdb":"a3000000000000000000bf00"}
expect {"kind":"scsi","cdb":"a3000000000000000000ff00"}
expect {"win32":0}
ioctl D1 IOCTL_DVD_END_SESSION
expect {"win32":122}
ioctl D1 IOCTL_DVD_END_SESSION in=0100
expect {"win32":87}
