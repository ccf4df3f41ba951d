# S1: Present to Present is nothing, in both ways of polling.
drive disc=present gesn=off tolerance=0s
advance 3s
state
expect {"t_ns":3000000000,"known":1,"reported":1,"mcc":1}
