# F24: 33 replies with an event without a break, and the drive is never asked
# for its events again: TEST UNIT READY from then on. Events of no meaning do.
drive disc=present tolerance=0s
gesn 04 0F 00 00 count=33
advance 1s
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
expect {"t_ns":100000000,"kind":"scsi","cdb":"4a0100005a0000000800","status":0}
advance 1s
expect {"t_ns":1100000000,"kind":"scsi","cdb":"000000000000","status":0}
advance 1s
expect {"t_ns":2100000000,"kind":"scsi","cdb":"000000000000","status":0}
