# S8, R11: an update that finds the mutex busy is lost without a trace; the next
# TUR poll finds out.
drive disc=present gesn=off tolerance=0s
take
state_mutex_loss count=1
advance 500ms
state
expect {"t_ns":500000000,"known":1,"reported":1}
advance 1s
expect {"t_ns":1100000000,"name":"GUID_IO_MEDIA_REMOVAL"}
