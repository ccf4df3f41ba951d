# Spec 5.3: what the port driver says when the drive gave no reason.
drive disc=present an=on
open D1 interface rw
expect {}
srb no_device op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":0,"status":"0xc000000e","win32":2}
srb bus_reset count=6 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":0,"status":"0xc0000185","win32":1117}
srb phase_sequence_failure count=3 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":2000000000,"status":"0xc0000185","win32":1117}
srb invalid_request op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"status":"0xc0000010","win32":1}
srb data_overrun op=28
read D1 0 2048
expect {"status":"0xc000003c","win32":1117}
scsi_status busy count=6 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"t_ns":2000000000,"status":"0xc00000a3","win32":21}
srb request_flushed count=1 op=00
ioctl D1 IOCTL_STORAGE_CHECK_VERIFY2
expect {"win32":0}
