# F17: a medium error on a read is final at once: one attempt.
drive disc=present an=on
open D1 interface r
expect {}
sense 03 11 05 count=2
read D1 0 2048
expect {"t_ns":0,"kind":"scsi","cdb":"28000000000000000100","status":2}
expect {"t_ns":0,"kind":"reply","status":"0xc000009c","win32":23}
