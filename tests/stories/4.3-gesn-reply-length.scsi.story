# Spec 4.3: a GET EVENT STATUS reply whose length is not exactly 8 is ignored:
# no event, no change of state, and the drive is not asked again at once.
drive disc=present
gesn 04 03 00 00 length=7 count=2
advance 100ms
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
advance 1s
expect {"t_ns":1100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
state
expect {"kind":"state","known":1,"reported":1,"mcc":1}
gesn 04 03 00 00 length=0
advance 1s
expect {"t_ns":2100000000,"kind":"scsi","cdb":"4a0100005a0000000800"}
state
expect {"kind":"state","known":1}
# The same reply at full length.
gesn 04 03 00 00 length=8
advance 1s
expect {"t_ns":3100000000,"kind":"scsi","cdb":"4a0100005a0000000800"}
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL"}
expect {"t_ns":3100000000,"kind":"scsi","cdb":"4a0100005a0000000800"}
state
expect {"kind":"state","known":2}
