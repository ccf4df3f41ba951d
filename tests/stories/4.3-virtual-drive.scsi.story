# Spec 4.3: a virtual drive is polled every two seconds.
drive disc=present vendor=MSFT tolerance=0s
advance 5s
expect {"t_ns":100000000,"kind":"scsi"}
expect {"t_ns":2100000000,"kind":"scsi"}
expect {"t_ns":4100000000,"kind":"scsi"}
