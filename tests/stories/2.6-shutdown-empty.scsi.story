# Spec 2.6: without a medium SYNCHRONIZE CACHE fails, and no ALLOW is sent.
shutdown
expect {"kind":"scsi","cdb":"35000000000000000000","status":2}
settle
state
expect {"kind":"state","tray":"closed"}
