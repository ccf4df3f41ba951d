# S8 by rate: 1000 of 1000 updates are lost.
drive disc=present gesn=off mutex_loss=1000 tolerance=0s
take
advance 10s
state
expect {"t_ns":10000000000,"known":1,"reported":1,"mcc":1}
