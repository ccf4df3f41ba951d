# Spec 3.2, AACS group (ntddcdvd.h): lengths are exact: input 24, output 122 or
# 1784; a session above 4 is 87. READ_MEDIA_KEY_BLOCK_SIZE has no case in the
# dispatcher: the port driver answers.
drive disc=present disc_kind=bd reads=bd aacs=yes
open D1 interface rw
expect {}
ioctl D1 IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE in=00000000 out=4
expect {"win32":1}
ioctl D1 IOCTL_AACS_START_SESSION out=4
expect {"kind":"scsi","cdb":"a40000000000000200080000","status":0}
expect {"win32":0,"info":4,"out":"00000000"}
ioctl D1 IOCTL_AACS_START_SESSION out=5
expect {"status":"0xc0000206","win32":1784,"info":0}
ioctl D1 IOCTL_AACS_START_SESSION out=3
expect {"win32":122}
# One pack of 12 bytes.
ioctl D1 IOCTL_AACS_READ_MEDIA_KEY_BLOCK in=00000000 out=64
expect {"kind":"scsi","cdb":"ad0000000000008380040000","status":0}
expect {"win32":0,"info":12,"out":"1000000c0003100300000001"}
ioctl D1 IOCTL_AACS_READ_MEDIA_KEY_BLOCK in=00000000 out=8
expect {"kind":"scsi"}
expect {"win32":122,"info":0}
ioctl D1 IOCTL_AACS_READ_MEDIA_KEY_BLOCK in=00010000 out=64
expect {"win32":87}
ioctl D1 IOCTL_AACS_GET_CERTIFICATE in=00000000 out=112
expect {"kind":"scsi","cdb":"a40000000000000200740100","status":0}
expect {"win32":0,"info":112}
ioctl D1 IOCTL_AACS_GET_CERTIFICATE in=05000000 out=112
expect {"win32":87}
ioctl D1 IOCTL_AACS_SEND_CERTIFICATE in=00000000 pad=116
expect {"kind":"scsi","cdb":"a30000000000000200740100","status":0}
expect {"win32":0,"info":0}
ioctl D1 IOCTL_AACS_SEND_CERTIFICATE in=00000000 pad=115
expect {"win32":24}
ioctl D1 IOCTL_AACS_GET_CHALLENGE_KEY in=00000000 out=80
expect {"kind":"scsi","cdb":"a40000000000000200540200"}
expect {"win32":0,"info":80}
ioctl D1 IOCTL_AACS_SEND_CHALLENGE_KEY in=01000000 pad=84
expect {"kind":"scsi","cdb":"a30000000000000200544200"}
expect {"win32":0}
ioctl D1 IOCTL_AACS_READ_VOLUME_ID in=00000000 out=32
expect {"kind":"scsi","cdb":"ad0000000000008000240000"}
expect {"win32":0,"info":32}
ioctl D1 IOCTL_AACS_READ_SERIAL_NUMBER in=00000000 out=32
expect {"kind":"scsi","cdb":"ad0000000000008100240000"}
expect {"win32":0,"info":32}
ioctl D1 IOCTL_AACS_READ_MEDIA_ID in=02000000 out=32
expect {"kind":"scsi","cdb":"ad0000000000008200248000"}
expect {"win32":0,"info":32}
# 16 sectors from sector 256.
ioctl D1 IOCTL_AACS_READ_BINDING_NONCE in=00000000100000000001000000000000 pad=24 out=32
expect {"kind":"scsi","cdb":"a40000000100100200242100"}
expect {"win32":0,"info":32}
ioctl D1 IOCTL_AACS_READ_BINDING_NONCE in=00000000000100000001000000000000 pad=24 out=32
expect {"win32":87}
# The source leaves this command empty: TEST UNIT READY brings no nonce.
ioctl D1 IOCTL_AACS_GENERATE_BINDING_NONCE pad=24 out=32
expect {"kind":"scsi","cdb":"000000000000","status":0}
expect {"status":"0xc0000185","win32":1117,"info":0}
ioctl D1 IOCTL_AACS_END_SESSION in=00000000
expect {"kind":"scsi","cdb":"a30000000000000200003f00","status":0}
expect {"win32":0}
ioctl D1 IOCTL_AACS_END_SESSION in=0000
expect {"win32":87}
