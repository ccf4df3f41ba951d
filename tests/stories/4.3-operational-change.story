# Spec 4.3: changes reported for ever are believed four times, then neither
# believed nor asked for: the drive's other events still come.
drive disc=present fs=cdfs tolerance=0s
gesn 01 02 01 00 count=1000
advance 500ms
state
expect {"kind":"state","verify":true,"mcc":1}
take
advance 3s
expect {"name":"GUID_IO_MEDIA_REMOVAL"}
