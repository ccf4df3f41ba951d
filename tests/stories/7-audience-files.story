# Switch audience=files (7.1, INFERRED otherwise): a file's handle will do, too.
drive disc=present fs=cdfs audience=files
open F1 file r
expect {"win32":0}
register R1 F1
event GUID_IO_MEDIA_EJECT_REQUEST
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R1","name":"GUID_IO_MEDIA_EJECT_REQUEST"}
