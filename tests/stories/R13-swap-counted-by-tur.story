# R13: TUR polls meet the unit attention of the same swap, which counts; the
# state stays, so it is no event all the same.
drive disc=present gesn=off tolerance=0s
sense 06 28 00 op=00
advance 1s
state
expect {"kind":"state","known":1,"reported":1,"mcc":2}
