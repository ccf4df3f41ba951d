# Spec 5.5: a burner's timeout is at least 260 s, so a read that gets no answer
# is final after one attempt: 260 s is longer than the window of 160 s.
drive disc=present burner=yes an=on
open D1 interface r
expect {}
srb timeout count=10 op=28
read D1 0 2048
expect {"t_ns":260000000000,"status":"0xc00000b5","win32":121}
