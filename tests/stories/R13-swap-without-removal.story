# R13: a swap that the drive reports only as NewMedia is no event and no count,
# only a reason to verify a mounted volume.
drive disc=present fs=cdfs tolerance=0s
gesn 04 02 02 00
advance 1s
state
expect {"kind":"state","t_ns":1000000000,"known":1,"reported":1,"mcc":1,"verify":true}
