# Spec 0.6, Appendix C: a switch shows the size that the driver put in Info.
drive info_on_error=on
open D1 interface rw
expect {}
ioctl D1 0x2C05C in=0000000000000000 out=64
expect {"win32":122,"info":65,"out":""}
