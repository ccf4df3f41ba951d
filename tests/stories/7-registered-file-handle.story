# Spec 7.1 names D and V handles; a file's handle is refused (INFERRED).
drive disc=present fs=cdfs
open F1 file r
expect {"win32":0}
register R1 F1
expect {"kind":"reply","handle":"F1","op":"register","win32":87}
