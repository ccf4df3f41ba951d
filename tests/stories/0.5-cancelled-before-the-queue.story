# Spec 0.5 steps 5 to 7: with a step that takes time, a request can be cancelled
# between its arrival and the queue, and a token between its turn and gate #3:
# 995 both. What needs no queue does not look.
drive disc=present step=1us
open D1 interface rw
expect {"op":"open","win32":0}
open D2 interface rw
expect {"op":"open","win32":0}

start C D1 IOCTL_STORAGE_CHECK_VERIFY2
cancel C
expect {"op":"cancel","win32":0}
wait C
expect {"id":"C","status":"0xc0000120","win32":995}
# Step 1: validation and the queue; step 2: its turn; step 3: gate #3.
start T D1 0x2C05C in=0100000000000000616e6e61 pad=72
advance 2us
cancel T
expect {"op":"cancel","win32":0}
wait T
expect {"id":"T","win32":995}
state
expect {"owner":"none"}
start N D1 IOCTL_STORAGE_GET_DEVICE_NUMBER out=12
cancel N
expect {"op":"cancel","win32":0}
wait N
expect {"id":"N","win32":0,"info":12}
# A validation failure is what the request already is.
start V D1 0x2C05C in=00 out=65
cancel V
expect {"op":"cancel","win32":0}
wait V
expect {"id":"V","win32":24}
# Past its turn a plain request runs.
start R D1 read 0 2048
advance 2us
cancel R
expect {"op":"cancel","win32":0}
wait R
expect {"id":"R","win32":0,"info":2048}
