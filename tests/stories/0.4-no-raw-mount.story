# Appendix C: without RAW a data open of an unrecognised volume fails.
drive raw_mount=off
open V1 volume rw
expect {"status":"0xc0000013","win32":21}
open F1 file r
expect {"win32":21}
insert
open V1 volume rw
expect {"win32":1005}
open V1 volume 0
expect {"win32":0}
