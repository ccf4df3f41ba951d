# Spec 8.6 Z12, 6.6: a mount asks the drive for its count, its table of contents
# and the volume descriptor; the new volume is announced asynchronously. Then
# the create itself verifies.
drive disc=present
open D1 interface r
expect {}
register R D1
open V1 volume r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"scsi"}
expect {"kind":"scsi","cdb":"28000000001000000100"}
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT","data":""}
expect {"kind":"delivery","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"reply","op":"open","win32":0}
state
expect {"vpb":"FS","verify":false}
# CDFS stays mounted without a handle: the next open only verifies.
close V1
expect {}
state
expect {"vpb":"FS"}
open V2 volume r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"win32":0}
# The same disc after DISMOUNT and close is a new mount.
ioctl V2 FSCTL_DISMOUNT_VOLUME
expect {"kind":"event"}
expect {"kind":"delivery"}
expect {"win32":0}
close V2
expect {}
open F1 file r
expect {"kind":"scsi","cdb":"000000000000"}
expect {"kind":"scsi"}
expect {"kind":"scsi","cdb":"28000000001000000100"}
expect {"kind":"event","name":"GUID_IO_VOLUME_MOUNT"}
expect {"kind":"delivery"}
expect {"kind":"scsi"}
expect {"win32":0}
