# Spec 6.6: the disc is gone. Path opens and FSCTLs get the status of the
# CHECK_VERIFY, 21; an open of the volume itself falls to RAW.
drive disc=present fs=cdfs poll=1h
open V1 volume r
expect {}
tray open
open F1 file r
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
expect {"status":"0xc0000013","win32":21}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":21}
state
expect {"vpb":"FS","verify":true}
open V2 volume r
expect {"win32":0}
state
expect {"vpb":"RAW","verify":false}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":21}
# The same disc again, once RAW is gone: a remount, which is not announced, and
# the old handle is good again.
close V2
expect {}
tray close
open F2 file r
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"kind":"reply","op":"open","win32":0}
ioctl V1 FSCTL_IS_VOLUME_MOUNTED
expect {"win32":0}
