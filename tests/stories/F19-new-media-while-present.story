# F19: NewMedia while the disc is believed to be there: nothing at all, so the
# swap is invisible.
drive disc=present poll=1000ms tolerance=0s
gesn 04 02 02 00
advance 1s
state
expect {"kind":"state","known":1,"reported":1,"mcc":1,"verify":false}
