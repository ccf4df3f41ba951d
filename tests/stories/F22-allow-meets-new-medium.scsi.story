# F22: 06/28 on a mounted volume does not end an ALLOW with 1110: one retry
# and SUCCESS; ARRIVAL if the disc was not known.
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"1e0000000100","status":0}
expect {"kind":"reply","win32":0}
sense 02 3A 00 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"kind":"scsi","cdb":"000000000000","status":2}
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"kind":"reply","win32":21}
sense 06 28 00 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"name":"GUID_IO_MEDIA_ARRIVAL","data":"0300000001000000"}
expect {"kind":"scsi","cdb":"bb00ffffffff000000000000"}
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"kind":"reply","win32":0}
state
expect {"prot":0,"verify":true,"mcc":3}
