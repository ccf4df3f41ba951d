# Spec 6.6, mount: blank is UNRECOGNIZED_VOLUME and RAW may take over for the
# volume itself; a failing table of contents is its own status; audio mounts.
drive gesn=off poll=1h
insert disc=blank-cd
open F1 file r
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"win32":1005}
open V1 volume r
expect {"win32":0}
state
expect {"vpb":"RAW"}
close V1
expect {}
tray open
take
insert disc=data-cd
tray close
sense 03 11 00 count=1 op=43
open F1 file r
expect {"win32":23}
open F1 file r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
close F1
expect {}
tray open
take
insert disc=audio-cd
tray close
open V1 volume r
expect {"name":"GUID_IO_VOLUME_MOUNT"}
expect {"win32":0}
ioctl V1 IOCTL_CDROM_DISK_TYPE out=4
expect {"win32":0,"out":"01000000"}
