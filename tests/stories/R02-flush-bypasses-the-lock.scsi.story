# Spec 2.6, R2: FlushFileBuffers is not gated; it waits for the executing
# request and stops the queue meanwhile.
drive disc=present
open D1 interface rw
expect {}
open D2 interface rw
expect {}
open D3 interface r
expect {}
ioctl D1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
# Its mount is denied without a command, so that RAW takes it.
open V1 volume rw
expect {"op":"open","win32":0}
flush D2
expect {"kind":"scsi","cdb":"35000000000000000000","status":0}
expect {"handle":"D2","op":"flush","win32":0}
flush D3
expect {"handle":"D3","win32":5}
flush V1
expect {"handle":"V1","win32":1}
busy 1s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start F D2 flush
start Q D2 0x2C05C in=0000000000000000 out=65
wait Q
expect {"t_ns":1000000000,"kind":"scsi","cdb":"1b0000000300"}
expect {"t_ns":1000000000,"kind":"scsi","cdb":"35000000000000000000"}
expect {"id":"Q","win32":0}
wait E
expect {"id":"E","win32":0}
wait F
expect {"id":"F","t_ns":1000000000,"win32":0}
# Without a medium SYNCHRONIZE CACHE fails, and that is the answer.
take
flush D2
expect {"kind":"scsi","cdb":"35000000000000000000","status":2}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"handle":"D2","op":"flush","status":"0xc0000013","win32":21}
