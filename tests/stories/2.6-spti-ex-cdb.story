# Switch spti_ex=cdb (2.6, INFERRED otherwise): the class driver wants to see an
# EX structure up to its CDB; what the port driver says is its own (1306).
drive spti_ex=cdb
open D1 interface rw
expect {}
open W1 interface rw wow
expect {}
ioctl D1 IOCTL_SCSI_PASS_THROUGH_EX in=01 pad=55
expect {"win32":87}
ioctl D1 IOCTL_SCSI_PASS_THROUGH_EX in=01 pad=56
expect {"win32":1306}
ioctl W1 IOCTL_SCSI_PASS_THROUGH_DIRECT_EX in=01 pad=47
expect {"win32":87}
ioctl W1 IOCTL_SCSI_PASS_THROUGH_DIRECT_EX in=01 pad=48
expect {"win32":1306}
# The plain forms have a CDB of 16 bytes and end behind it.
ioctl D1 IOCTL_SCSI_PASS_THROUGH in=3800 pad=55
expect {"win32":87}
