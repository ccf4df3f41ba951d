# Spec 3.2, route P: the port driver's answer, behind the queue.
open D1 interface rw
expect {}
busy 2s
start E D1 IOCTL_STORAGE_LOAD_MEDIA
start P D1 IOCTL_STORAGE_PREDICT_FAILURE out=516
wait P
expect {"t_ns":2000000000,"id":"P","status":"0xc0000010","win32":1,"info":0}
