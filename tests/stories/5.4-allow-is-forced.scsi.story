# Spec 3.3, 5.4, F22: ALLOW gets four more tries for what is otherwise final:
# 06/28 on a mounted volume ends in SUCCESS after one retry, not in 1110. The
# new medium gets the default speed back, beside the queue (4.7).
drive disc=present fs=cdfs an=on
open D1 interface rw
expect {}
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi"}
expect {"win32":0}
sense 06 28 00 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"kind":"scsi","cdb":"1e0000000000","status":2}
expect {"kind":"scsi","cdb":"bb00ffffffff000000000000"}
expect {"kind":"scsi","cdb":"1e0000000000","status":0}
expect {"kind":"reply","win32":0}
state
expect {"prot":0,"verify":true,"mcc":2}
# 05/24: four forced retries 3 s apart, then it fails and nothing changes. The
# unit attention asked for fresh MMC capabilities: those come first (3.1).
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=01
expect {"kind":"scsi","cdb":"46010000000000040000","status":0}
expect {"kind":"scsi"}
expect {"win32":0}
sense 05 24 00 count=9 op=1E
ioctl D1 IOCTL_STORAGE_EJECTION_CONTROL in=00
expect {"t_ns":0,"kind":"scsi"}
expect {"t_ns":3000000000,"kind":"scsi"}
expect {"t_ns":6000000000,"kind":"scsi"}
expect {"t_ns":9000000000,"kind":"scsi"}
expect {"t_ns":12000000000,"kind":"scsi"}
expect {"t_ns":12000000000,"kind":"reply","win32":1}
state
expect {"prot":1}
