# Spec 3.5 M1 to M5: nests per handle; a stranger cannot enable what another
# handle disabled.
open D1 interface rw
expect {}
open D2 interface 0
expect {}
open V1 volume rw
expect {}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL
expect {"status":"0xc0000004","win32":24}
ioctl V1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"status":"0xc000000d","win32":87}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"status":"0xc0000184","win32":22}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D1 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=01
expect {"win32":0}
state
expect {"mcn_disable":3}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"win32":0}
ioctl D2 IOCTL_STORAGE_MCN_CONTROL in=00
expect {"win32":22}
# CLOSE undoes what is left (1.7 step 2).
close D1
expect {"op":"close"}
state
expect {"mcn_disable":0}
