# Appendix C, handle classes: lenient lets a volume handle own the drive.
drive handles=lenient
open V1 volume rw
expect {}
ioctl V1 0x2C05C in=0100000001000000616e6e61 pad=72
expect {"kind":"event"}
expect {"win32":0}
state
expect {"owner":"V1"}
