# Appendix C: without RAW a data open of an unrecognised volume fails, with the
# status of the mount (6.6).
drive raw_mount=off gesn=off poll=1h
open V1 volume rw
expect {"status":"0xc0000013","win32":21}
open F1 file r
expect {"win32":21}
insert disc=blank-cd
open V1 volume rw
expect {"name":"GUID_IO_MEDIA_ARRIVAL"}
expect {"win32":1005}
open F1 file r
expect {"status":"0xc000014f","win32":1005}
open V1 volume 0
expect {"win32":0}
